import { CHOSEN_TENANTS, ratioOf, timeSeries, VERMILLION, WATCH } from '../kit/index.ts';
import { allowedLate, late, recorded } from './figures.ts';

/** How fast the budget is spent. */

const burn = (period: string) =>
  `sum by (tenant) (${late(period)}) / (sum by (tenant) (${allowedLate(period)}) > 0)`;

export const burnRates = timeSeries({
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

export const ratios = timeSeries({
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
