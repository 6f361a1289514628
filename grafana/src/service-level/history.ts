import {
  byTenant,
  CHOSEN_TENANTS,
  FACTOR,
  highest,
  lowest,
  ORANGE,
  RATIO,
  ratioOf,
  TENANT_NAME,
  timeSeries,
  VERMILLION,
} from '../kit/index.ts';
import { allowedLate, late, recorded } from './figures.ts';

/** How fast the budget is spent. */

const burn = (period: string) =>
  `sum by (tenant) (${late(period)}) / (sum by (tenant) (${allowedLate(period)}) > 0)`;

const UP_TO_TEN = 'Of up to ten tenants.';

const burnRate = (
  title: string,
  description: string,
  period: '1h' | '8h',
  limit: { readonly threshold: 'fast_burn' | 'slow_burn'; readonly colour: string },
) =>
  timeSeries({
    title,
    description: `How many times faster than allowed the budget is spent, ${description}. The dashed line is where the alert begins for a single queue. ${UP_TO_TEN}`,
    unit: FACTOR,
    decimals: 1,
    noValue: 'No contacts, or not reported',
    queries: [
      { expr: byTenant(burn(period), highest(burn(period))), legend: TENANT_NAME },
      {
        expr: `max(tenant:contact_center_threshold:${limit.threshold}{${CHOSEN_TENANTS}})`,
        legend: 'Alert from',
      },
    ],
    looks: { 'Alert from': { colour: limit.colour, dashed: true } },
  });

export const fastBurn = burnRate('Burn rate over an hour, by tenant', 'over an hour', '1h', {
  threshold: 'fast_burn',
  colour: VERMILLION,
});
export const slowBurn = burnRate('Burn rate over a shift, by tenant', 'over a shift of eight hours', '8h', {
  threshold: 'slow_burn',
  colour: ORANGE,
});

const overAnHour = (part: string, whole: string) =>
  ratioOf(recorded(`${part}:increase1h`), recorded(`${whole}:increase1h`), 'tenant');
const IN_TIME = overAnHour('answered_within_threshold', 'counted');
const ABANDONED = overAnHour('abandoned', 'ended');

export const serviceLevels = timeSeries({
  title: 'Service level over an hour, by tenant',
  description: `All contacts of the chosen queues taken together. ${UP_TO_TEN}`,
  unit: RATIO,
  axisFrom: 0.8,
  max: 1,
  noValue: 'No contacts, or not reported',
  queries: [{ expr: byTenant(IN_TIME, lowest(IN_TIME)), legend: TENANT_NAME }],
});

export const abandonments = timeSeries({
  title: 'Abandonment over an hour, by tenant',
  description: `Abandoned over all contacts of the chosen queues that ended. ${UP_TO_TEN}`,
  unit: RATIO,
  noValue: 'No contacts, or not reported',
  queries: [{ expr: byTenant(ABANDONED, highest(ABANDONED)), legend: TENANT_NAME }],
});
