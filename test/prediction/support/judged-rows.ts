import { type MapInputs, mapInputs, scoreOf } from '../../../src/prediction/calibration/base-calibration.ts';
import { calibrated, IDENTITY } from '../../../src/prediction/calibration/calibration.ts';
import { createPredictor, type QueueObservation } from '../../../src/prediction/index.ts';
import { createDayProfile } from '../../../src/prediction/model/day-profile.ts';
import {
  beliefsOf,
  createQueueModel,
  observe,
  presentOf,
  type QueueModel,
  signsOf,
} from '../../../src/prediction/model/queue-model.ts';
import { forecast } from '../../../src/prediction/sampling/forecast.ts';
import type { MadeRow } from './call-centre.ts';
import type { MadeTrace } from './families.ts';

/** One prediction with everything it is compared with. */
export interface JudgedRow {
  readonly breached: boolean;
  readonly inBreach: boolean;
  readonly firstHour: boolean;
  readonly erlangA: number;
  readonly rule: number | undefined;
  /** By one who knows the arrival rate, the staff and the mean handling time and patience. */
  readonly oracle: number | undefined;
  /** What the first-day map sees, where asked for. */
  readonly inputs: MapInputs | undefined;
  /** What the logistic regression sees. */
  readonly features: readonly number[];
}

export const POLICY = {
  target: 0.8,
  thresholdSeconds: 20,
  windowSeconds: 900,
  minContacts: 5,
  horizonSeconds: 600,
};

const WINDOW_POLLS = 60;
const HORIZON_POLLS = 40;
const HOUR_POLLS = 240;

export function observationOf(row: MadeRow, tenant = 'made', queueId = 'queue'): QueueObservation {
  const { at, available, busy, waiting, oldestWaitSeconds, ...totals } = row;
  return {
    tenant,
    queueId,
    at,
    waiting,
    oldestWaitSeconds: oldestWaitSeconds ?? undefined,
    agents: { available, busy },
    totals,
    policy: POLICY,
  };
}

/** How much a platform tells: counters, counts of the window alone, or who waits and who serves alone. */
export const TOLD = ['totals', 'window', 'states'] as const;
export type Told = (typeof TOLD)[number];

export interface JudgeOptions {
  readonly every: number;
  readonly truth?: MadeTrace['truth'];
  readonly inputs?: boolean;
  readonly told?: Told;
}

/** Replays a queue and judges every `every`-th poll; times when the queue is closed are left out. */
export function judgeTrace(rows: readonly MadeRow[], options: JudgeOptions): readonly JudgedRow[] {
  const { every, truth, inputs = false, told = 'totals' } = options;
  const predictor = createPredictor();
  const breaches = rows.map((_, poll) => inBreachAt(rows, poll));
  let model: QueueModel | undefined;
  let recent = 0;
  const judged: JudgedRow[] = [];
  rows.forEach((row, poll) => {
    const observation = toldOf(observationOf(row), told, rows[Math.max(0, poll - WINDOW_POLLS)]!);
    const prediction = predictor.observe(observation);
    if (!model) model = createQueueModel(observation, createDayProfile(1800));
    else observe(model, observation);
    const offered = row.offered - (rows[poll - 1]?.offered ?? row.offered);
    recent = recent * Math.exp(-15 / 600) + offered;
    const window = windowAt(rows, poll, 0);
    const isClosed = row.busy + row.available + row.waiting === 0 && window.ended === 0;
    if (poll % every !== 0 || poll + HORIZON_POLLS >= rows.length || isClosed) return;
    judged.push({
      breached: breaches.slice(poll + 1, poll + 1 + HORIZON_POLLS).some(Boolean),
      inBreach: breaches[poll]!,
      firstHour: poll < HOUR_POLLS,
      erlangA: prediction!.erlangA.probability!,
      rule: prediction!.occupancyRule.probability,
      oracle: truth && oracleSays(model, truth),
      inputs: inputs ? inputsOf(model) : undefined,
      features: featuresOf(rows, poll, recent, breaches[poll]!),
    });
  });
  return judged;
}

function toldOf({ totals, ...observed }: QueueObservation, told: Told, start: MadeRow): QueueObservation {
  if (told === 'totals' || !totals) return { ...observed, totals };
  if (told === 'states') return { ...observed, oldestWaitSeconds: undefined };
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

function windowAt(rows: readonly MadeRow[], poll: number, ahead: number): { ended: number; inTime: number } {
  const from = rows[Math.min(poll, Math.max(0, poll + ahead - WINDOW_POLLS))]!;
  const to = rows[poll]!;
  return {
    ended: to.answered + to.abandoned - from.answered - from.abandoned,
    inTime: to.answeredWithinThreshold - from.answeredWithinThreshold,
  };
}

function inBreachAt(rows: readonly MadeRow[], poll: number): boolean {
  const { ended, inTime } = windowAt(rows, poll, 0);
  return ended >= POLICY.minContacts && inTime < POLICY.target * ended - 1e-9;
}

function oracleSays(model: QueueModel, truth: MadeTrace['truth']): number {
  const { at } = model.last;
  const present = presentOf(model)!;
  const beliefs = beliefsOf(model);
  const now = Math.max(1e-6, truth.rate(at));
  const then = Math.max(1e-6, truth.rate(at + POLICY.horizonSeconds));
  const size = beliefs.rates.rate.length;
  const known = {
    ...beliefs,
    rates: { rate: new Float64Array(size).fill(now), movement: new Uint8Array(size) },
    expectedGrowth: Math.log(then / now),
    handlingSeconds: truth.handlingSeconds,
    handlingSigma: 0,
    patienceSeconds: truth.patienceSeconds,
    patienceSigma: 0,
    agents: truth.staff(at),
    agentsSigma: 0,
  };
  return calibrated(IDENTITY, scoreOf(forecast(present, known), signsOf(model)));
}

function inputsOf(model: QueueModel): MapInputs {
  return mapInputs(forecast(presentOf(model)!, beliefsOf(model)), signsOf(model));
}

/** The same inputs, in the shapes that a regression can use. */
function featuresOf(
  rows: readonly MadeRow[],
  poll: number,
  recent: number,
  inBreach: boolean,
): readonly number[] {
  const row = rows[poll]!;
  const first = rows[Math.max(0, poll - 4 * HOUR_POLLS)]!;
  const window = windowAt(rows, poll, 0);
  const margin = (ahead: number): number => {
    const { ended, inTime } = windowAt(rows, poll, ahead);
    return (inTime - POLICY.target * ended) / Math.sqrt(window.ended + 1);
  };
  const level = window.ended > 0 ? window.inTime / window.ended : 1;
  const agents = Math.max(1, row.busy + (row.waiting > 0 ? 0 : row.available));
  const handling =
    (480 + row.handleSeconds - first.handleSeconds) / (2 + Math.max(0, row.answered - first.answered));
  const load = Math.min(3, ((recent / 600) * handling) / agents);
  return [
    1,
    level,
    Math.log(window.ended + 1),
    Number(window.ended < POLICY.minContacts),
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
