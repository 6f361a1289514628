import { BLUE, ORANGE, RATIO, ranking, SERIES_TO_QUEUE, SKY, VERMILLION } from '../kit/index.ts';
import { recorded } from './figures.ts';

/** The queues that did worst. */

/** As many as there is room for. */
const RANKED = 10;
const SERIES_NAME = '{{queue}} · {{media}} ({{tenant}})';

export const lowest = ranking({
  title: 'Lowest service levels',
  description: `The ${RANKED} queues with the lowest service level of the last 24 hours. A click leads to the queue.`,
  unit: RATIO,
  decimals: 1,
  min: 0,
  max: 1,
  noValue: 'No contacts, or not reported',
  colour: BLUE,
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort(bottomk(${RANKED}, ${recorded('service_level:ratio1d')}))`, legend: SERIES_NAME }],
});

export const mostAbandoned = ranking({
  title: 'Highest abandonment',
  description: `The ${RANKED} queues with the highest share of abandoned contacts in the last 24 hours. A click leads to the queue.`,
  unit: RATIO,
  decimals: 1,
  min: 0,
  noValue: 'No contacts, or not reported',
  thresholds: [
    { value: null, color: SKY },
    { value: 0.05, color: ORANGE },
    { value: 0.15, color: VERMILLION },
  ],
  links: [SERIES_TO_QUEUE],
  queries: [{ expr: `sort_desc(topk(${RANKED}, ${recorded('abandonment:ratio1d')}))`, legend: SERIES_NAME }],
});
