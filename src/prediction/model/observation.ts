import type { QueueTotals, ServiceLevelPolicy, WindowCounts } from '../../domain/index.ts';
import type { Prediction } from '../../signals/index.ts';

/** What one poll told about one queue: the row of a trace. What is absent is unknown. */
export interface QueueObservation {
  readonly tenant: string;
  readonly queueId: string;
  readonly media?: string;
  /** Unix seconds. */
  readonly at: number;
  readonly waiting?: number;
  readonly oldestWaitSeconds?: number;
  readonly agents?: { readonly available?: number; readonly busy?: number };
  /** Counted up from any start; a counter that falls has started anew, and adds nothing. */
  readonly totals?: QueueTotals;
  /** Counts of the service level's own window, for platforms that give no totals. */
  readonly window?: WindowCounts;
  readonly policy: ServiceLevelPolicy;
  /**
   * The prediction of the occupancy rule that is exported with this poll, which its score is of. A trace has none: there
   * the rule is computed from the observation.
   */
  readonly exportedRule?: Prediction;
}
