import type { PlanInterval } from '../../../src/domain/index.ts';
import {
  baseScore,
  type CalibrationFeatures,
  calibrationFeatures,
} from '../../../src/prediction/calibration/base-calibration.ts';
import {
  calibratedProbability,
  newCalibration,
  type TenantCalibration,
  updateCalibration,
} from '../../../src/prediction/calibration/tenant-calibration.ts';
import { createDayProfile } from '../../../src/prediction/model/day-profile.ts';
import {
  parameterPosteriorOf,
  queueStateOf,
  residualFeaturesOf,
} from '../../../src/prediction/model/forecast-inputs.ts';
import { planAround } from '../../../src/prediction/model/plan-shape.ts';
import { createQueueModel, type QueueModel, updateModel } from '../../../src/prediction/model/queue-model.ts';
import { createPredictionScratch } from '../../../src/prediction/predictor.ts';
import { simulateForecast } from '../../../src/prediction/sampling/forecast.ts';
import type { GeneratedRow } from './call-centre.ts';
import { breachesOf, isClosedAt, observationOf, POLICY } from './evaluated-rows.ts';

/** A prediction of one horizon, with its outcome. */
export interface PlannedRow {
  readonly horizonSeconds: number;
  /** Days since the first poll. */
  readonly day: number;
  readonly breached: boolean;
  readonly inBreach: boolean;
  readonly probability: number;
  readonly features: CalibrationFeatures;
}

export const HORIZONS = [600, 1800, 3600] as const;
const POLL_SECONDS = 15;
const DAY_POLLS = 86_400 / POLL_SECONDS;
const SLOT_SECONDS = 1800;
const LONGEST = { ...POLICY, horizonSeconds: 3600 };
const scratch = createPredictionScratch();

interface Pending {
  readonly poll: number;
  readonly score: number;
  readonly breached: boolean;
}

/**
 * Replays a queue as a tenant of its own and predicts every `every`-th poll for each of {@link HORIZONS}, as the predictor
 * does; the tenant's calibration learns as the horizons pass.
 */
export function evaluatePlanned(
  rows: readonly GeneratedRow[],
  plan: readonly PlanInterval[] | undefined,
  every: number,
): readonly PlannedRow[] {
  const breaches = breachesOf(rows);
  const calibrations: TenantCalibration[] = HORIZONS.map(newCalibration);
  const pending: Pending[][] = HORIZONS.map(() => []);
  const evaluated: PlannedRow[] = [];
  let model: QueueModel | undefined;
  rows.forEach((row, poll) => {
    const observation = {
      ...observationOf(row),
      ...(plan && { plan: planAround(plan, row.at, LONGEST) }),
    };
    if (!model) model = createQueueModel(observation, createDayProfile(SLOT_SECONDS));
    else updateModel(model, observation, scratch);
    if (poll % every !== 0 || isClosedAt(rows, poll)) return;
    let least = 0;
    HORIZONS.forEach((horizonSeconds, index) => {
      const polls = horizonSeconds / POLL_SECONDS;
      const waiting = pending[index]!;
      const weight = Math.min(1, (every * POLL_SECONDS) / horizonSeconds);
      while (waiting[0] && waiting[0].poll + polls <= poll) {
        const { score, breached } = waiting.shift()!;
        calibrations[index] = updateCalibration(calibrations[index]!, score, breached, weight);
      }
      if (poll + polls >= rows.length) return;
      const state = queueStateOf(model!, scratch, horizonSeconds)!;
      const posterior = parameterPosteriorOf(model!, scratch, horizonSeconds);
      const forecast = simulateForecast(state, posterior, scratch);
      const score = baseScore(forecast, residualFeaturesOf(model!), horizonSeconds);
      least = Math.max(least, calibratedProbability(calibrations[index]!, score));
      const breached = breaches.slice(poll + 1, poll + 1 + polls).some(Boolean);
      waiting.push({ poll, score, breached });
      evaluated.push({
        horizonSeconds,
        day: Math.floor(poll / DAY_POLLS),
        breached,
        inBreach: breaches[poll]!,
        probability: least,
        features: calibrationFeatures(forecast, residualFeaturesOf(model!)),
      });
    });
  });
  return evaluated;
}
