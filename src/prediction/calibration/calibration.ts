import { clampLogOdds } from './base-calibration.ts';

/**
 * From the log odds of first-day-map.ts to a probability that comes true as often as it says: Platt's map (a logistic
 * curve with an offset and a slope), learned online from the tenant's own outcomes, beginning at identity.
 *
 * Platt, J. (1999). Probabilistic outputs for support vector machines. The sequential update is that of an extended
 * Kalman filter on the two parameters (Bayesian logistic regression).
 */
export interface Calibration {
  readonly offset: number;
  readonly slope: number;
  /** Covariance of the two: var(offset), cov, var(slope). */
  readonly covariance: readonly [number, number, number];
  /** Outcomes learned from, in independent ones: predictions that overlap in time share one. */
  readonly samples: number;
}

/** How far a tenant may be from identity: the offset by a quarter in log odds, the slope by an eighth. */
const PRIOR_COVARIANCE: Calibration['covariance'] = [0.06, 0, 0.015];
/** What is forgotten per independent outcome, so that a tenant that changes is followed: over about 2,000 of them. */
const FORGETTING = 1 / 2000;

export const IDENTITY: Calibration = { offset: 0, slope: 1, covariance: PRIOR_COVARIANCE, samples: 0 };

export function calibrated({ offset, slope }: Calibration, score: number): number {
  return 1 / (1 + Math.exp(-clampLogOdds(offset + slope * score)));
}

/** `weight` is the share of an independent outcome that this one is worth. */
export function learn(
  calibration: Calibration,
  score: number,
  breached: boolean,
  weight: number,
): Calibration {
  const [a, b, c] = forget(calibration.covariance, weight);
  const expected = calibrated(calibration, score);
  const information = weight * expected * (1 - expected);
  const gainOffset = a + b * score;
  const gainSlope = b + c * score;
  const scale = 1 / (1 + information * (gainOffset + gainSlope * score));
  const surprise = weight * (Number(breached) - expected) * scale;
  const shrink = information * scale;
  return {
    offset: calibration.offset + gainOffset * surprise,
    slope: Math.max(LEAST_SLOPE, calibration.slope + gainSlope * surprise),
    covariance: [
      a - shrink * gainOffset * gainOffset,
      b - shrink * gainOffset * gainSlope,
      c - shrink * gainSlope * gainSlope,
    ],
    samples: calibration.samples + weight,
  };
}

/** A riskier future must never be called less likely. */
const LEAST_SLOPE = 0.2;

function forget([a, b, c]: Calibration['covariance'], weight: number): Calibration['covariance'] {
  const share = FORGETTING * weight;
  const [priorA, priorB, priorC] = PRIOR_COVARIANCE;
  return [a + share * (priorA - a), b + share * (priorB - b), c + share * (priorC - c)];
}
