import { isPredicted, type QueueObservation, type QueuePrediction } from '../prediction/index.ts';
import {
  type AlarmRecord,
  type AlarmState,
  createAlarmRecord,
  createAlarmState,
  updateAlarm,
} from './alarms.ts';
import { addScore, createScoreCard, type ScoreCard } from './score-card.ts';

export const METHODS = ['erlang_a', 'occupancy_rule'] as const;
export type Method = (typeof METHODS)[number];

/** Thresholds for which alarms are counted: close enough that a recommendation loses little. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 49 }, (_, i) => (i + 1) / 50);

export interface MethodRecord {
  /** Every prediction whose horizon has passed. */
  readonly all: ScoreCard;
  /** Those made while the queue was not in breach: they predict breaches to come. */
  readonly beforeBreach: ScoreCard;
  /** Alarms by the method's own decision. */
  readonly decided: AlarmRecord;
  /** Alarms at each of {@link THRESHOLDS}. */
  readonly alarms: readonly AlarmRecord[];
}

/** Results of a replay so far. */
export interface Evaluation {
  readonly horizonSeconds: number;
  readonly methods: Readonly<Record<Method, MethodRecord>>;
  readonly queues: Map<string, WatchedQueue>;
  /** Rows without the number of contacts answered, from which no breach can be determined. */
  rowsWithoutCounts: number;
  /** Time observed without a gap, summed over all queues. */
  watchedSeconds: number;
  /** Longest time that one queue was observed without a gap. */
  longestWatchSeconds: number;
}

/** Alarm states of one queue and method: by its own decision, and at each of {@link THRESHOLDS}. */
interface QueueAlarms {
  readonly decided: AlarmState;
  readonly byThreshold: readonly AlarmState[];
}

interface OpenPrediction {
  readonly at: number;
  readonly probability: Readonly<Record<Method, number | undefined>>;
  readonly inBreach: boolean;
  breached: boolean;
}

interface WatchedQueue {
  /** Since when it has been observed without a gap, Unix seconds. */
  watchedSince: number;
  lastAt: number;
  pollSeconds: number;
  inBreach: boolean;
  /** Predictions whose horizon has not passed; the oldest first. */
  open: OpenPrediction[];
  readonly alarms: Readonly<Record<Method, QueueAlarms>>;
}

/** A time between two polls longer than this many intervals is a gap: predictions made before it are not evaluated. */
const GAP_POLLS = 8;
const MIN_GAP_SECONDS = 120;
/** Assumed until a queue has two polls. */
const DEFAULT_POLL_SECONDS = 15;

export function createEvaluation(horizonSeconds: number): Evaluation {
  return {
    horizonSeconds,
    methods: { erlang_a: createMethodRecord(), occupancy_rule: createMethodRecord() },
    queues: new Map(),
    rowsWithoutCounts: 0,
    watchedSeconds: 0,
    longestWatchSeconds: 0,
  };
}

export function evaluate(
  evaluation: Evaluation,
  { tenant, queueId, media, at, totals }: QueueObservation,
  prediction: QueuePrediction,
): void {
  if (totals?.answered === undefined) {
    evaluation.rowsWithoutCounts++;
    return;
  }
  const key = `${tenant}\u0000${queueId}\u0000${media ?? ''}`;
  const queue = evaluation.queues.get(key) ?? createWatchedQueue(at);
  evaluation.queues.set(key, queue);
  recordInterval(evaluation, queue, at);
  const { breached: inBreach } = prediction;
  scoreResolved(evaluation, queue, at, inBreach);
  const probability = {
    erlang_a: prediction.erlangA.probability,
    occupancy_rule: prediction.occupancyRule.probability,
  };
  queue.open.push({ at, probability, inBreach, breached: false });
  const decided = {
    erlang_a: prediction.erlangA.predicted,
    occupancy_rule: prediction.occupancyRule.predicted,
  };
  for (const method of METHODS) {
    const poll = { at, inBreach, begins: inBreach && !queue.inBreach };
    watchAlarms(evaluation, queue, method, poll, probability[method], decided[method]);
  }
  queue.inBreach = inBreach;
}

function recordInterval(evaluation: Evaluation, queue: WatchedQueue, at: number): void {
  const seconds = at - queue.lastAt;
  if (seconds > Math.max(MIN_GAP_SECONDS, GAP_POLLS * queue.pollSeconds)) {
    queue.open = [];
    queue.watchedSince = at;
  } else {
    evaluation.watchedSeconds += seconds;
    evaluation.longestWatchSeconds = Math.max(evaluation.longestWatchSeconds, at - queue.watchedSince);
  }
  if (seconds > 0) queue.pollSeconds = seconds;
  queue.lastAt = at;
}

/** Scores the predictions whose horizon has passed. */
function scoreResolved(evaluation: Evaluation, queue: WatchedQueue, at: number, inBreach: boolean): void {
  const { horizonSeconds, methods } = evaluation;
  if (inBreach) {
    for (const prediction of queue.open) if (at - prediction.at <= horizonSeconds) prediction.breached = true;
  }
  let settled = 0;
  for (const prediction of queue.open) {
    if (at - prediction.at < horizonSeconds) break;
    settled++;
    for (const method of METHODS) {
      const probability = prediction.probability[method];
      if (probability === undefined) continue;
      addScore(methods[method].all, probability, prediction.breached);
      if (!prediction.inBreach) addScore(methods[method].beforeBreach, probability, prediction.breached);
    }
  }
  if (settled > 0) queue.open.splice(0, settled);
}

function watchAlarms(
  { methods, horizonSeconds }: Evaluation,
  queue: WatchedQueue,
  method: Method,
  poll: { readonly at: number; readonly inBreach: boolean; readonly begins: boolean },
  probability = 0,
  decided = false,
): void {
  const { alarms, decided: record } = methods[method];
  const states = queue.alarms[method];
  states.decided.isAbove = decided;
  updateAlarm(record, states.decided, poll, horizonSeconds);
  THRESHOLDS.forEach((threshold, index) => {
    const state = states.byThreshold[index];
    const alarm = alarms[index];
    if (!state || !alarm) return;
    state.isAbove = isPredicted(state.isAbove, probability, threshold);
    updateAlarm(alarm, state, poll, horizonSeconds);
  });
}

function createMethodRecord(): MethodRecord {
  return {
    all: createScoreCard(),
    beforeBreach: createScoreCard(),
    decided: createAlarmRecord(),
    alarms: THRESHOLDS.map(createAlarmRecord),
  };
}

function createWatchedQueue(at: number): WatchedQueue {
  const states = (): QueueAlarms => ({
    decided: createAlarmState(),
    byThreshold: THRESHOLDS.map(createAlarmState),
  });
  return {
    watchedSince: at,
    lastAt: at,
    pollSeconds: DEFAULT_POLL_SECONDS,
    inBreach: false,
    open: [],
    alarms: { erlang_a: states(), occupancy_rule: states() },
  };
}
