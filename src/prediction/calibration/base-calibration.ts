import { distanceOf, type Forecast, LEAST_SIGMA } from '../sampling/forecast.ts';

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

/** What the map weighs. */
export interface MapInputs {
  readonly constant: 1;
  /** Log odds of the share of futures in breach. */
  readonly share: number;
  /** How far the mean future is in breach, in standard deviations of the futures. */
  readonly lost: number;
  /** Logarithm of that standard deviation, in contacts: where they are many, chance evens out. */
  readonly scatter: number;
  readonly freeAgents: number;
  readonly moreAgents: number;
  readonly moreAnswers: number;
}

/**
 * In log odds, per unit. Found once by logistic regression over call centres of widely different laws
 * (test/prediction/support/fit-map.ts). The weight of free agents is half of what that found, and the others were
 * found anew beside it: the whole of it helped there, and hurt on call centres of other laws.
 */
const WEIGHTS: Readonly<Record<keyof MapInputs, number>> = {
  constant: -0.23,
  share: 0.73,
  lost: 1.73,
  scatter: -0.042,
  freeAgents: -0.047,
  moreAgents: -0.53,
  moreAnswers: -0.7,
};
/** A share of futures that no number of them could tell from none. */
const LEAST_SHARE = 0.005;
/** More free agents than these say no more. */
const MANY_FREE = 10;
/** Nothing about the future is more certain than this, in log odds: about 0.2 %. */
const MOST_CERTAIN = 6;

export function mapInputs(outlook: Forecast, { freeAgents, moreAgents, moreAnswers }: Signs): MapInputs {
  const { breachShare, marginSigma } = outlook;
  return {
    constant: 1,
    share: Math.log((breachShare + LEAST_SHARE) / (1 - breachShare + LEAST_SHARE)),
    lost: Math.max(0, -distanceOf(outlook)),
    scatter: Math.log(marginSigma + LEAST_SIGMA),
    freeAgents: Math.min(MANY_FREE, freeAgents),
    moreAgents,
    moreAnswers,
  };
}

/** Log odds before the tenant's own calibration. */
export function scoreOf(outlook: Forecast, signs: Signs): number {
  const inputs = mapInputs(outlook, signs);
  return clampLogOdds(
    WEIGHTS.constant +
      WEIGHTS.share * inputs.share +
      WEIGHTS.lost * inputs.lost +
      WEIGHTS.scatter * inputs.scatter +
      WEIGHTS.freeAgents * inputs.freeAgents +
      WEIGHTS.moreAgents * inputs.moreAgents +
      WEIGHTS.moreAnswers * inputs.moreAnswers,
  );
}

export function clampLogOdds(logOdds: number): number {
  return Math.max(-MOST_CERTAIN, Math.min(MOST_CERTAIN, logOdds));
}
