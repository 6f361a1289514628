/** Of two weights: the variance of the first, their covariance, the variance of the second. */
type Covariance = readonly [number, number, number];

/**
 * Trust in the plan of one quantity (staff or arrivals) of one queue: which part of its planned changes came so far, and
 * which part of a deviation from the plan is over an interval later. A Bayesian linear regression of the changes that came
 * on those two, updated with each interval (a Kalman filter on two parameters); the prior is what other queues showed. A
 * plan that explains nothing ends at 0, as if there were none.
 */
export interface PlanTrust {
  /** Share of a planned change that comes. */
  readonly followed: number;
  /** Share of the present deviation from the usual ratio of actual to plan that vanishes within an interval. */
  readonly returned: number;
  /** Covariance of the two: var(followed), cov, var(returned). */
  readonly covariance: Covariance;
  /** The covariance without evidence. */
  readonly prior: Covariance;
  /** Squared errors relative to those expected, and intervals, both discounted. */
  readonly errors: number;
  readonly intervals: number;
}

/** Change of a quantity over one interval; all are natural logarithms. */
export interface ObservedChange {
  /** By the plan. */
  readonly planned: number;
  /** Distance to the plan's level at the start of the interval: positive below the plan. */
  readonly deviation: number;
  readonly actual: number;
  /** Variance of `actual` that no plan can explain. */
  readonly noise: number;
}

/** Errors are compared with those expected as if so many intervals had already shown these. */
const PRIOR_INTERVALS = 6;
/** Share of the past that each interval keeps: some 60 intervals count. */
const RETENTION = 1 - 1 / 60;
/** Share of the way back to the prior's covariance with each interval, so that a plan that becomes better is noticed. */
const FORGETTING = 1 / 100;
/** Standard deviations from which on an error counts less: an outage says little about the plan. */
const OUTLIER_SIGMAS = 2;
/** Bound of a squared error relative to the expected one. */
const MAX_RELATIVE_ERROR = 16;
/** A share of more than 1 is chance. */
const MAX_SHARE = 1;

/** Trust before any evidence. */
export function createPlanTrust(followed: number, returned: number, prior: Covariance): PlanTrust {
  return {
    followed,
    returned,
    covariance: prior,
    prior,
    errors: PRIOR_INTERVALS,
    intervals: PRIOR_INTERVALS,
  };
}

export function followedShare({ followed }: PlanTrust): number {
  return share(followed);
}

export function returnedShare({ returned }: PlanTrust): number {
  return share(returned);
}

/** Variance of an expected change that comes from the doubt about the two shares. */
export function doubtVariance(
  { covariance: [a, b, c] }: PlanTrust,
  planned: number,
  deviation: number,
): number {
  return a * planned * planned + 2 * b * planned * deviation + c * deviation * deviation;
}

export function updateTrust(
  trust: PlanTrust,
  { planned, deviation, actual, noise }: ObservedChange,
): PlanTrust {
  const { followed, returned, prior, errors, intervals } = trust;
  const [a, b, c] = forgetful(trust.covariance, prior);
  const error = actual - followed * planned - returned * deviation;
  const gainFollowed = a * planned + b * deviation;
  const gainReturned = b * planned + c * deviation;
  const explained = gainFollowed * planned + gainReturned * deviation;
  const usual = (noise * errors) / intervals;
  const surprise = (error * error) / (explained + usual);
  const variance = explained + usual * Math.max(1, surprise / OUTLIER_SIGMAS ** 2);
  return {
    followed: followed + (gainFollowed * error) / variance,
    returned: returned + (gainReturned * error) / variance,
    covariance: [
      a - (gainFollowed * gainFollowed) / variance,
      b - (gainFollowed * gainReturned) / variance,
      c - (gainReturned * gainReturned) / variance,
    ],
    prior,
    errors: errors * RETENTION + Math.min((error * error) / (explained + noise), MAX_RELATIVE_ERROR),
    intervals: intervals * RETENTION + 1,
  };
}

function forgetful([a, b, c]: Covariance, [priorA, priorB, priorC]: Covariance): Covariance {
  const towards = (from: number, to: number): number => from + (to - from) * FORGETTING;
  return [towards(a, priorA), towards(b, priorB), towards(c, priorC)];
}

function share(value: number): number {
  return Math.max(0, Math.min(MAX_SHARE, value));
}
