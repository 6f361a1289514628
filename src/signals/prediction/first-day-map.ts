import { distanceOf, type Forecast } from './forecast.ts';

/**
 * The fixed map that is right on a tenant's first day: what the futures say of a breach, and two signs that they leave
 * out, as log odds. On top of it each tenant learns from its own outcomes (calibration.ts).
 */

/** What the latest polls show that the estimates, and so the futures, follow only slowly. */
export interface Signs {
  /** Agents shown beyond those believed to serve, in square roots of those: agents who are just coming or leaving. */
  readonly moreAgents: number;
  /** Logarithm of contacts answered lately to those the handling time let expect: long contacts come in clusters. */
  readonly moreAnswers: number;
}

/**
 * In log odds, per unit. Found once by logistic regression over call centres of widely different laws
 * (docs/prediction.md); the signs were kept because they help on call centres of other laws, too.
 */
const WEIGHTS = {
  constant: -0.29,
  /** Log odds of the share of futures in breach. */
  share: 0.97,
  /** Distance of the mean future from a breach in standard deviations, and the same again where it is in breach. */
  distance: 0.33,
  lost: -1.3,
  /** The same distance in contacts: where it is long, a model that is a little wrong is not enough for a breach. */
  contacts: -0.048,
  moreAgents: -0.64,
  moreAnswers: -0.77,
};
/** A share of futures that no number of them could tell from none. */
const LEAST_SHARE = 0.005;
/** Beyond these the distances say nothing more. */
const FAR = 4;
const FAR_CONTACTS = 10;
const LOST_CONTACTS = -5;
/** Nothing about the future is more certain than this, in log odds: about 0.2 %. */
const MOST_CERTAIN = 6;

/** Log odds before the tenant's own calibration. */
export function scoreOf(outlook: Forecast, { moreAgents, moreAnswers }: Signs): number {
  const { breachShare, margin } = outlook;
  const distance = Math.min(FAR, distanceOf(outlook));
  return clampLogOdds(
    WEIGHTS.constant +
      WEIGHTS.share * Math.log((breachShare + LEAST_SHARE) / (1 - breachShare + LEAST_SHARE)) +
      WEIGHTS.distance * distance +
      WEIGHTS.lost * Math.min(0, distance) +
      WEIGHTS.contacts * Math.min(FAR_CONTACTS, Math.max(LOST_CONTACTS, margin)) +
      WEIGHTS.moreAgents * moreAgents +
      WEIGHTS.moreAnswers * moreAnswers,
  );
}

export function clampLogOdds(logOdds: number): number {
  return Math.max(-MOST_CERTAIN, Math.min(MOST_CERTAIN, logOdds));
}
