import { clampLogOdds } from './base-calibration.ts';

/**
 * Calibration of one tenant: from the log odds of base-calibration.ts to a probability that comes true as often as it
 * states. Platt scaling (a logistic curve with an offset and a slope), learned online from the tenant's own outcomes,
 * starting at identity.
 *
 * Platt, J. (1999). Probabilistic outputs for support vector machines. The sequential update is that of an extended
 * Kalman filter on the two parameters (Bayesian logistic regression).
 */
export interface TenantCalibration {
  readonly offset: number;
  readonly slope: number;
  /** Covariance of the two: var(offset), cov, var(slope). */
  readonly covariance: readonly [number, number, number];
  /** Sample size in independent outcomes: predictions that overlap in time share one. */
  readonly samples: number;
}

/** Prior standard deviations: a quarter of a log odd for the offset, an eighth for the slope. */
const PRIOR_COVARIANCE: TenantCalibration['covariance'] = [0.06, 0, 0.015];
/** Share of the information discounted per independent outcome, so that a changing tenant is followed: some 2,000 count. */
const FORGETTING = 1 / 2000;
/** A riskier forecast must never get a lower probability. */
const MIN_SLOPE = 0.2;

export const IDENTITY_CALIBRATION: TenantCalibration = {
  offset: 0,
  slope: 1,
  covariance: PRIOR_COVARIANCE,
  samples: 0,
};

/** Horizon of the prior, seconds. */
const PRIOR_HORIZON_SECONDS = 600;

/**
 * Calibration before any outcome. The further ahead, the more tenants differ from what the base calibration expects: the
 * variance of the offset grows with the horizon.
 */
export function newCalibration(horizonSeconds: number): TenantCalibration {
  const [a, b, c] = PRIOR_COVARIANCE;
  const covariance = [a * Math.max(1, horizonSeconds / PRIOR_HORIZON_SECONDS), b, c] as const;
  return { ...IDENTITY_CALIBRATION, covariance };
}

/** Probability of a breach, from the log odds of the base calibration. */
export function calibratedProbability({ offset, slope }: TenantCalibration, score: number): number {
  return 1 / (1 + Math.exp(-clampLogOdds(offset + slope * score)));
}

/** Learns from one outcome. `weight` is the share of an independent outcome that it counts as. */
export function updateCalibration(
  calibration: TenantCalibration,
  score: number,
  breached: boolean,
  weight: number,
): TenantCalibration {
  const [a, b, c] = discountInformation(calibration.covariance, weight);
  const expected = calibratedProbability(calibration, score);
  const information = weight * expected * (1 - expected);
  const gainOffset = a + b * score;
  const gainSlope = b + c * score;
  const scale = 1 / (1 + information * (gainOffset + gainSlope * score));
  const innovation = weight * (Number(breached) - expected) * scale;
  const shrink = information * scale;
  return {
    offset: calibration.offset + gainOffset * innovation,
    slope: Math.max(MIN_SLOPE, calibration.slope + gainSlope * innovation),
    covariance: [
      a - shrink * gainOffset * gainOffset,
      b - shrink * gainOffset * gainSlope,
      c - shrink * gainSlope * gainSlope,
    ],
    samples: calibration.samples + weight,
  };
}

/** Moves the covariance towards the prior. */
function discountInformation(
  [a, b, c]: TenantCalibration['covariance'],
  weight: number,
): TenantCalibration['covariance'] {
  const share = FORGETTING * weight;
  const [priorA, priorB, priorC] = PRIOR_COVARIANCE;
  return [a + share * (priorA - a), b + share * (priorB - b), c + share * (priorC - c)];
}
