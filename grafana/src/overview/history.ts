import {
  COUNT,
  highest,
  lowest,
  queuesWhere,
  RATIO,
  ratioOf,
  SKY,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { BREACH, ENDED, IN_TIME, PREDICTED, WAITING } from './figures.ts';

/** How it came to this. */

export const waitingByTenant = timeSeries({
  title: 'Waiting, by tenant',
  description:
    'Contacts waiting in the chosen queues, of up to ten tenants. A gap means that nothing is known of that time.',
  unit: COUNT,
  noValue: 'Not reported',
  queries: [{ expr: highest(`sum by (tenant) (${WAITING})`), legend: '{{tenant}}' }],
});

export const serviceLevelByTenant = timeSeries({
  title: 'Service level, by tenant',
  description:
    'Contacts served in time over all that ended, in the rolling window, of up to ten tenants. A gap: no contact ended, or nothing is known.',
  unit: RATIO,
  noValue: 'No contacts, or not reported',
  axisFrom: 0.8,
  max: 1,
  queries: [{ expr: lowest(ratioOf(IN_TIME, ENDED, 'tenant')), legend: '{{tenant}}' }],
});

export const troubled = timeSeries({
  title: 'Queues in breach and at risk',
  description:
    'How many of the chosen queues miss their target, and how many are expected to within the horizon. A fall may also mean that a tenant has no data any more.',
  unit: COUNT,
  noValue: 'Not reported',
  queries: [
    { expr: queuesWhere(BREACH), legend: 'In breach' },
    { expr: queuesWhere(PREDICTED), legend: 'At risk' },
  ],
  looks: { 'In breach': { colour: VERMILLION }, 'At risk': { colour: SKY, dashed: true } },
});
