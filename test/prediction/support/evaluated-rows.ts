import type { ServiceLevelPolicy } from '../../../src/domain/index.ts';
import {
  baseScore,
  type CalibrationFeatures,
  calibrationFeatures,
} from '../../../src/prediction/calibration/base-calibration.ts';
import {
  calibratedProbability,
  IDENTITY_CALIBRATION,
} from '../../../src/prediction/calibration/tenant-calibration.ts';
import { createPredictor, type QueueObservation } from '../../../src/prediction/index.ts';
import { createDayProfile } from '../../../src/prediction/model/day-profile.ts';
import {
  parameterPosteriorOf,
  queueStateOf,
  residualFeaturesOf,
} from '../../../src/prediction/model/forecast-inputs.ts';
import { createQueueModel, type QueueModel, updateModel } from '../../../src/prediction/model/queue-model.ts';
import { createPredictionScratch } from '../../../src/prediction/predictor.ts';
import { simulateForecast } from '../../../src/prediction/sampling/forecast.ts';
import type { GeneratedRow } from './call-centre.ts';
import type { GeneratedTrace } from './families.ts';

/** One prediction with its outcome and the predictions it is compared with. */
export interface EvaluatedRow {
  readonly breached: boolean;
  readonly inBreach: boolean;
  readonly firstHour: boolean;
  readonly erlangA: number;
  readonly rule: number | undefined;
  /** Prediction with the true arrival rate, staffing, mean handling time and mean patience. */
  readonly oracle: number | undefined;
  /** Features of the base calibration, where requested. */
  readonly inputs: CalibrationFeatures | undefined;
  /** Features of the logistic regression. */
  readonly features: readonly number[];
}

export const POLICY = {
  target: 0.8,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
};

const scratch = createPredictionScratch();

const WINDOW_POLLS = 60;
const POLL_SECONDS = 15;
const HOUR_POLLS = 240;

export function observationOf(
  row: GeneratedRow,
  tenant = 'made',
  queueId = 'queue',
  policy: ServiceLevelPolicy = POLICY,
): QueueObservation {
  const { at, available, busy, waiting, oldestWaitSeconds, ...totals } = row;
  return {
    tenant,
    queueId,
    at,
    waiting,
    ...(oldestWaitSeconds !== null && { oldestWaitSeconds }),
    agents: { available, busy },
    totals,
    policy,
  };
}

/** What a platform reports: counters, counts of the window only, or waiting contacts and agents only. */
export const COUNT_SOURCES = ['totals', 'window', 'states'] as const;
export type CountSource = (typeof COUNT_SOURCES)[number];

export interface EvaluationOptions {
  readonly every: number;
  readonly truth?: GeneratedTrace['truth'] | undefined;
  readonly inputs?: boolean;
  readonly counts?: CountSource;
  readonly horizonSeconds?: number;
}

/** Replays a queue and evaluates every `every`-th poll, except while the queue is closed. */
export function evaluateTrace(
  rows: readonly GeneratedRow[],
  options: EvaluationOptions,
): readonly EvaluatedRow[] {
  const { every, truth, inputs = false, counts = 'totals', horizonSeconds = POLICY.horizonSeconds } = options;
  const policy = { ...POLICY, horizonSeconds };
  const horizonPolls = horizonSeconds / POLL_SECONDS;
  const predictor = createPredictor();
  const breaches = breachesOf(rows);
  let model: QueueModel | undefined;
  let recent = 0;
  const evaluated: EvaluatedRow[] = [];
  rows.forEach((row, poll) => {
    const observation = asReported(
      observationOf(row, 'made', 'queue', policy),
      counts,
      rows[Math.max(0, poll - WINDOW_POLLS)]!,
    );
    const prediction = predictor.observe(observation);
    if (!model) model = createQueueModel(observation, createDayProfile(1800));
    else updateModel(model, observation, scratch);
    const offered = row.offered - (rows[poll - 1]?.offered ?? row.offered);
    recent = recent * Math.exp(-15 / 600) + offered;
    if (poll % every !== 0 || poll + horizonPolls >= rows.length || isClosedAt(rows, poll)) return;
    evaluated.push({
      breached: breaches.slice(poll + 1, poll + 1 + horizonPolls).some(Boolean),
      inBreach: breaches[poll]!,
      firstHour: poll < HOUR_POLLS,
      erlangA: prediction!.erlangA.probability!,
      rule: prediction!.occupancyRule.probability,
      oracle: truth && oracleProbability(model, truth),
      inputs: inputs ? inputsOf(model) : undefined,
      features: featuresOf(rows, poll, recent, breaches[poll]!),
    });
  });
  return evaluated;
}

function asReported(
  { totals, ...observed }: QueueObservation,
  counts: CountSource,
  start: GeneratedRow,
): QueueObservation {
  if (counts === 'totals' || !totals) return { ...observed, ...(totals && { totals }) };
  if (counts === 'states') {
    const { oldestWaitSeconds: _, ...states } = observed;
    return states;
  }
  const { answered = 0, answeredWithinThreshold = 0, abandoned = 0 } = totals;
  return {
    ...observed,
    window: {
      answered: answered - start.answered,
      answeredWithinThreshold: answeredWithinThreshold - start.answeredWithinThreshold,
      abandoned: abandoned - start.abandoned,
    },
  };
}

function windowAt(
  rows: readonly GeneratedRow[],
  poll: number,
  ahead: number,
): { completed: number; withinThreshold: number } {
  const from = rows[Math.min(poll, Math.max(0, poll + ahead - WINDOW_POLLS))]!;
  const to = rows[poll]!;
  return {
    completed: to.answered + to.abandoned - from.answered - from.abandoned,
    withinThreshold: to.answeredWithinThreshold - from.answeredWithinThreshold,
  };
}

/** Whether the queue is in breach at each poll. */
export function breachesOf(rows: readonly GeneratedRow[]): readonly boolean[] {
  return rows.map((_, poll) => inBreachAt(rows, poll));
}

/** Without agents and contacts, now and in the window. */
export function isClosedAt(rows: readonly GeneratedRow[], poll: number): boolean {
  const { busy, available, waiting } = rows[poll]!;
  return busy + available + waiting === 0 && windowAt(rows, poll, 0).completed === 0;
}

function inBreachAt(rows: readonly GeneratedRow[], poll: number): boolean {
  const { completed, withinThreshold } = windowAt(rows, poll, 0);
  return completed >= POLICY.minContacts && withinThreshold < POLICY.target * completed - 1e-9;
}

function oracleProbability(model: QueueModel, truth: GeneratedTrace['truth']): number {
  const { at } = model.last;
  const state = queueStateOf(model, scratch)!;
  const posterior = parameterPosteriorOf(model, scratch);
  const now = Math.max(1e-6, truth.rate(at));
  const then = Math.max(1e-6, truth.rate(at + model.last.policy.horizonSeconds));
  const size = posterior.rates.rate.length;
  const known = {
    ...posterior,
    rates: { rate: new Float64Array(size).fill(now), regime: new Uint8Array(size) },
    expectedGrowth: Math.log(then / now),
    handlingSeconds: truth.handlingSeconds,
    handlingSigma: 0,
    patienceSeconds: truth.patienceSeconds,
    patienceSigma: 0,
    agents: truth.staff(at),
    agentsSigma: 0,
  };
  return calibratedProbability(
    IDENTITY_CALIBRATION,
    baseScore(
      simulateForecast(state, known, scratch),
      residualFeaturesOf(model),
      model.last.policy.horizonSeconds,
    ),
  );
}

function inputsOf(model: QueueModel): CalibrationFeatures {
  return calibrationFeatures(
    simulateForecast(queueStateOf(model, scratch)!, parameterPosteriorOf(model, scratch), scratch),
    residualFeaturesOf(model),
  );
}

/** The predictor's inputs as features of a regression. */
function featuresOf(
  rows: readonly GeneratedRow[],
  poll: number,
  recent: number,
  inBreach: boolean,
): readonly number[] {
  const row = rows[poll]!;
  const first = rows[Math.max(0, poll - 4 * HOUR_POLLS)]!;
  const window = windowAt(rows, poll, 0);
  const margin = (ahead: number): number => {
    const { completed, withinThreshold } = windowAt(rows, poll, ahead);
    return (withinThreshold - POLICY.target * completed) / Math.sqrt(window.completed + 1);
  };
  const level = window.completed > 0 ? window.withinThreshold / window.completed : 1;
  const agents = Math.max(1, row.busy + (row.waiting > 0 ? 0 : row.available));
  const handling =
    (480 + row.handleSeconds - first.handleSeconds) / (2 + Math.max(0, row.answered - first.answered));
  const load = Math.min(3, ((recent / 600) * handling) / agents);
  return [
    1,
    level,
    Math.log(window.completed + 1),
    Number(window.completed < POLICY.minContacts),
    margin(0),
    margin(20),
    margin(40),
    Math.min(30, row.waiting),
    Math.min(3, (3 * row.waiting) / agents),
    Math.min(3, (row.oldestWaitSeconds ?? 0) / POLICY.thresholdSeconds),
    row.busy / Math.max(1, row.busy + row.available),
    Math.min(10, row.available),
    Math.log(agents),
    load,
    load * level,
    load * margin(0),
    Number(inBreach),
  ];
}
