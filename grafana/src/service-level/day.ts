import {
  badBelow,
  COUNT,
  FACTOR,
  perQueue,
  QUEUE_COLUMNS,
  RATIO,
  table,
  watchThenBad,
} from '../kit/index.ts';
import { allowedLate, ENDED, late, recorded } from './figures.ts';

/** The last 24 hours: what is left of the budget. */

export const budgets = table({
  title: 'Budgets of the last 24 hours, least left first',
  description:
    'A target of 80 % lets 20 % of the contacts be late: the budget. Burn is how many times faster than allowed it is spent: at 1 it lasts exactly. The name leads to the queue.',
  noValue: 'No contacts in the last 24 hours, or not reported',
  labels: QUEUE_COLUMNS,
  figures: [
    {
      title: 'Budget left',
      expr: `1 - ${recorded('budget_burn:ratio1d')}`,
      unit: RATIO,
      decimals: 0,
      min: -1,
      max: 1,
      thresholds: badBelow(0, 0.25),
      cell: 'background',
      width: 95,
    },
    {
      title: 'Service level',
      expr: recorded('service_level:ratio1d'),
      unit: RATIO,
      decimals: 1,
      width: 95,
    },
    {
      title: 'Target',
      expr: `${perQueue('contact_center_queue_service_level_target_ratio')} and ${ENDED}`,
      unit: RATIO,
      width: 80,
    },
    { title: 'Contacts', expr: ENDED, unit: COUNT, decimals: 0, width: 95 },
    { title: 'Late', expr: late('1d'), unit: COUNT, decimals: 0, width: 80 },
    { title: 'May be late', expr: allowedLate('1d'), unit: COUNT, decimals: 0, width: 110 },
    {
      title: 'Burn, hour',
      expr: recorded('budget_burn:ratio1h'),
      unit: FACTOR,
      decimals: 1,
      width: 110,
      thresholds: watchThenBad(1.5, 3),
      cell: 'background',
    },
    {
      title: 'Burn, shift',
      expr: recorded('budget_burn:ratio8h'),
      unit: FACTOR,
      decimals: 1,
      width: 110,
      thresholds: watchThenBad(1, 1.5),
      cell: 'background',
    },
    {
      title: 'Abandoned',
      expr: recorded('abandonment:ratio1d'),
      unit: RATIO,
      decimals: 1,
      width: 110,
    },
  ],
  sort: { by: 'Budget left', descending: false },
});
