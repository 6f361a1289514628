import {
  type AgentCounts,
  type AgentTime,
  type ChannelFigures,
  type Collection,
  type CollectorState,
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
  type SubdividedFigures,
  staffingOf,
  type TenantIdentity,
  type TenantState,
} from '../domain/index.ts';
import { type AnalyticsKpis, analyticsKpis } from './analytics-kpis.ts';
import { isBreached } from './breach.ts';
import { type HorizonPrediction, occupancyRatio, occupancyRule, type Prediction } from './occupancy-rule.ts';
import { type PlanCoverage, type Planned, plannedQueues } from './planned.ts';
import { effectiveServiceLevel } from './service-level.ts';
import { agentsShort, type StaffingEstimate } from './staffing.ts';

export const PREDICTION_METHODS = ['erlang_a', 'occupancy_rule'] as const;
export type PredictionMethod = (typeof PREDICTION_METHODS)[number];

export interface QueueSignals {
  /** Agents who serve the queue: its own, else those counted for all of its media together. */
  readonly agents?: AgentCounts;
  readonly occupancy?: number;
  /** Service level compared with the target, 0..1. */
  readonly serviceLevel?: number;
  readonly breached?: boolean;
  readonly predictions: Readonly<Partial<Record<PredictionMethod, Prediction>>>;
  /** For the next arrival. */
  readonly estimatedWaitSeconds?: number;
  readonly staffing?: StaffingEstimate;
  /** Of the horizons beyond the first one; absent with a single horizon. */
  readonly further?: readonly HorizonPrediction[];
  /** Agents missing to the required number. */
  readonly agentsShort?: number;
  /** Of the plan's running interval. */
  readonly planned?: Planned;
}

/** Forecast of one queue. */
export interface QueueForecast {
  readonly prediction: Prediction;
  /** For the next arrival. */
  readonly estimatedWaitSeconds?: number;
  readonly staffing?: StaffingEstimate;
  readonly further?: readonly HorizonPrediction[];
}

/** Forecasts of a tenant's queues, and the scores of both methods so far. */
export interface TenantForecast {
  /** By {@link queueKey}. */
  readonly queues: ReadonlyMap<string, QueueForecast>;
  readonly brierScores: BrierScores;
  readonly cpuSeconds?: number;
}

/** Status of a tenant's forecasts. */
export interface ForecastStatus {
  /** CPU time of the forecast in the snapshot; absent without one. */
  readonly cpuSeconds?: number;
  /** Forecasts that missed their deadline. */
  readonly skipped: number;
}

/** Mean squared error of the probabilities whose horizon has passed, from 0 (perfect) to 1; absent before the first. */
export type BrierScores = Readonly<Partial<Record<PredictionMethod, number>>>;

/** A queue with its platform data, its service-level policy, and the signals derived from the two. */
export interface QueueView {
  readonly facts: QueueFacts;
  readonly policy: ServiceLevelPolicy;
  readonly signals: QueueSignals;
}

/** Interaction analytics of one channel or a part of it: the platform's figures, and the KPIs derived from them. */
export interface ChannelView extends ChannelFigures {
  /** Absent for the whole channel. */
  readonly by?: SubdividedFigures['by'];
  readonly kpis: AnalyticsKpis;
}

/** Queues watched, and entries of the selection that match no queue. */
export interface SelectionCoverage {
  readonly watched: number;
  readonly unmatched: number;
}

/** Immutable state of one tenant, which a scrape, the JSON API and the wallboard all read. */
export interface TenantSnapshot {
  readonly tenant: TenantIdentity;
  /** Unix seconds. */
  readonly at: number;
  readonly collectors: readonly CollectorStatus[];
  readonly up?: boolean;
  readonly components: readonly ComponentHealth[];
  readonly agents?: AgentCounts;
  readonly analytics?: readonly ChannelView[];
  /** Groups of interactions that the limits of the analytics queries leave out. */
  readonly analyticsGroupsDropped?: number;
  /** Of the agents that the configuration lists. */
  readonly agentTimes?: readonly AgentTime[];
  /** Recent changes of the queues' configuration, newest first. */
  readonly changes?: readonly ConfigChange[];
  readonly brierScores?: BrierScores;
  /** Absent when the queues that exist are unknown. */
  readonly selection?: SelectionCoverage;
  /** Absent without a plan. */
  readonly plan?: PlanCoverage;
  /** Absent when prediction is off. */
  readonly forecasts?: ForecastStatus;
  readonly queues: readonly QueueView[];
  /** What the queues were made from, for explanations. */
  readonly basis: SnapshotBasis;
}

/** The collectors' results, and the targets of the configuration. */
export interface SnapshotBasis {
  readonly collectors: readonly CollectorState[];
  readonly policies: ServiceLevelPolicies;
}

/** Builds a snapshot without forecasts. `at` is the time of the change that caused it, Unix seconds. */
export function snapshotOf(state: TenantState, policies: ServiceLevelPolicies, at: number): TenantSnapshot {
  const collections = state.collectors.map(({ collection }) => collection);
  const queues = mergeQueues(state);
  const staffing = staffingOf(queues);
  const up = platformUp(state);
  const agents = firstOf(collections, 'agents');
  const analytics = analyticsOf(collections);
  const analyticsGroupsDropped = firstOf(collections, 'analyticsGroupsDropped');
  const agentTimes = firstOf(collections, 'agentTimes');
  const changes = firstOf(collections, 'changes');
  const selection = firstOf(collections, 'selection');
  const plan = firstOf(collections, 'plan');
  const planned = plan && plannedQueues(plan, queues, at);
  return {
    tenant: state.tenant,
    at,
    collectors: state.collectors.map(({ status }) => status),
    ...(up !== undefined && { up }),
    components: collections.flatMap((collection) => collection?.health?.components ?? []),
    ...(agents && { agents }),
    ...(analytics && { analytics }),
    ...(analyticsGroupsDropped !== undefined && { analyticsGroupsDropped }),
    ...(agentTimes && { agentTimes }),
    ...(changes && { changes }),
    ...(selection && { selection: { watched: selection.watched, unmatched: selection.unmatched.length } }),
    ...(planned && { plan: planned.coverage }),
    queues: queues.map((facts) =>
      viewOf(facts, staffing(facts), policyFor(facts, policies), at, planned?.queues.get(queueKey(facts))),
    ),
    basis: { collectors: state.collectors, policies },
  };
}

/** Undefined when no collector has interaction analytics. */
function analyticsOf(collections: readonly (Collection | undefined)[]): readonly ChannelView[] | undefined {
  const channels = firstOf(collections, 'analytics');
  const parts = firstOf(collections, 'subdividedAnalytics');
  if (!channels && !parts) return undefined;
  return [...(channels ?? []), ...(parts ?? [])].map((group) => ({
    ...group,
    kpis: analyticsKpis(group.figures),
  }));
}

/** The part that the first collector with one has collected. */
function firstOf<Name extends keyof Collection>(
  collections: readonly (Collection | undefined)[],
  name: Name,
): Collection[Name] | undefined {
  return collections.find((collection) => collection?.[name])?.[name];
}

/** Returns the snapshot with the forecast added, if there is one. */
export function withForecast(snapshot: TenantSnapshot, forecast: TenantForecast | undefined): TenantSnapshot {
  if (!forecast) return snapshot;
  return {
    ...snapshot,
    brierScores: forecast.brierScores,
    queues: snapshot.queues.map((view) => withQueueForecast(view, forecast.queues.get(queueKey(view.facts)))),
  };
}

function withQueueForecast(view: QueueView, forecast: QueueForecast | undefined): QueueView {
  if (!forecast) return view;
  const { signals } = view;
  const { prediction, estimatedWaitSeconds, staffing, further } = forecast;
  const predictions = { ...signals.predictions, erlang_a: prediction };
  const short = agentsShort(staffing?.agentsRequired, signals.agents);
  const { estimatedWaitSeconds: _, ...known } = signals;
  return {
    ...view,
    signals: {
      ...known,
      predictions,
      ...(estimatedWaitSeconds !== undefined && { estimatedWaitSeconds }),
      ...(staffing && { staffing }),
      ...(further && { further }),
      ...(short !== undefined && { agentsShort: short }),
    },
  };
}

function viewOf(
  facts: QueueFacts,
  staffing: Staffing,
  policy: ServiceLevelPolicy,
  at: number,
  planned: Planned | undefined,
): QueueView {
  const occupancy = occupancyRatio(staffing);
  const serviceLevel = effectiveServiceLevel(facts, policy);
  const breached = isBreached(facts, policy);
  return {
    facts,
    policy,
    signals: {
      ...(staffing.agents && { agents: staffing.agents }),
      ...(occupancy !== undefined && { occupancy }),
      ...(serviceLevel !== undefined && { serviceLevel }),
      ...(breached !== undefined && { breached }),
      ...(planned && { planned }),
      predictions: { occupancy_rule: occupancyRule(facts, policy, at, staffing) },
    },
  };
}
