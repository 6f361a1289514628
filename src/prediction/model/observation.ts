import type { PlanInterval, QueueTotals, ServiceLevelPolicy, WindowCounts } from '../../domain/index.ts';
import type { Prediction } from '../../signals/index.ts';

/** One queue at one poll: the row of a trace. What is absent is unknown. */
export interface QueueObservation {
  readonly tenant: string;
  readonly queueId: string;
  readonly media?: string;
  /** Unix seconds. */
  readonly at: number;
  readonly waiting?: number;
  readonly oldestWaitSeconds?: number;
  readonly agents?: { readonly available?: number; readonly busy?: number };
  /** Counters of any starting value. A counter that falls was reset, and adds nothing. */
  readonly totals?: QueueTotals;
  /** Counts of the service level's own window, for platforms without totals. */
  readonly window?: WindowCounts;
  readonly policy: ServiceLevelPolicy;
  /** The part of the queue's plan that `planAround` returns; absent without a plan. */
  readonly plan?: readonly PlanInterval[];
  /**
   * Prediction of the occupancy rule that is exported with this poll and that its score rates. Absent in a trace, where
   * the rule is computed from the observation.
   */
  readonly exportedRule?: Prediction;
}

/** What identifies the queue of an observation. */
export type QueueName = Pick<QueueObservation, 'tenant' | 'queueId' | 'media'>;

export function queueNameOf({ tenant, queueId, media }: QueueName): QueueName {
  return media === undefined ? { tenant, queueId } : { tenant, queueId, media };
}

/** Map key of a queue; unique over all tenants. */
export function queueNameKey({ tenant, queueId, media = '' }: QueueName): string {
  return `${tenant}\u0000${queueId}\u0000${media}`;
}
