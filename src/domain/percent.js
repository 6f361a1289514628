/**
 * Shares and chances in words, the same in explanations, on the server and in the browser, which loads this file as it
 * is.
 */

/** Keeps 0.29 at 29%, which binary arithmetic makes slightly less. */
const ROUNDING_ERROR = 1e-9;

/**
 * Returns a share (0..1) in whole percent, rounded down: a service level just short of its target never looks as if it
 * had reached it, and a chance just short of a limit never as if it had passed it.
 * @param {number} share
 */
export const percentText = (share) => `${Math.floor(share * 100 + ROUNDING_ERROR)}%`;

/**
 * Returns an estimated chance (0..1) in whole percent; an estimate is never certain.
 * @param {number} probability
 */
export function chanceText(probability) {
  if (probability < 0.01) return '<1%';
  // Not from 0.99 on: chances are compared in thousandths (`rows.ts`), and 99.0% is not more than 99%.
  return probability >= 0.991 ? '>99%' : percentText(probability);
}
