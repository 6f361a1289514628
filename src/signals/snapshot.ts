import {
  type AgentCounts,
  type AgentTime,
  type ChannelFigures,
  type CollectorStatus,
  type ComponentHealth,
  type ConfigChange,
  mergeQueues,
  platformUp,
  policyFor,
  type QueueFacts,
  queueKey,
  type ServiceLevelPolicies,
  type ServiceLevelPolicy,
  type Staffing,
  staffingOf,
  type TenantIdentity,
  type TenantState,
} from '../domain/index.ts';
import { type AnalyticsKpis, analyticsKpis } from './analytics-kpis.ts';
import { occupancyRatio } from './occupancy.ts';
import { occupancyRule, type Prediction } from './occupancy-rule.ts';
import { isBreached, judgedServiceLevel } from './service-level.ts';

export const PREDICTION_METHODS = ['erlang_a', 'occupancy_rule'] as const;
export type PredictionMethod = (typeof PREDICTION_METHODS)[number];

export interface QueueSignals {
  /** Agents who serve the queue: its own, else those counted once for all media of it. */
  readonly agents?: AgentCounts;
  readonly occupancy?: number;
  /** The service level that is judged, 0..1. */
  readonly serviceLevel?: number;
  readonly breached?: boolean;
  readonly predictions: Readonly<Partial<Record<PredictionMethod, Prediction>>>;
  /** For the next arrival. */
  readonly estimatedWaitSeconds?: number;
}

/** What the predictor foresees of one queue. */
export interface QueueForecast {
  readonly prediction: Prediction;
  /** For the next arrival. */
  readonly estimatedWaitSeconds?: number;
}

/** What the predictor foresees of a tenant, and how right it and the rule of thumb have been so far. */
export interface TenantForecast {
  /** By {@link queueKey}. */
  readonly queues: ReadonlyMap<string, QueueForecast>;
  readonly brierScores: BrierScores;
  readonly cpuSeconds?: number;
}

/** How the forecasts of a tenant are made. */
export interface ForecastStatus {
  /** CPU time of the forecast that is shown; absent without one. */
  readonly cpuSeconds?: number;
  /** Forecasts that were not made in time. */
  readonly skipped: number;
}

/** Mean squared error of the probabilities whose horizon has passed, 0 (always right) to 1; absent before there is one. */
export type BrierScores = Readonly<Partial<Record<PredictionMethod, number>>>;

/** A queue as it is shown: what the platform told, what it is held against, and what follows from the two. */
export interface QueueView {
  readonly facts: QueueFacts;
  readonly policy: ServiceLevelPolicy;
  readonly signals: QueueSignals;
}

/** Interaction analytics of one channel: what the platform told, and what follows from it. */
export interface ChannelView extends ChannelFigures {
  readonly kpis: AnalyticsKpis;
}

/** Queues that are watched, and entries of the selection that match none. */
export interface SelectionFit {
  readonly watched: number;
  readonly unmatched: number;
}

/** One tenant as it is shown, whole and unchanging: what a scrape, the JSON API and the wallboard all read. */
export interface TenantSnapshot {
  readonly tenant: TenantIdentity;
  /** Unix seconds. */
  readonly at: number;
  readonly collectors: readonly CollectorStatus[];
  readonly up?: boolean;
  readonly components: readonly ComponentHealth[];
  readonly agents?: AgentCounts;
  readonly analytics?: readonly ChannelView[];
  /** Of the agents that the configuration lists. */
  readonly agentTimes?: readonly AgentTime[];
  /** Recent changes of the queues' configuration, newest first. */
  readonly changes?: readonly ConfigChange[];
  readonly brierScores?: BrierScores;
  /** How the selection fits the queues that exist; absent where that is not known. */
  readonly selection?: SelectionFit;
  /** Absent where nothing is predicted. */
  readonly forecasts?: ForecastStatus;
  readonly queues: readonly QueueView[];
}

/** `at` is the time of the change that led here, Unix seconds. Holds no forecast yet. */
export function snapshotOf(state: TenantState, policies: ServiceLevelPolicies, at: number): TenantSnapshot {
  const collections = state.collectors.map(({ collection }) => collection);
  const queues = mergeQueues(state);
  const staffing = staffingOf(queues);
  const selection = collections.find((collection) => collection?.selection)?.selection;
  return {
    tenant: state.tenant,
    at,
    collectors: state.collectors.map(({ status }) => status),
    up: platformUp(state),
    components: collections.flatMap((collection) => collection?.health?.components ?? []),
    agents: collections.find((collection) => collection?.agents)?.agents,
    analytics: collections
      .find((collection) => collection?.analytics)
      ?.analytics?.map((each) => ({ ...each, kpis: analyticsKpis(each.figures) })),
    agentTimes: collections.find((collection) => collection?.agentTimes)?.agentTimes,
    changes: collections.find((collection) => collection?.changes)?.changes,
    selection: selection && { watched: selection.watched, unmatched: selection.unmatched.length },
    queues: queues.map((facts) => viewOf(facts, staffing(facts), policyFor(facts, policies), at)),
  };
}

/** The same with what is foreseen of it, if anything is. */
export function withForecast(snapshot: TenantSnapshot, forecast: TenantForecast | undefined): TenantSnapshot {
  if (!forecast) return snapshot;
  return {
    ...snapshot,
    brierScores: forecast.brierScores,
    queues: snapshot.queues.map((view) => foreseen(view, forecast.queues.get(queueKey(view.facts)))),
  };
}

function foreseen(view: QueueView, forecast: QueueForecast | undefined): QueueView {
  if (!forecast) return view;
  const { signals } = view;
  const { prediction, estimatedWaitSeconds } = forecast;
  const predictions = { ...signals.predictions, erlang_a: prediction };
  return { ...view, signals: { ...signals, predictions, estimatedWaitSeconds } };
}

function viewOf(facts: QueueFacts, staffing: Staffing, policy: ServiceLevelPolicy, at: number): QueueView {
  return {
    facts,
    policy,
    signals: {
      agents: staffing.agents,
      occupancy: occupancyRatio(staffing),
      serviceLevel: judgedServiceLevel(facts, policy),
      breached: isBreached(facts, policy),
      predictions: { occupancy_rule: occupancyRule(facts, policy, at, staffing) },
    },
  };
}
