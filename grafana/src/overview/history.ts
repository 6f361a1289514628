import {
  byTenant,
  COUNT,
  highest,
  lowest,
  queuesWhere,
  RATIO,
  ratioOf,
  SKY,
  TENANT_NAME,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { AT_RISK, BREACH, COUNTED, IN_TIME, WAITING } from './figures.ts';

/** How it came to this. */

const WAITING_BY_TENANT = `sum by (tenant) (${WAITING})`;
const LEVEL_BY_TENANT = ratioOf(IN_TIME, COUNTED, 'tenant');

export const waitingByTenant = timeSeries({
  title: 'Contacts waiting, by tenant',
  description:
    'Contacts waiting in the chosen queues, of up to ten tenants. A gap means that nothing is known of that time.',
  unit: COUNT,
  noValue: 'Not reported',
  queries: [{ expr: byTenant(WAITING_BY_TENANT, highest(WAITING_BY_TENANT)), legend: TENANT_NAME }],
});

export const serviceLevelByTenant = timeSeries({
  title: 'Service level over the rolling window, by tenant',
  description:
    'Contacts served in time over all that count, in the rolling window, of up to ten tenants. A gap: no contact counts, or nothing is known.',
  unit: RATIO,
  noValue: 'No contacts, or not reported',
  axisFrom: 0.8,
  max: 1,
  queries: [{ expr: byTenant(LEVEL_BY_TENANT, lowest(LEVEL_BY_TENANT)), legend: TENANT_NAME }],
});

export const troubled = timeSeries({
  title: 'Queues in breach and at risk',
  description:
    'How many of the chosen queues miss their target, and how many are expected to within the horizon. A fall may also mean that a tenant has no data any more.',
  unit: COUNT,
  noValue: 'Not reported',
  queries: [
    { expr: queuesWhere(BREACH), legend: 'In breach' },
    { expr: queuesWhere(AT_RISK), legend: 'At risk' },
  ],
  looks: { 'In breach': { colour: VERMILLION }, 'At risk': { colour: SKY, dashed: true } },
});
