import {
  BLUE,
  DURATION,
  FACTOR,
  GREY,
  ORANGE,
  PURPLE,
  perQueue,
  RATIO,
  rate,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { ONE, recorded } from './scope.ts';

/** What came in and how it ended. */

/** Rates are over four of these at least: five minutes and a quarter of an hour. */
const QUARTER_OF_FIVE_MINUTES = '75s';
const QUARTER_OF_FIFTEEN_MINUTES = '225s';

/** From the counter; on platforms without one, the rolling window's count spread over it. */
function perMinute(name: 'offered' | 'answered' | 'abandoned'): string {
  const counter = `contact_center_queue_${name}_total{${ONE}}`;
  const window = `contact_center_queue_${name}_interactions{${ONE},window=~"[0-9].*"}`;
  const length = perQueue('contact_center_queue_service_level_window_seconds', ONE);
  return `60 * (max(${rate(counter)}) or max(max by (tenant, queue_id, queue, media) (${window}) / ${length}))`;
}

export const contacts = timeSeries({
  title: 'Contacts per minute',
  description:
    'Offered, answered and abandoned. From counters, over at least five minutes; where a platform has none, the count of its rolling window spread evenly.',
  unit: FACTOR,
  decimals: 1,
  noValue: 'Not reported',
  queries: [
    { expr: perMinute('offered'), legend: 'Offered' },
    { expr: perMinute('answered'), legend: 'Answered' },
    { expr: perMinute('abandoned'), legend: 'Abandoned' },
    {
      expr: `60 * max(${rate(`contact_center_queue_short_abandoned_total{${ONE}}`)})`,
      legend: 'Of these, short abandons',
    },
  ].map((query) => ({ ...query, minStep: QUARTER_OF_FIVE_MINUTES })),
  looks: {
    Offered: { colour: GREY },
    Answered: { colour: BLUE },
    Abandoned: { colour: VERMILLION },
    'Of these, short abandons': { colour: PURPLE, dashed: true },
  },
});

export const abandonment = timeSeries({
  title: 'Abandonment',
  description:
    'Abandoned over answered and abandoned. Above the dashed line the alerts take it for too much.',
  unit: RATIO,
  noValue: 'No contacts, or not reported',
  queries: [
    { expr: recorded('abandonment:ratio30m'), legend: 'Last half hour' },
    { expr: recorded('abandonment:ratio1d'), legend: 'Last 24 hours' },
    { expr: 'max(tenant:contact_center_threshold:abandonment_ratio{tenant="$tenant"})', legend: 'Limit' },
  ],
  looks: {
    'Last half hour': { colour: VERMILLION },
    'Last 24 hours': { colour: PURPLE },
    Limit: { colour: ORANGE, dashed: true },
  },
});

export const durations = timeSeries({
  title: 'Mean handling and wait',
  description:
    'Handling time of an answered contact, and wait of a contact that ended; over at least a quarter of an hour.',
  unit: DURATION,
  noValue: 'Not reported',
  queries: [
    {
      expr: `max(${rate(`contact_center_queue_handle_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_answered_total{${ONE}}`)}) > 0)`,
      legend: 'Handling',
    },
    {
      expr: `max(${rate(`contact_center_queue_wait_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_offered_total{${ONE}}`)}) > 0)`,
      legend: 'Wait',
    },
  ].map((query) => ({ ...query, minStep: QUARTER_OF_FIFTEEN_MINUTES })),
  looks: { Handling: { colour: BLUE }, Wait: { colour: VERMILLION } },
});
