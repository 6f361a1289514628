import { distanceOf, type Forecast, LEAST_SIGMA } from './forecast.ts';

/**
 * The fixed map that is right on a tenant's first day: what the futures say of a breach, and three signs that they leave
 * out, as log odds. On top of it each tenant learns from its own outcomes (calibration.ts).
 */

/** What the latest polls show that the estimates, and so the futures, follow only slowly. */
export interface Signs {
  /** Agents seen free at this poll: known, where the futures draw who serves. */
  readonly freeAgents: number;
  /** Agents shown beyond those believed to serve, in square roots of those: agents who are just coming or leaving. */
  readonly moreAgents: number;
  /** Logarithm of contacts answered lately to those the handling time let expect: long contacts come in clusters. */
  readonly moreAnswers: number;
}

/**
 * In log odds, per unit. Found once by logistic regression over call centres of widely different laws
 * (docs/prediction.md). The weight of free agents is half of what that found: the whole of it helped there, and hurt
 * on call centres of other laws.
 */
const WEIGHTS = {
  constant: -0.22,
  /** Log odds of the share of futures in breach. */
  share: 0.73,
  /** How far the mean future is in breach, in standard deviations of the futures. */
  lost: 1.65,
  /** Logarithm of that standard deviation, in contacts: where they are many, chance evens out. */
  scatter: -0.047,
  freeAgents: -0.05,
  moreAgents: -0.52,
  moreAnswers: -0.7,
};
/** A share of futures that no number of them could tell from none. */
const LEAST_SHARE = 0.005;
/** More free agents than these say no more. */
const MANY_FREE = 10;
/** Nothing about the future is more certain than this, in log odds: about 0.2 %. */
const MOST_CERTAIN = 6;

/** Log odds before the tenant's own calibration. */
export function scoreOf(outlook: Forecast, { freeAgents, moreAgents, moreAnswers }: Signs): number {
  const { breachShare, marginSigma } = outlook;
  return clampLogOdds(
    WEIGHTS.constant +
      WEIGHTS.share * Math.log((breachShare + LEAST_SHARE) / (1 - breachShare + LEAST_SHARE)) +
      WEIGHTS.lost * Math.max(0, -distanceOf(outlook)) +
      WEIGHTS.scatter * Math.log(marginSigma + LEAST_SIGMA) +
      WEIGHTS.freeAgents * Math.min(MANY_FREE, freeAgents) +
      WEIGHTS.moreAgents * moreAgents +
      WEIGHTS.moreAnswers * moreAnswers,
  );
}

export function clampLogOdds(logOdds: number): number {
  return Math.max(-MOST_CERTAIN, Math.min(MOST_CERTAIN, logOdds));
}
