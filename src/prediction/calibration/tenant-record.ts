import type { ResolvedPrediction } from './resolved-predictions.ts';
import { IDENTITY_CALIBRATION, type TenantCalibration, updateCalibration } from './tenant-calibration.ts';

/** What a tenant's own outcomes have taught: plain JSON, which the state file keeps over restarts. */
export interface TenantRecord {
  readonly calibration: TenantCalibration;
  readonly brier: { readonly erlangA: RollingBrier; readonly occupancyRule: RollingBrier };
  /** Calibrations of further horizons, by their seconds; absent with a single horizon. */
  readonly further?: Readonly<Record<string, TenantCalibration>>;
}

/** Rolling Brier score: discounted sum of squared differences of probability (0..1) and outcome (0 or 1), and weight. */
export interface RollingBrier {
  readonly sum: number;
  readonly weight: number;
}

/** Rolling Brier scores, each absent until a prediction's horizon has passed. */
export interface TenantScores {
  readonly erlangA?: number;
  readonly occupancyRule?: number;
}

/** Predictions over which the Brier score forgets: some 4 days of one queue polled every 15 s. */
const BRIER_MEMORY = 25_000;

export const EMPTY_BRIER: RollingBrier = { sum: 0, weight: 0 };

export const NEW_TENANT: TenantRecord = {
  calibration: IDENTITY_CALIBRATION,
  brier: { erlangA: EMPTY_BRIER, occupancyRule: EMPTY_BRIER },
};

/** Learns from one resolved prediction. `weight` is the share of an independent outcome that it counts as. */
export function withResolved(
  record: TenantRecord,
  { score, erlang, rule, breached }: ResolvedPrediction,
  weight: number,
): TenantRecord {
  const { calibration, brier } = record;
  return {
    ...record,
    calibration: Number.isNaN(score) ? calibration : updateCalibration(calibration, score, breached, weight),
    brier: {
      erlangA: Number.isNaN(erlang) ? brier.erlangA : updateBrier(brier.erlangA, erlang, breached),
      occupancyRule: Number.isNaN(rule)
        ? brier.occupancyRule
        : updateBrier(brier.occupancyRule, rule, breached),
    },
  };
}

export function tenantScores({ brier }: TenantRecord): TenantScores {
  const erlangA = brierScore(brier.erlangA);
  const occupancyRule = brierScore(brier.occupancyRule);
  return {
    ...(erlangA !== undefined && { erlangA }),
    ...(occupancyRule !== undefined && { occupancyRule }),
  };
}

export function updateBrier(
  { sum, weight }: RollingBrier,
  probability: number,
  breached: boolean,
): RollingBrier {
  const keep = 1 - 1 / BRIER_MEMORY;
  return { sum: sum * keep + (probability - Number(breached)) ** 2, weight: weight * keep + 1 };
}

/** Undefined until the horizon of a first prediction has passed. */
export function brierScore({ sum, weight }: RollingBrier): number | undefined {
  return weight > 0 ? sum / weight : undefined;
}
