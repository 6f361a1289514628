import {
  alerts,
  BLUE,
  badBelow,
  badFrom,
  barChart,
  CHOSEN_QUEUES,
  CHOSEN_TENANTS,
  configurationChanges,
  dashboard,
  line,
  perQueue,
  ROW_TO_QUEUE,
  ranking,
  ratioOf,
  SERIES_TO_QUEUE,
  SKY,
  stat,
  table,
  timeSeries,
  VERMILLION,
  variables,
  WATCH,
  watchThenBad,
} from './kit/index.ts';

/** Service level and abandonment: what the day's budget is spent on, and how fast. */

const recorded = (name: string) => `queue:contact_center_queue_${name}{${CHOSEN_QUEUES}}`;
const ENDED = recorded('ended:increase1d');
const IN_TIME = recorded('answered_within_threshold:increase1d');
const ABANDONED = recorded('abandoned:increase1d');
const allowedLate = (period: string) =>
  `${recorded('error_budget:ratio')} * ${recorded(`ended:increase${period}`)}`;
const late = (period: string) =>
  `(${recorded(`ended:increase${period}`)} - ${recorded(`answered_within_threshold:increase${period}`)})`;

const day = [
  stat({
    title: 'Contacts',
    description: 'Answered or abandoned in the last 24 hours.',
    unit: 'short',
    queries: [{ expr: `sum(${ENDED})` }],
  }),
  stat({
    title: 'Service level',
    description: 'Served in time over all that ended in the last 24 hours, all chosen queues taken together.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: ratioOf(IN_TIME, ENDED) }],
  }),
  stat({
    title: 'Abandoned',
    description: 'Abandoned over all that ended in the last 24 hours.',
    unit: 'percentunit',
    decimals: 1,
    noValue: 'No contacts',
    queries: [{ expr: ratioOf(ABANDONED, ENDED) }],
  }),
  stat({
    title: 'Late contacts',
    description: 'Served too late or lost in the last 24 hours.',
    unit: 'short',
    decimals: 0,
    queries: [{ expr: `sum(${late('1d')})` }],
  }),
  stat({
    title: 'Budget left',
    description:
      'The targets allow a share of the contacts to be late: how much of that is left of the last 24 hours. Below zero more were late than may be.',
    unit: 'percentunit',
    decimals: 0,
    noValue: 'No contacts',
    thresholds: badBelow(0, 0.25),
    queries: [{ expr: `1 - sum(${late('1d')}) / (sum(${allowedLate('1d')}) > 0)` }],
  }),
  stat({
    title: 'Queues over budget',
    description: 'Queues that had more late contacts in the last 24 hours than their target allows.',
    unit: 'short',
    thresholds: badFrom(1),
    queries: [{ expr: `sum(${recorded('budget_burn:ratio1d')} > bool 1)` }],
  }),
];

const budgets = table({
  title: 'Budgets, least left first',
  description:
    'A target of 80 % lets 20 % of the contacts be late: the budget. Burn tells how many times faster than allowed it is spent: at 1 it lasts exactly. The name leads to the queue.',
  noValue: 'No contacts in the last 24 hours',
  labels: [
    { label: 'queue', title: 'Queue', link: ROW_TO_QUEUE },
    { label: 'tenant', title: 'Tenant', width: 110 },
    { label: 'media', title: 'Media', width: 90 },
    { label: 'queue_id', title: 'Queue id', hidden: true },
  ],
  figures: [
    {
      title: 'Budget left',
      expr: `1 - ${recorded('budget_burn:ratio1d')}`,
      unit: 'percentunit',
      decimals: 0,
      min: -1,
      max: 1,
      thresholds: badBelow(0, 0.25),
      cell: 'background',
      width: 110,
    },
    {
      title: 'Service level',
      expr: recorded('service_level:ratio1d'),
      unit: 'percentunit',
      decimals: 1,
      width: 110,
    },
    {
      title: 'Target',
      expr: `${perQueue('contact_center_queue_service_level_target_ratio')} and ${ENDED}`,
      unit: 'percentunit',
      width: 80,
    },
    { title: 'Contacts', expr: ENDED, unit: 'short', decimals: 0, width: 90 },
    { title: 'Late', expr: late('1d'), unit: 'short', decimals: 0, width: 80 },
    { title: 'May be late', expr: allowedLate('1d'), unit: 'short', decimals: 0, width: 100 },
    {
      title: 'Burn, hour',
      expr: recorded('budget_burn:ratio1h'),
      unit: 'short',
      decimals: 1,
      width: 100,
      thresholds: watchThenBad(1.5, 3),
      cell: 'background',
    },
    {
      title: 'Burn, shift',
      expr: recorded('budget_burn:ratio8h'),
      unit: 'short',
      decimals: 1,
      width: 100,
      thresholds: watchThenBad(1, 1.5),
      cell: 'background',
    },
    {
      title: 'Abandoned',
      expr: recorded('abandonment:ratio1d'),
      unit: 'percentunit',
      decimals: 1,
      width: 100,
    },
  ],
  sort: { by: 'Budget left', descending: false },
});

const burn = (period: string) =>
  `sum by (tenant) (${late(period)}) / (sum by (tenant) (${allowedLate(period)}) > 0)`;

const burnRates = timeSeries({
  title: 'Burn rates, by tenant',
  description:
    'How many times faster than allowed the budget is spent, over an hour and over a shift of eight. The dashed lines are where the alerts begin for a single queue.',
  unit: 'short',
  decimals: 1,
  noValue: 'No contacts',
  queries: [
    { expr: burn('1h'), legend: '{{tenant}}, hour' },
    { expr: burn('8h'), legend: '{{tenant}}, shift' },
    { expr: `max(tenant:contact_center_threshold:fast_burn{${CHOSEN_TENANTS}})`, legend: 'Fast' },
    { expr: `max(tenant:contact_center_threshold:slow_burn{${CHOSEN_TENANTS}})`, legend: 'Slow' },
  ],
  looks: { Fast: { colour: VERMILLION, dashed: true }, Slow: { colour: WATCH, dashed: true } },
});

const ratios = timeSeries({
  title: 'Service level and abandonment, by tenant',
  description: 'Over an hour, all contacts of the chosen queues taken together.',
  unit: 'percentunit',
  max: 1,
  noValue: 'No contacts',
  queries: [
    {
      expr: ratioOf(recorded('answered_within_threshold:increase1h'), recorded('ended:increase1h'), 'tenant'),
      legend: '{{tenant}}, in time',
    },
    {
      expr: ratioOf(recorded('abandoned:increase1h'), recorded('ended:increase1h'), 'tenant'),
      legend: '{{tenant}}, abandoned',
    },
  ],
});

const RANKED = 12;
const SERIES_NAME = '{{queue}} · {{media}} ({{tenant}})';

const lowest = ranking({
  title: 'Lowest service levels',
  description: `The ${RANKED} queues with the lowest service level of the last 24 hours. A click leads to the queue.`,
  unit: 'percentunit',
  decimals: 1,
  min: 0,
  max: 1,
  noValue: 'No contacts',
  colour: BLUE,
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort(bottomk(${RANKED}, ${recorded('service_level:ratio1d')}))`, legend: SERIES_NAME }],
});

const mostAbandoned = ranking({
  title: 'Highest abandonment',
  description: `The ${RANKED} queues with the highest share of abandoned contacts in the last 24 hours. A click leads to the queue.`,
  unit: 'percentunit',
  decimals: 1,
  min: 0,
  noValue: 'No contacts',
  thresholds: [
    { value: null, color: SKY },
    { value: 0.05, color: WATCH },
    { value: 0.15, color: VERMILLION },
  ],
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort_desc(topk(${RANKED}, ${recorded('abandonment:ratio1d')}))`, legend: SERIES_NAME }],
});

/** Each point tells of the hour that begins with it. */
const hourly = (name: string) => `sum(${recorded(`${name}:increase1h`)} offset -1h)`;
const HOURLY = [
  { expr: hourly('ended'), refId: 'ended' },
  { expr: hourly('answered_within_threshold'), refId: 'in_time' },
  { expr: hourly('abandoned'), refId: 'abandoned' },
].map((query) => ({ ...query, format: 'table' as const, minStep: '1h' }));

const total = (refId: string) => `Value #${refId} (sum)`;
const share = (refId: string, alias: string) => ({
  id: 'calculateField',
  options: {
    mode: 'binary',
    alias,
    binary: { left: total(refId), operator: '/', right: total('ended') },
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

const ratiosByHour = barChart({
  title: 'Service level and abandonment, by hour of day',
  description:
    'All contacts of the same hour of day in the time shown, taken together. Hours are those of your time zone; choose a week or more.',
  unit: 'percentunit',
  min: 0,
  max: 1,
  noValue: 'No whole hour yet',
  across: HOUR_OF_DAY,
  queries: HOURLY,
  transformations: [
    ...perHourOfDay,
    share('in_time', 'In time'),
    share('abandoned', 'Abandoned'),
    { id: 'organize', options: { excludeByName: totalsExcept(), renameByName: { Time: HOUR_OF_DAY } } },
  ],
  looks: { 'In time': { colour: BLUE }, Abandoned: { colour: VERMILLION } },
});

const contactsByHour = barChart({
  title: 'Contacts, by hour of day',
  description: 'How many contacts ended in each hour of the day, added up over the time shown.',
  unit: 'short',
  noValue: 'No whole hour yet',
  across: HOUR_OF_DAY,
  queries: HOURLY,
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

export const serviceLevel = dashboard({
  uid: 'contact-center-service-level',
  description:
    'Service level and abandonment: which queues have spent their budget, how fast, and at what hours?',
  variables: [variables.datasource(), variables.tenants(), variables.media(), variables.queues()],
  annotations: [alerts('tenant=~"$tenant|"'), configurationChanges(CHOSEN_QUEUES)],
  from: 'now-7d',
  refresh: '5m',
  sections: [
    { lines: [line(4, day), line(12, [budgets])] },
    { title: 'Through time', lines: [line(8, [burnRates, ratios])] },
    { title: 'Ranking of the last 24 hours', lines: [line(10, [lowest, mostAbandoned])] },
    { title: 'By hour of day', lines: [line(9, [ratiosByHour, contactsByHour])] },
  ],
});
