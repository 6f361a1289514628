import { BLUE, GREY, heatMap, ORANGE, PURPLE, SKY, timeSeries, VERMILLION } from '../kit/index.ts';
import { last, ONE, perMethod, recorded } from './scope.ts';

/** Who waits, and for how long. */

export const waiting = timeSeries({
  title: 'Waiting and in hand',
  description: 'Contacts that wait and contacts that agents are busy with, poll by poll.',
  unit: 'short',
  queries: [
    { expr: recorded('waiting:max'), legend: 'Waiting' },
    { expr: last('active_interactions'), legend: 'In hand' },
  ],
  looks: { Waiting: { colour: VERMILLION }, 'In hand': { colour: BLUE } },
});

export const waits = timeSeries({
  title: 'Waits',
  description:
    'How long the oldest contact has waited, what the next one has to expect, and the wait inside which it counts as served in time.',
  unit: 's',
  queries: [
    { expr: recorded('oldest_wait:seconds'), legend: 'Oldest' },
    { expr: last('estimated_wait_seconds'), legend: 'Expected by the next' },
    { expr: last('reported_wait_seconds'), legend: 'Told by the platform' },
    { expr: last('service_level_threshold_seconds'), legend: 'In time' },
  ],
  looks: {
    Oldest: { colour: VERMILLION },
    'Expected by the next': { colour: SKY },
    'Told by the platform': { colour: GREY },
    'In time': { colour: ORANGE, dashed: true },
  },
});

export const distribution = (outcome: 'answered' | 'abandoned') =>
  heatMap({
    title: `Waits of the ${outcome}`,
    description: `How long contacts waited that were ${outcome}. Each column counts the 24 hours before it, as the platform groups them; the brighter, the more contacts.`,
    unit: 's',
    noValue: 'The platform does not tell waits by range',
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
  title: 'Predicted and what came',
  description:
    'The chance of a breach within the horizon, by method, and the time in which there was one (area). A good prediction is high before an area begins and low where none follows. The dashed line is where it pages.',
  unit: 'percentunit',
  noValue: 'Not predicted',
  max: 1,
  queries: [
    { expr: perMethod('sla_breach_probability'), legend: 'Chance ({{method}})' },
    { expr: last('sla_breach'), legend: 'In breach' },
    { expr: 'max(tenant:contact_center_threshold:breach_probability{tenant="$tenant"})', legend: 'Pages' },
  ],
  looks: {
    'Chance (erlang_a)': { colour: BLUE },
    'Chance (occupancy_rule)': { colour: PURPLE },
    'In breach': { colour: VERMILLION, area: true },
    Pages: { colour: ORANGE, dashed: true },
  },
});
