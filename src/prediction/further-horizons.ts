import type { HorizonPrediction } from '../signals/index.ts';
import { isPredicted } from './calibration/decision.ts';
import {
  addPending,
  createPending,
  discardPending,
  type PendingPredictions,
  pendingSpacing,
  resolvePending,
} from './calibration/resolved-predictions.ts';
import {
  calibratedProbability,
  newCalibration,
  updateCalibration,
} from './calibration/tenant-calibration.ts';
import type { TenantRecord } from './calibration/tenant-record.ts';
import { type InputScratch, parameterPosteriorOf, queueStateOf } from './model/forecast-inputs.ts';
import type { QueueModel } from './model/queue-model.ts';
import { type Forecast, isComputable, simulateForecast } from './sampling/forecast.ts';
import type { PathScratch } from './sampling/sample-paths.ts';

/**
 * Horizons beyond the first one, such as 30 and 60 minutes. Each has sample paths, a decision and a calibration of its
 * own, which learns from its own outcomes; the first horizon is predicted as if it were alone.
 */
export interface FurtherHorizon {
  readonly horizonSeconds: number;
  readonly pending: PendingPredictions;
  isPredicted: boolean;
}

/** Horizons as configured; those of `before` that remain keep what is pending. */
export function furtherHorizons(
  before: readonly FurtherHorizon[],
  configured: readonly number[] = [],
): readonly FurtherHorizon[] {
  const isSame =
    before.length === configured.length && before.every((each, i) => each.horizonSeconds === configured[i]);
  if (isSame) return before;
  return configured.map(
    (horizonSeconds) =>
      before.find((each) => each.horizonSeconds === horizonSeconds) ?? {
        horizonSeconds,
        pending: createPending(),
        isPredicted: false,
      },
  );
}

export function discardFurther(horizons: readonly FurtherHorizon[]): void {
  for (const { pending } of horizons) discardPending(pending);
}

/** Learns the calibrations of the further horizons from the predictions whose horizon has passed. */
export function learnFurther(
  horizons: readonly FurtherHorizon[],
  { last: { at }, pollSeconds }: QueueModel,
  breached: boolean,
  record: TenantRecord,
): TenantRecord {
  let further = record.further;
  for (const { horizonSeconds, pending } of horizons) {
    // Predictions that overlap in time share one independent outcome.
    const weight = Math.min(1, Math.max(pollSeconds, pendingSpacing(horizonSeconds)) / horizonSeconds);
    resolvePending(pending, at, breached, horizonSeconds, (resolved) => {
      const calibration = further?.[horizonSeconds] ?? newCalibration(horizonSeconds);
      further = {
        ...further,
        [horizonSeconds]: updateCalibration(calibration, resolved.score, resolved.breached, weight),
      };
    });
  }
  return further && further !== record.further ? { ...record, further } : record;
}

export interface FurtherInputs {
  readonly model: QueueModel;
  readonly record: TenantRecord;
  readonly threshold: number;
  /** Of the horizon before: a breach within it is one within every longer horizon. */
  readonly probability: number;
  readonly breached: boolean;
  /** Log odds of a forecast before the tenant's own calibration. */
  readonly scoreOf: (forecast: Forecast, horizonSeconds: number) => number;
}

/** Predicts a queue whose first horizon was predicted. */
export function predictFurther(
  horizons: readonly FurtherHorizon[],
  { model, record, threshold, probability, breached, scoreOf }: FurtherInputs,
  scratch: InputScratch & PathScratch,
): readonly HorizonPrediction[] {
  let least = probability;
  return horizons.flatMap((horizon): readonly HorizonPrediction[] => {
    const { horizonSeconds, pending } = horizon;
    const state = queueStateOf(model, scratch, horizonSeconds);
    if (!state) return [];
    const posterior = parameterPosteriorOf(model, scratch, horizonSeconds);
    if (!isComputable(state, posterior)) return [];
    const score = scoreOf(simulateForecast(state, posterior, scratch), horizonSeconds);
    const calibration = record.further?.[horizonSeconds] ?? newCalibration(horizonSeconds);
    least = Math.max(least, calibratedProbability(calibration, score));
    if (model.source !== 'inferred') addPending(pending, model.last.at, { score }, horizonSeconds);
    const predicted = isPredicted(horizon.isPredicted, least, threshold);
    horizon.isPredicted = predicted && !breached;
    return [{ horizonSeconds, probability: least, predicted }];
  });
}
