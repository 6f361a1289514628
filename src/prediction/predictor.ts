import { isInBreach, type QueueFacts } from '../domain/index.ts';
import {
  type HorizonPrediction,
  occupancyRule,
  type Prediction,
  type StaffingEstimate,
} from '../signals/index.ts';
import { baseScore } from './calibration/base-calibration.ts';
import { DEFAULT_THRESHOLD, isPredicted } from './calibration/decision.ts';
import {
  addPending,
  createPending,
  discardPending,
  type PendingPredictions,
  resolvePending,
  withdrawNewest,
} from './calibration/resolved-predictions.ts';
import { calibratedProbability } from './calibration/tenant-calibration.ts';
import {
  NEW_TENANT,
  type TenantRecord,
  type TenantScores,
  tenantScores,
  withResolved,
} from './calibration/tenant-record.ts';
import { type Explanation, estimatedWaitSeconds, explain } from './explanation/explanation.ts';
import { staffingOf } from './explanation/staffing.ts';
import {
  discardFurther,
  type FurtherHorizon,
  furtherHorizons,
  learnFurther,
  predictFurther,
} from './further-horizons.ts';
import { createFilterScratch, type FilterScratch } from './model/arrival-rate.ts';
import {
  createInputScratch,
  type InputScratch,
  parameterPosteriorOf,
  queueStateOf,
  residualFeaturesOf,
} from './model/forecast-inputs.ts';
import { countedOutcomes, currentWindow, type Outcomes } from './model/history.ts';
import type { OutcomeSource } from './model/increments.ts';
import { type QueueName, type QueueObservation, queueNameKey } from './model/observation.ts';
import {
  createProfileStore,
  type ProfileMap,
  profilesOf,
  type StoredProfile,
} from './model/profile-store.ts';
import { createQueueModel, type QueueModel, updateModel } from './model/queue-model.ts';
import { type Forecast, isComputable, simulateForecast } from './sampling/forecast.ts';
import { createPathScratch, type PathScratch } from './sampling/sample-paths.ts';

export interface PredictorOptions {
  /** Least probability at which a breach is predicted. */
  readonly threshold?: number | undefined;
  /** State that an earlier run learned. */
  readonly state?: PredictorState | undefined;
  /** Continues with all that another predictor remembers, instead of `state`. */
  readonly memory?: PredictorMemory | undefined;
}

/** Everything that a predictor remembers, its queues' recent past included. It can be cloned into another thread. */
export interface PredictorMemory {
  readonly queues: Map<string, WatchedQueue>;
  readonly tenants: Map<string, TenantRecord>;
  readonly profiles: ProfileMap;
}

export interface QueuePrediction {
  readonly erlangA: Prediction;
  readonly occupancyRule: Prediction;
  /** Over the rolling window as far as it was observed; absent when no contact counts in it. */
  readonly serviceLevel?: number;
  /** Whether the queue is in breach at this poll. */
  readonly breached: boolean;
  /** For the next contact; absent when unknown. */
  readonly estimatedWaitSeconds?: number;
  /** Of the horizons beyond the first one; absent with a single horizon. */
  readonly further?: readonly HorizonPrediction[];
}

/** State kept over a restart: plain JSON. */
export interface PredictorState {
  readonly version: 1;
  readonly tenants: Readonly<Record<string, TenantRecord>>;
  /** Day profiles of the queues. */
  readonly queues?: readonly StoredProfile[];
}

/** Predicts breaches of all queues. It has state but no clock: all time comes with the observations. */
export interface Predictor {
  /**
   * Takes in one queue's poll and predicts. Polls of one queue come in order: one that is not later than the last is
   * ignored, and has no prediction.
   */
  observe(observation: QueueObservation): QueuePrediction | undefined;
  /**
   * Withdraws the probabilities of a tenant's queues at `at`, Unix seconds: they were not exported, and are not scored.
   */
  withdraw(tenant: string, at: number): void;
  /** Explains the last prediction. Undefined for an unknown queue, or one that reports too little. */
  explain(queue: QueueName): Explanation | undefined;
  /** Estimates a queue's load and the staff that it requires. Undefined for an unknown queue, or after few contacts. */
  staffing(queue: QueueName): StaffingEstimate | undefined;
  scores(tenant: string): TenantScores;
  /** Drops queues not seen for two days, and their day profiles after two weeks; `now` in Unix seconds. */
  forget(now: number): void;
  toState(): PredictorState;
  /** What the predictor remembers, not copied. */
  memory(): PredictorMemory;
}

/**
 * Working memory that forecasts share, so that none allocates its own. One predictor owns it and passes it down; its
 * content is valid until the next queue is predicted.
 */
export interface PredictionScratch extends FilterScratch, InputScratch, PathScratch {}

interface WatchedQueue {
  readonly model: QueueModel;
  readonly pending: PendingPredictions;
  isPredicted: boolean;
  further: readonly FurtherHorizon[];
}

/** Seconds. */
const FORGET_AFTER = 2 * 86_400;
/**
 * Adjustment of the score by the source of the outcomes, in log odds. A sliding window shows outcomes a little late. The
 * contacts waiting at a poll show how risky a queue is, but not those that waited too long between two polls: some more
 * queues are in breach than they show (docs/prediction.md).
 */
const SOURCE_ADJUSTMENT: Readonly<
  Record<OutcomeSource, { readonly slope: number; readonly offset: number }>
> = {
  totals: { slope: 1, offset: 0 },
  window: { slope: 0.85, offset: 0 },
  inferred: { slope: 1, offset: 0.4 },
};

export function createPredictionScratch(): PredictionScratch {
  return { ...createFilterScratch(), ...createInputScratch(), ...createPathScratch() };
}

export function createPredictor({
  threshold = DEFAULT_THRESHOLD,
  state,
  memory = emptyMemory(state),
}: PredictorOptions = {}): Predictor {
  const { queues, tenants } = memory;
  const profiles = createProfileStore(memory.profiles);
  const scratch = createPredictionScratch();
  const recordOf = (tenant: string): TenantRecord => tenants.get(tenant) ?? NEW_TENANT;

  function watch(observation: QueueObservation, key: string): WatchedQueue {
    const model = createQueueModel(observation, profiles.profileOf(observation));
    const queue = { model, pending: createPending(), isPredicted: false, further: [] };
    queues.set(key, queue);
    return queue;
  }

  return {
    observe(observation) {
      const key = queueNameKey(observation);
      let queue = queues.get(key);
      if (!queue) {
        queue = watch(observation, key);
      } else {
        if (!(observation.at > queue.model.last.at)) return undefined;
        if (!updateModel(queue.model, observation, scratch)) {
          discardPending(queue.pending);
          discardFurther(queue.further);
        }
        tenants.set(observation.tenant, learnFrom(queue, recordOf(observation.tenant)));
      }
      queue.further = furtherHorizons(queue.further, observation.policy.furtherHorizons);
      return predict(queue, recordOf(observation.tenant), threshold, scratch);
    },
    withdraw(tenant, at) {
      for (const { model, pending } of queues.values())
        if (model.last.tenant === tenant) withdrawNewest(pending, at);
    },
    explain(name) {
      const queue = queues.get(queueNameKey(name));
      if (!queue) return undefined;
      const record = recordOf(name.tenant);
      const probability = (forecast: Forecast) => probabilityOf(forecast, queue.model, record).probability;
      return explain(queue.model, probability, scratch);
    },
    staffing(name) {
      const queue = queues.get(queueNameKey(name));
      return queue && staffingOf(queue.model);
    },
    scores: (tenant) => tenantScores(recordOf(tenant)),
    forget(now) {
      for (const [key, { model }] of queues) if (now - model.last.at > FORGET_AFTER) queues.delete(key);
      profiles.forget(now);
    },
    toState: () => ({ version: 1, tenants: Object.fromEntries(tenants), queues: profiles.toState() }),
    memory: () => memory,
  };
}

function emptyMemory(state: PredictorState | undefined): PredictorMemory {
  return {
    queues: new Map(),
    tenants: new Map(Object.entries(state?.version === 1 ? state.tenants : {})),
    profiles: profilesOf(state?.queues),
  };
}

function learnFrom({ model, pending, further }: WatchedQueue, record: TenantRecord): TenantRecord {
  const { at, policy } = model.last;
  const weight = Math.min(1, model.pollSeconds / policy.horizonSeconds);
  const breached = isBreached(currentWindow(model.history), model);
  let learned = record;
  resolvePending(pending, at, breached, policy.horizonSeconds, (resolved) => {
    learned = withResolved(learned, resolved, weight);
  });
  return learnFurther(further, model, breached, learned);
}

function predict(
  queue: WatchedQueue,
  record: TenantRecord,
  threshold: number,
  scratch: PredictionScratch,
): QueuePrediction {
  const { model, pending } = queue;
  const { at, policy } = model.last;
  const window = currentWindow(model.history);
  const counted = countedOutcomes(window, policy.abandons);
  const rule = model.last.exportedRule ?? occupancyRule(factsOf(model.last, window), policy, at);
  const isScored = model.source !== 'inferred';
  const known = {
    occupancyRule: rule,
    ...(counted > 0 && { serviceLevel: window.answeredWithinThreshold / counted }),
    breached: isBreached(window, model),
  };
  const state = queueStateOf(model, scratch);
  const posterior = state && parameterPosteriorOf(model, scratch);
  if (!state || !posterior || !isComputable(state, posterior)) {
    if (isScored && rule.probability !== undefined) {
      addPending(pending, at, { rule: rule.probability }, policy.horizonSeconds);
    }
    return { ...known, erlangA: {} };
  }
  const { score, probability } = probabilityOf(simulateForecast(state, posterior, scratch), model, record);
  const waitSeconds = estimatedWaitSeconds(state, posterior);
  if (isScored) {
    addPending(pending, at, { score, erlang: probability, rule: rule.probability }, policy.horizonSeconds);
  }
  const predicted = isPredicted(queue.isPredicted, probability, threshold);
  // A breach resolves the prediction; the next prediction is a new one.
  queue.isPredicted = predicted && !known.breached;
  // Last, since it overwrites the scratch that the state above refers to.
  const further = predictFurther(
    queue.further,
    {
      model,
      record,
      threshold,
      probability,
      breached: known.breached,
      scoreOf: (forecast, horizonSeconds) => scoreOf(forecast, model, horizonSeconds),
    },
    scratch,
  );
  return {
    ...known,
    erlangA: { probability, predicted },
    ...(waitSeconds !== undefined && { estimatedWaitSeconds: waitSeconds }),
    ...(further.length > 0 && { further }),
  };
}

/** Calibrates a forecast: base calibration, adjustment for the source of the outcomes, the tenant's own calibration. */
function probabilityOf(
  forecast: Forecast,
  model: QueueModel,
  { calibration }: TenantRecord,
): { readonly score: number; readonly probability: number } {
  const score = scoreOf(forecast, model, model.last.policy.horizonSeconds);
  return { score, probability: calibratedProbability(calibration, score) };
}

/** Log odds before the tenant's own calibration. */
function scoreOf(forecast: Forecast, model: QueueModel, horizonSeconds: number): number {
  const { slope, offset } = SOURCE_ADJUSTMENT[model.source];
  return slope * baseScore(forecast, residualFeaturesOf(model), horizonSeconds) + offset;
}

function isBreached(window: Outcomes, { last: { policy } }: QueueModel): boolean {
  return isInBreach(countedOutcomes(window, policy.abandons), window.answeredWithinThreshold, policy);
}

/** Input of the occupancy rule for a trace. */
function factsOf(observation: QueueObservation, window: Outcomes): QueueFacts {
  const { queueId, at, waiting, oldestWaitSeconds, agents, policy } = observation;
  const { completed, answeredWithinThreshold, abandoned } = window;
  return {
    id: queueId,
    name: queueId,
    media: 'all',
    ...(waiting !== undefined && { waiting }),
    ...(oldestWaitSeconds !== undefined && { oldestWaitingAt: at - oldestWaitSeconds }),
    ...(agents && { agents }),
    windows: {
      [policy.windowSeconds]: {
        answered: completed - abandoned,
        answeredWithinThreshold,
        abandoned,
      },
    },
  };
}
