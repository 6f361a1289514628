import { queuesWhere, ratioOf, SKY, timeSeries, VERMILLION } from '../kit/index.ts';
import { BREACH, ENDED, IN_TIME, PREDICTED, WAITING } from './figures.ts';

/** How it came to this. */

export const waitingByTenant = timeSeries({
  title: 'Waiting, by tenant',
  description: 'Contacts waiting in the chosen queues. A gap means that nothing is known of that time.',
  unit: 'short',
  queries: [{ expr: `sum by (tenant) (${WAITING})`, legend: '{{tenant}}' }],
});

export const serviceLevelByTenant = timeSeries({
  title: 'Service level, by tenant',
  description:
    'Contacts served in time over all that ended, in the rolling window. A gap: no contact ended, or nothing is known.',
  unit: 'percentunit',
  noValue: 'No contacts',
  max: 1,
  queries: [{ expr: ratioOf(IN_TIME, ENDED, 'tenant'), legend: '{{tenant}}' }],
});

export const troubled = timeSeries({
  title: 'Queues in breach and predicted to be',
  description:
    'How many of the chosen queues miss their target, and how many are expected to within the horizon.',
  unit: 'short',
  queries: [
    { expr: queuesWhere(BREACH), legend: 'In breach' },
    { expr: queuesWhere(PREDICTED), legend: 'Predicted' },
  ],
  looks: { 'In breach': { colour: VERMILLION }, Predicted: { colour: SKY, dashed: true } },
});
