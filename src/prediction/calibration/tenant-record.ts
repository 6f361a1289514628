import { brierScore, NO_BRIER, type RollingBrier, withOutcome } from './brier.ts';
import { type Calibration, IDENTITY, learn } from './calibration.ts';
import type { Verdict } from './resolved-predictions.ts';

/** What a tenant's own outcomes have taught: plain JSON, so that it outlives a restart. */
export interface TenantRecord {
  readonly calibration: Calibration;
  readonly brier: { readonly erlangA: RollingBrier; readonly occupancyRule: RollingBrier };
}

/** Rolling Brier scores, each absent until a prediction's horizon has passed. */
export interface TenantScores {
  readonly erlangA?: number;
  readonly occupancyRule?: number;
}

export const NEW_TENANT: TenantRecord = {
  calibration: IDENTITY,
  brier: { erlangA: NO_BRIER, occupancyRule: NO_BRIER },
};

/** `weight` is the share of an independent outcome that one verdict is worth. */
export function withVerdict(
  { calibration, brier }: TenantRecord,
  { score, erlang, rule, breached }: Verdict,
  weight: number,
): TenantRecord {
  return {
    calibration: Number.isNaN(score) ? calibration : learn(calibration, score, breached, weight),
    brier: {
      erlangA: Number.isNaN(erlang) ? brier.erlangA : withOutcome(brier.erlangA, erlang, breached),
      occupancyRule: Number.isNaN(rule)
        ? brier.occupancyRule
        : withOutcome(brier.occupancyRule, rule, breached),
    },
  };
}

export function scoresOf({ brier }: TenantRecord): TenantScores {
  return { erlangA: brierScore(brier.erlangA), occupancyRule: brierScore(brier.occupancyRule) };
}
