import { isPredicted, type QueueObservation, type QueuePrediction } from '../prediction/index.ts';
import { type AlarmRecord, type AlarmState, createAlarmRecord, createAlarmState, watch } from './alarms.ts';
import { createScoreCard, type ScoreCard, score } from './score-card.ts';

export const METHODS = ['erlang_a', 'occupancy_rule'] as const;
export type Method = (typeof METHODS)[number];

/** Every threshold for which alarms are counted: so near to each other that a recommendation loses little. */
export const THRESHOLDS: readonly number[] = Array.from({ length: 49 }, (_, i) => (i + 1) / 50);

export interface MethodRecord {
  /** Every prediction whose horizon has passed. */
  readonly all: ScoreCard;
  /** Those made while the queue was not in breach: breaches still to come. */
  readonly coming: ScoreCard;
  /** By the method's own decision. */
  readonly decided: AlarmRecord;
  /** One per entry of {@link THRESHOLDS}. */
  readonly alarms: readonly AlarmRecord[];
}

/** What a replay has shown so far. */
export interface Evaluation {
  readonly horizonSeconds: number;
  readonly methods: Readonly<Record<Method, MethodRecord>>;
  readonly queues: Map<string, WatchedQueue>;
  /** Rows that do not tell how many contacts were answered: nobody can tell from them whether a breach came. */
  rowsWithoutCounts: number;
  /** Time in which queues were watched without a gap, all queues together. */
  watchedSeconds: number;
  /** The longest time in which one queue was. */
  longestWatchSeconds: number;
}

interface Said {
  readonly at: number;
  readonly probability: Readonly<Record<Method, number | undefined>>;
  readonly inBreach: boolean;
  breached: boolean;
}

interface WatchedQueue {
  /** Since when without a gap. */
  watchedSince: number;
  lastAt: number;
  pollSeconds: number;
  inBreach: boolean;
  /** Predictions whose horizon has not passed, oldest first. */
  open: Said[];
  readonly alarms: Readonly<Record<Method, readonly AlarmState[]>>;
}

/** A longer time between two polls, in the usual ones, is a gap: what was predicted before it cannot be judged. */
const GAP_POLLS = 8;
const SHORTEST_GAP_SECONDS = 120;

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
  passTime(evaluation, queue, at);
  const { breached: inBreach } = prediction;
  settle(evaluation, queue, at, inBreach);
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

function passTime(evaluation: Evaluation, queue: WatchedQueue, at: number): void {
  const seconds = at - queue.lastAt;
  if (seconds > Math.max(SHORTEST_GAP_SECONDS, GAP_POLLS * queue.pollSeconds)) {
    queue.open = [];
    queue.watchedSince = at;
  } else {
    evaluation.watchedSeconds += seconds;
    evaluation.longestWatchSeconds = Math.max(evaluation.longestWatchSeconds, at - queue.watchedSince);
  }
  if (seconds > 0) queue.pollSeconds = seconds;
  queue.lastAt = at;
}

/** Scores what was said a horizon ago. */
function settle(evaluation: Evaluation, queue: WatchedQueue, at: number, inBreach: boolean): void {
  const { horizonSeconds, methods } = evaluation;
  if (inBreach) {
    for (const said of queue.open) if (at - said.at <= horizonSeconds) said.breached = true;
  }
  let settled = 0;
  for (const said of queue.open) {
    if (at - said.at < horizonSeconds) break;
    settled++;
    for (const method of METHODS) {
      const probability = said.probability[method];
      if (probability === undefined) continue;
      score(methods[method].all, probability, said.breached);
      if (!said.inBreach) score(methods[method].coming, probability, said.breached);
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
  const last = states[THRESHOLDS.length]!;
  last.isAbove = decided;
  watch(record, last, poll, horizonSeconds);
  for (let i = 0; i < THRESHOLDS.length; i++) {
    const state = states[i]!;
    state.isAbove = isPredicted(state.isAbove, probability, THRESHOLDS[i]!);
    watch(alarms[i]!, state, poll, horizonSeconds);
  }
}

function createMethodRecord(): MethodRecord {
  return {
    all: createScoreCard(),
    coming: createScoreCard(),
    decided: createAlarmRecord(),
    alarms: THRESHOLDS.map(createAlarmRecord),
  };
}

function createWatchedQueue(at: number): WatchedQueue {
  const states = (): readonly AlarmState[] => [...THRESHOLDS.map(createAlarmState), createAlarmState()];
  return {
    watchedSince: at,
    lastAt: at,
    pollSeconds: 15,
    inBreach: false,
    open: [],
    alarms: { erlang_a: states(), occupancy_rule: states() },
  };
}
