/** A rolling Brier score: the mean squared difference between what was said (0..1) and what came (0 or 1). */
export interface RollingBrier {
  readonly sum: number;
  readonly weight: number;
}

/** Predictions over which the mean fades: some 4 days of one queue polled every 15 s. */
const MEMORY = 25_000;

export const NO_BRIER: RollingBrier = { sum: 0, weight: 0 };

export function withOutcome(
  { sum, weight }: RollingBrier,
  probability: number,
  breached: boolean,
): RollingBrier {
  const keep = 1 - 1 / MEMORY;
  return { sum: sum * keep + (probability - Number(breached)) ** 2, weight: weight * keep + 1 };
}

/** Undefined until a first prediction's horizon has passed. */
export function brierScore({ sum, weight }: RollingBrier): number | undefined {
  return weight > 0 ? sum / weight : undefined;
}
