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

/**
 * Log odds per unit of each feature, fitted once on generated call centres with widely different distributions
 * (test/prediction/support/fit-base-calibration.ts). The weight of available agents is half of its fitted value, and the
 * others were fitted again beside it: the full weight improved those call centres, and worsened others.
 */
const WEIGHTS: Readonly<Record<keyof CalibrationFeatures, number>> = {
  intercept: -0.23,
  breachLogOdds: 0.73,
  breachDepth: 1.73,
  logMarginSigma: -0.042,
  availableAgents: -0.047,
  staffingResidual: -0.53,
  throughputResidual: -0.7,
};
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

/** Log odds of a breach before the tenant's own calibration. */
export function baseScore(forecast: Forecast, residuals: ResidualFeatures): number {
  const features = calibrationFeatures(forecast, residuals);
  return clampLogOdds(
    WEIGHTS.intercept +
      WEIGHTS.breachLogOdds * features.breachLogOdds +
      WEIGHTS.breachDepth * features.breachDepth +
      WEIGHTS.logMarginSigma * features.logMarginSigma +
      WEIGHTS.availableAgents * features.availableAgents +
      WEIGHTS.staffingResidual * features.staffingResidual +
      WEIGHTS.throughputResidual * features.throughputResidual,
  );
}

export function clampLogOdds(logOdds: number): number {
  return Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, logOdds));
}
