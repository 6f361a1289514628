import { isInBreach, type QueueFacts } from '../../domain/index.ts';
import { occupancyRule, type Prediction } from '../../signals/index.ts';
import { scoreOf } from '../calibration/base-calibration.ts';
import { calibrated } from '../calibration/calibration.ts';
import { DEFAULT_THRESHOLD, isPredicted } from '../calibration/decision.ts';
import {
  createPending,
  enter,
  forgetPending,
  judge,
  type Pending,
  withdraw,
} from '../calibration/resolved-predictions.ts';
import {
  NEW_TENANT,
  scoresOf,
  type TenantRecord,
  type TenantScores,
  withVerdict,
} from '../calibration/tenant-record.ts';
import { type Explanation, estimatedWaitSeconds, explain } from '../explanation/explanation.ts';
import { type Forecast, forecast } from '../sampling/forecast.ts';
import { type Outcomes, windowNow } from './history.ts';
import type { OutcomeSource } from './increments.ts';
import { createKeptQueues, type KeptQueue, keyOf, type QueueName } from './kept-queues.ts';
import type { QueueObservation } from './observation.ts';
import { beliefsOf, createQueueModel, observe, presentOf, type QueueModel, signsOf } from './queue-model.ts';

export interface PredictorOptions {
  /** The probability from which a breach is predicted. */
  readonly threshold?: number;
  /** What an earlier run had learned. */
  readonly state?: PredictorState;
}

export interface QueuePrediction {
  readonly erlangA: Prediction;
  readonly occupancyRule: Prediction;
  /** Over the rolling window as far as it was watched; absent when nothing ended in it. */
  readonly serviceLevel?: number;
  /** Whether the queue is in breach at this very poll. */
  readonly breached: boolean;
  /** For the next contact; absent when it cannot be told. */
  readonly estimatedWaitSeconds?: number;
}

/** What is kept over a restart: plain JSON. */
export interface PredictorState {
  readonly version: 1;
  readonly tenants: Readonly<Record<string, TenantRecord>>;
  /** What queues are used to at each time of the day and the week. */
  readonly queues?: readonly KeptQueue[];
}

/** Has state but no clock: all time comes with the observations. */
export interface Predictor {
  /**
   * Takes in one queue's poll and predicts. Polls of one queue come in order: one that is not later than the last is
   * ignored, and has no prediction.
   */
  observe(observation: QueueObservation): QueuePrediction | undefined;
  /**
   * Takes back the probabilities given of a tenant's queues at `at`, Unix seconds: they were not exported, and do not
   * count in its score.
   */
  withdraw(tenant: string, at: number): void;
  /** Why the last prediction was made. Undefined for a queue not seen, or one of which too little is told. */
  explain(queue: QueueName): Explanation | undefined;
  scores(tenant: string): TenantScores;
  /** Drops queues not seen for two days, and the profiles of their days after two weeks; `now` in Unix seconds. */
  forget(now: number): void;
  toState(): PredictorState;
}

interface WatchedQueue {
  readonly model: QueueModel;
  readonly pending: Pending;
  isPredicted: boolean;
}

/** Seconds. */
const FORGET_AFTER = 2 * 86_400;
/**
 * How a score is read by where the outcomes come from, in log odds. A sliding window tells of them a little late. Who is
 * seen waiting tells how risky a queue is, but not of those who waited too long between two polls: some more are in
 * breach than it shows (docs/prediction.md).
 */
const READING: Readonly<Record<OutcomeSource, { readonly slope: number; readonly unseen: number }>> = {
  totals: { slope: 1, unseen: 0 },
  window: { slope: 0.85, unseen: 0 },
  inferred: { slope: 1, unseen: 0.4 },
};

export function createPredictor({ threshold = DEFAULT_THRESHOLD, state }: PredictorOptions = {}): Predictor {
  const queues = new Map<string, WatchedQueue>();
  const tenants = new Map(Object.entries(state?.version === 1 ? state.tenants : {}));
  const kept = createKeptQueues(state?.queues);
  const recordOf = (tenant: string): TenantRecord => tenants.get(tenant) ?? NEW_TENANT;

  function watch(observation: QueueObservation, key: string): WatchedQueue {
    const model = createQueueModel(observation, kept.profileOf(observation));
    const queue = { model, pending: createPending(), isPredicted: false };
    queues.set(key, queue);
    return queue;
  }

  return {
    observe(observation) {
      const key = keyOf(observation);
      let queue = queues.get(key);
      if (!queue) {
        queue = watch(observation, key);
      } else {
        if (!(observation.at > queue.model.last.at)) return undefined;
        if (!observe(queue.model, observation)) forgetPending(queue.pending);
        tenants.set(observation.tenant, learnFrom(queue, recordOf(observation.tenant)));
      }
      return predict(queue, recordOf(observation.tenant), threshold);
    },
    withdraw(tenant, at) {
      for (const { model, pending } of queues.values())
        if (model.last.tenant === tenant) withdraw(pending, at);
    },
    explain(name) {
      const queue = queues.get(keyOf(name));
      const record = recordOf(name.tenant);
      return queue && explain(queue.model, (each) => probabilityOf(each, queue.model, record).probability);
    },
    scores: (tenant) => scoresOf(recordOf(tenant)),
    forget(now) {
      for (const [key, { model }] of queues) if (now - model.last.at > FORGET_AFTER) queues.delete(key);
      kept.forget(now);
    },
    toState: () => ({ version: 1, tenants: Object.fromEntries(tenants), queues: kept.toState() }),
  };
}

function learnFrom({ model, pending }: WatchedQueue, record: TenantRecord): TenantRecord {
  const { at, policy } = model.last;
  const weight = Math.min(1, model.pollSeconds / policy.horizonSeconds);
  let learned = record;
  judge(pending, at, isBreached(windowNow(model.history), model), policy.horizonSeconds, (verdict) => {
    learned = withVerdict(learned, verdict, weight);
  });
  return learned;
}

function predict(queue: WatchedQueue, record: TenantRecord, threshold: number): QueuePrediction {
  const { model, pending } = queue;
  const { at, policy } = model.last;
  const window = windowNow(model.history);
  const rule = model.last.exportedRule ?? occupancyRule(factsOf(model.last, window), policy, at);
  const isScored = model.source !== 'inferred';
  const known = {
    occupancyRule: rule,
    serviceLevel: window.ended > 0 ? window.inTime / window.ended : undefined,
    breached: isBreached(window, model),
  };
  const present = presentOf(model);
  if (!present) {
    if (isScored && rule.probability !== undefined) {
      enter(pending, at, { rule: rule.probability }, policy.horizonSeconds);
    }
    return { ...known, erlangA: {} };
  }
  const beliefs = beliefsOf(model);
  const { score, probability } = probabilityOf(forecast(present, beliefs), model, record);
  if (isScored) {
    enter(pending, at, { score, erlang: probability, rule: rule.probability }, policy.horizonSeconds);
  }
  const predicted = isPredicted(queue.isPredicted, probability, threshold);
  // A breach that has come settles the prediction; the next one is a new one.
  queue.isPredicted = predicted && !known.breached;
  return {
    ...known,
    erlangA: { probability, predicted },
    estimatedWaitSeconds: estimatedWaitSeconds(present, beliefs),
  };
}

function probabilityOf(
  outlook: Forecast,
  model: QueueModel,
  { calibration }: TenantRecord,
): { readonly score: number; readonly probability: number } {
  const { slope, unseen } = READING[model.source];
  const score = slope * scoreOf(outlook, signsOf(model)) + unseen;
  return { score, probability: calibrated(calibration, score) };
}

function isBreached({ ended, inTime }: Outcomes, { last: { policy } }: QueueModel): boolean {
  return isInBreach(ended, inTime, policy);
}

/** The queue as the rule of thumb sees it. */
function factsOf(observation: QueueObservation, { ended, inTime, abandoned }: Outcomes): QueueFacts {
  const { queueId, at, waiting, oldestWaitSeconds, agents, policy } = observation;
  return {
    id: queueId,
    name: queueId,
    media: 'all',
    waiting,
    oldestWaitingAt: oldestWaitSeconds === undefined ? undefined : at - oldestWaitSeconds,
    agents,
    windows: {
      [policy.windowSeconds]: {
        answered: ended - abandoned,
        answeredWithinThreshold: inTime,
        abandoned,
      },
    },
  };
}
