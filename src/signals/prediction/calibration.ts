import { distanceOf, type Forecast } from './forecast.ts';

/**
 * From the share of futures in breach to a probability that comes true as often as it says. Two layers: a fixed map
 * that is right on the first day, and Platt's map (a logistic curve with an offset and a slope) learned online from
 * the tenant's own outcomes, beginning at identity.
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

/**
 * Weights of the fixed map in log odds: constant, log odds of the share of futures in breach, distance of the mean
 * future from a breach in standard deviations, and the same again where the mean future is in breach. Found once by
 * logistic regression over call centres of widely different laws (docs/prediction.md).
 */
const FIRST_DAY = [-0.27, 0.75, -0.1, -1.32] as const;
/** A share of futures that no number of them could tell from none. */
const LEAST_SHARE = 0.005;
/** Beyond this the distance says nothing more. */
const FAR = 4;
/** Nothing about the future is more certain than this, in log odds: about 0.2 %. */
const MOST_CERTAIN = 6;

/** Log odds before the tenant's own calibration. */
export function scoreOf(outlook: Forecast): number {
  const { breachShare } = outlook;
  const logOdds = Math.log((breachShare + LEAST_SHARE) / (1 - breachShare + LEAST_SHARE));
  const distance = Math.min(FAR, distanceOf(outlook));
  const [constant, share, far, lost] = FIRST_DAY;
  return clamp(constant + share * logOdds + far * distance + lost * Math.min(0, distance));
}

export function calibrated({ offset, slope }: Calibration, score: number): number {
  return 1 / (1 + Math.exp(-clamp(offset + slope * score)));
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

function clamp(logOdds: number): number {
  return Math.max(-MOST_CERTAIN, Math.min(MOST_CERTAIN, logOdds));
}
