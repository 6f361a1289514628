/** A breach is predicted from this probability on; docs/prediction.md says what it costs and catches. */
export const DEFAULT_THRESHOLD = 0.5;
/**
 * A prediction stands until the probability has fallen below this share of the threshold: one alarm for one danger,
 * not one for each time the probability trembles across a line.
 */
const CLEAR_SHARE = 0.4;

/** The chance below which a prediction made at the default threshold is withdrawn. */
export const CLEARED_BELOW = CLEAR_SHARE * DEFAULT_THRESHOLD;

export function isPredicted(wasPredicted: boolean, probability: number, threshold: number): boolean {
  return probability >= (wasPredicted ? CLEAR_SHARE * threshold : threshold);
}
