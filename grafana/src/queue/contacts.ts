import { BLUE, GREY, ORANGE, PURPLE, perQueue, rate, timeSeries, VERMILLION } from '../kit/index.ts';
import { ONE, recorded } from './scope.ts';

/** What came in and what became of it. */

/** From the counter; where there is none, the rolling window's count spread over it. */
function perMinute(name: 'offered' | 'answered' | 'abandoned'): string {
  const counter = `contact_center_queue_${name}_total{${ONE}}`;
  const window = `contact_center_queue_${name}_interactions{${ONE},window=~"[0-9].*"}`;
  const length = perQueue('contact_center_queue_service_level_window_seconds', ONE);
  return `60 * (max(${rate(counter)}) or max(max by (tenant, queue_id, queue, media) (${window}) / ${length}))`;
}

export const contacts = timeSeries({
  title: 'Contacts a minute',
  description:
    'Offered, answered and abandoned. From counters, over at least five minutes; where a platform has none, the count of its rolling window spread evenly.',
  unit: 'short',
  decimals: 1,
  queries: [
    { expr: perMinute('offered'), legend: 'Offered', minStep: '5m' },
    { expr: perMinute('answered'), legend: 'Answered', minStep: '5m' },
    { expr: perMinute('abandoned'), legend: 'Abandoned', minStep: '5m' },
    {
      expr: `60 * max(${rate(`contact_center_queue_short_abandoned_total{${ONE}}`)})`,
      legend: 'Of these soon',
      minStep: '5m',
    },
  ],
  looks: {
    Offered: { colour: GREY },
    Answered: { colour: BLUE },
    Abandoned: { colour: VERMILLION },
    'Of these soon': { colour: PURPLE, dashed: true },
  },
});

export const abandonment = timeSeries({
  title: 'Abandonment',
  description: 'Abandoned over answered and abandoned. The dashed line is what the alerts take for too much.',
  unit: 'percentunit',
  noValue: 'No contacts',
  queries: [
    { expr: recorded('abandonment:ratio30m'), legend: 'Half an hour' },
    { expr: recorded('abandonment:ratio1d'), legend: 'A day' },
    { expr: 'max(tenant:contact_center_threshold:abandonment_ratio{tenant="$tenant"})', legend: 'Limit' },
  ],
  looks: {
    'Half an hour': { colour: VERMILLION },
    'A day': { colour: PURPLE },
    Limit: { colour: ORANGE, dashed: true },
  },
});

export const durations = timeSeries({
  title: 'Handling and waiting, on average',
  description:
    'Handling time of an answered contact, and wait of a contact that ended; over at least a quarter of an hour.',
  unit: 's',
  noValue: 'The platform does not tell',
  queries: [
    {
      expr: `max(${rate(`contact_center_queue_handle_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_answered_total{${ONE}}`)}) > 0)`,
      legend: 'Handling',
      minStep: '15m',
    },
    {
      expr: `max(${rate(`contact_center_queue_wait_seconds_total{${ONE}}`)}) / (max(${rate(`contact_center_queue_offered_total{${ONE}}`)}) > 0)`,
      legend: 'Waiting',
      minStep: '15m',
    },
  ],
  looks: { Handling: { colour: BLUE }, Waiting: { colour: VERMILLION } },
});
