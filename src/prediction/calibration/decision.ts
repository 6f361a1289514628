/** The decision: whether a probability counts as a predicted breach. docs/prediction.md measures its false alarms. */

/** Least probability at which a breach is predicted. */
export const DEFAULT_THRESHOLD = 0.5;
/**
 * Hysteresis: a prediction holds until the probability falls below this share of the threshold, so that one risk raises
 * one alarm rather than one for each crossing of the threshold.
 */
const CLEARING_SHARE = 0.4;

/** Probability below which a prediction made at the default threshold clears. */
export const CLEARED_BELOW = CLEARING_SHARE * DEFAULT_THRESHOLD;

export function isPredicted(wasPredicted: boolean, probability: number, threshold: number): boolean {
  return probability >= (wasPredicted ? CLEARING_SHARE * threshold : threshold);
}
