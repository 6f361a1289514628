import type { ResidualFeatures } from '../model/forecast-inputs.ts';
import { type Forecast, MARGIN_SIGMA_FLOOR, standardisedMargin } from '../sampling/forecast.ts';

/**
 * Base calibration, the same for every tenant: a logistic regression from the forecast of the sample paths, and three
 * features that they leave out, to log odds of a breach. It holds on a tenant's first day; tenant-calibration.ts adds
 * what each tenant's own outcomes show.
 */

/** Inputs of the regression. */
export interface CalibrationFeatures {
  readonly intercept: 1;
  /** Log odds of the share of paths in breach. */
  readonly breachLogOdds: number;
  /** How far the mean path is in breach, in standard deviations of the paths. */
  readonly breachDepth: number;
  /** Logarithm of that standard deviation, in contacts: with many contacts, chance averages out. */
  readonly logMarginSigma: number;
  readonly availableAgents: number;
  readonly staffingResidual: number;
  readonly throughputResidual: number;
}

/** Weights fitted for a horizon. */
type HorizonWeights = Readonly<Record<keyof CalibrationFeatures | 'horizonSeconds', number>>;

/**
 * Log odds per unit of each feature, fitted once on generated call centres with widely different distributions
 * (test/prediction/support/fit-base-calibration.ts; for 30 and 60 minutes fit-further-weights.ts, also with plans). The weight of available agents is half of its fitted value, and the
 * others were fitted again beside it: the full weight improved those call centres, and worsened others.
 */
const WEIGHTS: readonly HorizonWeights[] = [
  {
    horizonSeconds: 600,
    intercept: -0.23,
    breachLogOdds: 0.73,
    breachDepth: 1.73,
    logMarginSigma: -0.042,
    availableAgents: -0.047,
    staffingResidual: -0.53,
    throughputResidual: -0.7,
  },
  {
    horizonSeconds: 1800,
    intercept: 0.114,
    breachLogOdds: 0.545,
    breachDepth: 1.474,
    logMarginSigma: -0.139,
    availableAgents: -0.025,
    staffingResidual: -0.605,
    throughputResidual: -0.821,
  },
  {
    horizonSeconds: 3600,
    intercept: 0.544,
    breachLogOdds: 0.477,
    breachDepth: 0.877,
    logMarginSigma: -0.143,
    availableAgents: -0.005,
    staffingResidual: -0.21,
    throughputResidual: -0.385,
  },
];
/** Keeps the log odds of a share finite; too small for the paths to distinguish from 0. */
const SHARE_FLOOR = 0.005;
/** More available agents carry no further information. */
const MAX_AVAILABLE_AGENTS = 10;
/** Bound of every probability, in log odds: about 0.2 % from certainty. */
const MAX_LOG_ODDS = 6;

export function calibrationFeatures(forecast: Forecast, residuals: ResidualFeatures): CalibrationFeatures {
  const { breachShare, marginSigma } = forecast;
  return {
    intercept: 1,
    breachLogOdds: Math.log((breachShare + SHARE_FLOOR) / (1 - breachShare + SHARE_FLOOR)),
    breachDepth: Math.max(0, -standardisedMargin(forecast)),
    logMarginSigma: Math.log(marginSigma + MARGIN_SIGMA_FLOOR),
    availableAgents: Math.min(MAX_AVAILABLE_AGENTS, residuals.availableAgents),
    staffingResidual: residuals.staffingResidual,
    throughputResidual: residuals.throughputResidual,
  };
}

/** Weights of a horizon, interpolated between the fitted ones; the nearest ones outside of them. */
function weightsFor(horizonSeconds: number): HorizonWeights {
  const after = WEIGHTS.findIndex((each) => each.horizonSeconds >= horizonSeconds);
  const above = WEIGHTS.at(after)!;
  const below = WEIGHTS[after - 1];
  if (!below || after < 0 || above.horizonSeconds === horizonSeconds) return above;
  const share = (horizonSeconds - below.horizonSeconds) / (above.horizonSeconds - below.horizonSeconds);
  const between = (name: keyof HorizonWeights): number => below[name] + (above[name] - below[name]) * share;
  return {
    horizonSeconds,
    intercept: between('intercept'),
    breachLogOdds: between('breachLogOdds'),
    breachDepth: between('breachDepth'),
    logMarginSigma: between('logMarginSigma'),
    availableAgents: between('availableAgents'),
    staffingResidual: between('staffingResidual'),
    throughputResidual: between('throughputResidual'),
  };
}

/** Log odds of a breach within the horizon, before the tenant's own calibration. */
export function baseScore(forecast: Forecast, residuals: ResidualFeatures, horizonSeconds: number): number {
  const weights = weightsFor(horizonSeconds);
  const features = calibrationFeatures(forecast, residuals);
  return clampLogOdds(
    weights.intercept +
      weights.breachLogOdds * features.breachLogOdds +
      weights.breachDepth * features.breachDepth +
      weights.logMarginSigma * features.logMarginSigma +
      weights.availableAgents * features.availableAgents +
      weights.staffingResidual * features.staffingResidual +
      weights.throughputResidual * features.throughputResidual,
  );
}

export function clampLogOdds(logOdds: number): number {
  return Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, logOdds));
}
