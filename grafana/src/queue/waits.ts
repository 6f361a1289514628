import {
  BLUE,
  COUNT,
  DURATION,
  GREY,
  heatMap,
  ORANGE,
  PURPLE,
  RATIO,
  SKY,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { chanceBy, last, ONE, recorded } from './scope.ts';

/** Who waits, and for how long. */

export const waiting = timeSeries({
  title: 'Waiting and in progress',
  description: 'Contacts that wait and contacts that agents are busy with, poll by poll.',
  unit: COUNT,
  noValue: 'Not reported',
  queries: [
    { expr: recorded('waiting:max'), legend: 'Waiting' },
    { expr: last('active_interactions'), legend: 'In progress' },
  ],
  looks: { Waiting: { colour: VERMILLION }, 'In progress': { colour: BLUE } },
});

export const waits = timeSeries({
  title: 'Waits',
  description:
    'The longest wait, the estimated wait of the next contact, and the wait inside which a contact counts as served in time.',
  unit: DURATION,
  noValue: 'Not reported',
  queries: [
    { expr: recorded('oldest_wait:seconds'), legend: 'Longest wait' },
    { expr: last('estimated_wait_seconds'), legend: 'Estimated wait' },
    { expr: last('reported_wait_seconds'), legend: 'Reported by platform' },
    { expr: last('service_level_threshold_seconds'), legend: 'In time' },
  ],
  looks: {
    'Longest wait': { colour: VERMILLION },
    'Estimated wait': { colour: SKY },
    'Reported by platform': { colour: GREY },
    'In time': { colour: ORANGE, dashed: true },
  },
});

export const speedOfAnswer = timeSeries({
  title: 'Average speed of answer',
  description: 'Mean wait of the answered contacts, in the rolling window and over an hour.',
  unit: DURATION,
  noValue: 'The platform does not report the waits of answered contacts',
  queries: [
    { expr: recorded('speed_of_answer:window'), legend: 'Rolling window' },
    { expr: recorded('speed_of_answer:mean1h'), legend: 'Last hour' },
  ],
  looks: {
    'Rolling window': { colour: BLUE },
    'Last hour': { colour: SKY },
  },
});

export const percentiles = timeSeries({
  title: 'Percentiles of the waits',
  description:
    'Waits within which half, 90 % and 95 % of the contacts answered in the last 24 hours were answered, estimated within the ranges of the platform.',
  unit: DURATION,
  noValue: 'The platform does not report waits by range',
  queries: [
    { expr: recorded('answered_wait:p50_24h'), legend: '50 %' },
    { expr: recorded('answered_wait:p90_24h'), legend: '90 %' },
    { expr: recorded('answered_wait:p95_24h'), legend: '95 %' },
    { expr: last('service_level_threshold_seconds'), legend: 'In time' },
  ],
  looks: {
    '50 %': { colour: SKY },
    '90 %': { colour: BLUE },
    '95 %': { colour: VERMILLION },
    'In time': { colour: ORANGE, dashed: true },
  },
});

export const distribution = (outcome: 'answered' | 'abandoned') =>
  heatMap({
    title: `Waits of the ${outcome}`,
    description: `How long contacts waited that were ${outcome}. Each column counts the 24 hours before it, as the platform groups them; the brighter, the more contacts.`,
    unit: 's',
    noValue: 'The platform does not report waits by range',
    queries: [
      {
        expr: `max by (le) (contact_center_queue_wait_distribution_interactions{${ONE},outcome="${outcome}"})`,
        legend: '{{le}}',
        format: 'heatmap',
        minStep: '5m',
      },
    ],
  });

export const prediction = timeSeries({
  title: 'Forecast and outcome',
  description:
    'The chance of a breach within the horizon, by the forecast and by a rule of thumb, and the time in which there was one (area). A good forecast is high before an area begins and low where none follows. The dashed line is where it pages.',
  unit: RATIO,
  noValue: 'Not predicted',
  max: 1,
  queries: [
    { expr: chanceBy('erlang_a'), legend: 'Chance of breach' },
    { expr: chanceBy('occupancy_rule'), legend: 'By rule of thumb' },
    { expr: last('sla_breach'), legend: 'In breach' },
    {
      expr: 'max(tenant:contact_center_threshold:breach_probability{tenant="$tenant"})',
      legend: 'Pages from',
    },
  ],
  looks: {
    'Chance of breach': { colour: BLUE },
    'By rule of thumb': { colour: PURPLE },
    'In breach': { colour: VERMILLION, area: true },
    'Pages from': { colour: ORANGE, dashed: true },
  },
});
