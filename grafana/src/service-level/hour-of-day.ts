import { BLUE, barChart, COUNT, ORANGE, RATIO, VERMILLION } from '../kit/index.ts';
import { recorded } from './figures.ts';

/** At what hours things go wrong. */

/** Each point is of the hour that begins with it. */
const hourly = (name: string) => `sum(${recorded(`${name}:increase1h`)} offset -1h)`;
const HOURLY = [
  { expr: hourly('ended'), refId: 'ended' },
  { expr: hourly('counted'), refId: 'counted' },
  { expr: `${hourly('counted')} - ${hourly('answered_within_threshold')}`, refId: 'late' },
  { expr: hourly('abandoned'), refId: 'abandoned' },
].map((query) => ({ ...query, format: 'table' as const, minStep: '1h' }));

/** More hours than a dashboard looks back: with fewer points, hours would be left out. */
const EVERY_HOUR = 20_000;

const total = (refId: string) => `Value #${refId} (sum)`;
const share = (refId: string, whole: string, alias: string) => ({
  id: 'calculateField',
  options: {
    mode: 'binary',
    alias,
    binary: { left: total(refId), operator: '/', right: total(whole) },
    replaceFields: false,
  },
});
const perHourOfDay = [
  { id: 'merge', options: {} },
  { id: 'formatTime', options: { timeField: 'Time', outputFormat: 'HH', useTimezone: true } },
  {
    id: 'groupBy',
    options: {
      fields: {
        Time: { operation: 'groupby', aggregations: [] },
        ...Object.fromEntries(
          HOURLY.map(({ refId }) => [`Value #${refId}`, { operation: 'aggregate', aggregations: ['sum'] }]),
        ),
      },
    },
  },
  { id: 'sortBy', options: { sort: [{ field: 'Time', desc: false }] } },
];

const HOUR_OF_DAY = 'Hour of day';
const totalsExcept = (...kept: readonly string[]) =>
  Object.fromEntries(
    HOURLY.filter(({ refId }) => !kept.includes(refId)).map(({ refId }) => [total(refId), true]),
  );

export const ratiosByHour = barChart({
  title: 'Late and abandoned, by hour of day',
  description:
    'Shares of the contacts that ended, all of the same hour of day in the time shown taken together; late ones include the abandoned that the service level counts, and are estimated where a platform reports a service level alone. Hours are those of your time zone; choose a week or more.',
  unit: RATIO,
  min: 0,
  noValue: 'No whole hour yet',
  across: HOUR_OF_DAY,
  queries: HOURLY,
  maxDataPoints: EVERY_HOUR,
  transformations: [
    ...perHourOfDay,
    share('late', 'counted', 'Late'),
    share('abandoned', 'ended', 'Abandoned'),
    { id: 'organize', options: { excludeByName: totalsExcept(), renameByName: { Time: HOUR_OF_DAY } } },
  ],
  looks: { Late: { colour: ORANGE }, Abandoned: { colour: VERMILLION } },
});

export const contactsByHour = barChart({
  title: 'Contacts, by hour of day',
  description: 'How many contacts ended in each hour of the day, added up over the time shown.',
  unit: COUNT,
  decimals: 0,
  noValue: 'No whole hour yet',
  across: HOUR_OF_DAY,
  queries: HOURLY,
  maxDataPoints: EVERY_HOUR,
  transformations: [
    ...perHourOfDay,
    {
      id: 'organize',
      options: {
        excludeByName: totalsExcept('ended', 'abandoned'),
        renameByName: { Time: HOUR_OF_DAY, [total('ended')]: 'Ended', [total('abandoned')]: 'Abandoned' },
      },
    },
  ],
  looks: { Ended: { colour: BLUE }, Abandoned: { colour: VERMILLION } },
});
