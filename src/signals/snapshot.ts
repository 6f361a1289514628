import {
  type AgentCounts,
  type CollectorStatus,
  type ComponentHealth,
  mergeQueues,
  platformUp,
  policyFor,
  type QueueFacts,
  type ServiceLevelPolicies,
  type ServiceLevelPolicy,
  type TenantIdentity,
  type TenantState,
} from '../domain/index.ts';
import { occupancyRatio } from './occupancy.ts';
import { occupancyRule, type Prediction } from './occupancy-rule.ts';
import { isBreached, judgedServiceLevel } from './service-level.ts';

export const PREDICTION_METHODS = ['erlang_a', 'occupancy_rule'] as const;
export type PredictionMethod = (typeof PREDICTION_METHODS)[number];

export interface QueueSignals {
  readonly occupancy?: number;
  /** The service level that is judged, 0..1. */
  readonly serviceLevel?: number;
  readonly breached?: boolean;
  readonly predictions: Readonly<Partial<Record<PredictionMethod, Prediction>>>;
  /** For the next arrival. */
  readonly estimatedWaitSeconds?: number;
}

/** A queue as it is shown: what the platform told, what it is held against, and what follows from the two. */
export interface QueueView {
  readonly facts: QueueFacts;
  readonly policy: ServiceLevelPolicy;
  readonly signals: QueueSignals;
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
  readonly queues: readonly QueueView[];
}

/** `at` is the time of the change that led here, Unix seconds. */
export function snapshotOf(state: TenantState, policies: ServiceLevelPolicies, at: number): TenantSnapshot {
  const collections = state.collectors.map(({ collection }) => collection);
  return {
    tenant: state.tenant,
    at,
    collectors: state.collectors.map(({ status }) => status),
    up: platformUp(state),
    components: collections.flatMap((collection) => collection?.health?.components ?? []),
    agents: collections.find((collection) => collection?.agents)?.agents,
    queues: mergeQueues(state).map((facts) => viewOf(facts, policyFor(facts, policies), at)),
  };
}

function viewOf(facts: QueueFacts, policy: ServiceLevelPolicy, at: number): QueueView {
  return {
    facts,
    policy,
    signals: {
      occupancy: occupancyRatio(facts),
      serviceLevel: judgedServiceLevel(facts, policy),
      breached: isBreached(facts, policy),
      predictions: { occupancy_rule: occupancyRule(facts, policy, at) },
    },
  };
}
