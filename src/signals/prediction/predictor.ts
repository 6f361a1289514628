import { formatDuration, type QueueFacts } from '../../domain/index.ts';
import { occupancyRule, type Prediction } from '../occupancy-rule.ts';
import { brierScore, NO_BRIER, type RollingBrier, withOutcome } from './brier.ts';
import { type Calibration, calibrated, IDENTITY, learn, scoreOf } from './calibration.ts';
import { type Estimates, estimatedWaitSeconds, estimatesOf } from './explanation.ts';
import { forecast } from './forecast.ts';
import { type Outcomes, windowNow } from './history.ts';
import type { OutcomeSource } from './increments.ts';
import type { QueueObservation } from './observation.ts';
import { beliefsOf, createQueueModel, observe, presentOf, type QueueModel } from './queue-model.ts';
import { createPending, enter, forgetPending, judge, type Pending } from './verdicts.ts';

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
  readonly estimates: Estimates;
}

export interface TenantScores {
  readonly erlangA?: number;
  readonly occupancyRule?: number;
}

/** What is kept over a restart: plain JSON. */
export interface PredictorState {
  readonly version: 1;
  readonly tenants: Readonly<Record<string, TenantState>>;
}

interface TenantState {
  readonly calibration: Calibration;
  readonly brier: { readonly erlangA: RollingBrier; readonly occupancyRule: RollingBrier };
}

interface WatchedQueue {
  readonly model: QueueModel;
  readonly pending: Pending;
}

/** A breach is predicted from this probability on; docs/prediction.md says what it costs and catches. */
export const DEFAULT_THRESHOLD = 0.5;
/** A queue that has not been seen for so long is forgotten, seconds. */
const FORGET_AFTER = 2 * 86_400;
/** How much of its slope a score keeps where outcomes are not counted. */
const TRUST: Readonly<Record<OutcomeSource, number>> = { totals: 1, window: 0.85, inferred: 0.6 };
const ROUNDING = 1e-9;

/** Has state but no clock: all time comes with the observations. */
export interface Predictor {
  /** Takes in one queue's poll and predicts. Polls of one queue must come in order; one that is not later is ignored. */
  observe(observation: QueueObservation): QueuePrediction | undefined;
  scores(tenant: string): TenantScores;
  /** Drops queues not seen for two days. */
  forget(now: number): void;
  toState(): PredictorState;
}

export function createPredictor({ threshold = DEFAULT_THRESHOLD, state }: PredictorOptions = {}): Predictor {
  const queues = new Map<string, WatchedQueue>();
  const tenants = new Map<string, TenantState>(state?.version === 1 ? Object.entries(state.tenants) : []);

  return {
    observe(observation) {
      const key = `${observation.tenant}\u0000${observation.queueId}\u0000${observation.media ?? ''}`;
      const queue = queues.get(key);
      if (!queue) {
        const created = { model: createQueueModel(observation), pending: createPending() };
        queues.set(key, created);
        return predict(created, tenantOf(tenants, observation.tenant), threshold);
      }
      if (!(observation.at > queue.model.last.at)) return undefined;
      if (!observe(queue.model, observation)) forgetPending(queue.pending);
      tenants.set(observation.tenant, learnFrom(queue, tenantOf(tenants, observation.tenant)));
      return predict(queue, tenantOf(tenants, observation.tenant), threshold);
    },
    scores(tenant) {
      const { brier } = tenantOf(tenants, tenant);
      return { erlangA: brierScore(brier.erlangA), occupancyRule: brierScore(brier.occupancyRule) };
    },
    forget(now) {
      for (const [key, { model }] of queues) if (now - model.last.at > FORGET_AFTER) queues.delete(key);
    },
    toState: () => ({ version: 1, tenants: Object.fromEntries(tenants) }),
  };
}

function tenantOf(tenants: ReadonlyMap<string, TenantState>, name: string): TenantState {
  return (
    tenants.get(name) ?? { calibration: IDENTITY, brier: { erlangA: NO_BRIER, occupancyRule: NO_BRIER } }
  );
}

function learnFrom({ model, pending }: WatchedQueue, tenant: TenantState): TenantState {
  let { calibration, brier } = tenant;
  const { at, policy } = model.last;
  const weight = Math.min(1, model.pollSeconds / policy.horizonSeconds);
  judge(pending, at, isBreached(windowNow(model.history), model), policy.horizonSeconds, (verdict) => {
    const { score, erlang, rule, breached } = verdict;
    calibration = learn(calibration, score, breached, weight);
    brier = {
      erlangA: withOutcome(brier.erlangA, erlang, breached),
      occupancyRule: Number.isNaN(rule)
        ? brier.occupancyRule
        : withOutcome(brier.occupancyRule, rule, breached),
    };
  });
  return calibration === tenant.calibration ? tenant : { calibration, brier };
}

function predict({ model, pending }: WatchedQueue, tenant: TenantState, threshold: number): QueuePrediction {
  const { at, policy } = model.last;
  const window = windowNow(model.history);
  const rule = occupancyRule(factsOf(model.last, window), policy, at);
  const common = {
    occupancyRule: rule,
    serviceLevel: window.ended > 0 ? window.inTime / window.ended : undefined,
    breached: isBreached(window, model),
    estimates: estimatesOf(model),
  };
  const present = presentOf(model);
  if (!present) return { ...common, erlangA: {} };
  const beliefs = beliefsOf(model);
  const score = TRUST[model.source] * scoreOf(forecast(present, beliefs));
  const probability = calibrated(tenant.calibration, score);
  if (model.source !== 'inferred') {
    enter(pending, at, { score, erlang: probability, rule: rule.probability }, policy.horizonSeconds);
  }
  return {
    ...common,
    erlangA: { probability, predicted: probability >= threshold },
    estimatedWaitSeconds: estimatedWaitSeconds(present, beliefs),
  };
}

function isBreached({ ended, inTime }: Outcomes, { last: { policy } }: QueueModel): boolean {
  return ended >= policy.minContacts && inTime < policy.target * ended - ROUNDING;
}

/** The queue as the rule of thumb sees it. */
function factsOf(observation: QueueObservation, window: Outcomes): QueueFacts {
  const { queueId, at, waiting, oldestWaitSeconds, agents, policy } = observation;
  const { ended, inTime, abandoned } = window;
  return {
    id: queueId,
    name: queueId,
    media: 'all',
    waiting,
    oldestWaitingAt: oldestWaitSeconds === undefined ? undefined : at - oldestWaitSeconds,
    agents,
    windows: {
      [formatDuration(policy.windowSeconds)]: {
        answered: ended - abandoned,
        answeredWithinThreshold: inTime,
        abandoned,
      },
    },
  };
}
