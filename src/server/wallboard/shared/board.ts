import type { Level } from './levels.js';

/**
 * What the server tells the page. Times are Unix seconds on the exporter's clock, durations seconds, ratios 0..1.
 * Unknown is left out.
 */

/** One queue, or one medium of one queue, as a row of the board. */
export interface QueueRow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly media: string;
  readonly waiting?: number;
  /** Being handled. */
  readonly active?: number;
  /** When the oldest waiting contact entered: its wait counts up between polls. */
  readonly oldestAt?: number;
  /** The platform's own current wait, where it does not tell of the oldest contact. */
  readonly wait?: number;
  readonly available?: number;
  readonly busy?: number;
  /** The service level that is judged. */
  readonly serviceLevel?: number;
  readonly target: number;
  readonly threshold: number;
  /** Length of the rolling window in seconds, where the platform gives counts for it. */
  readonly window?: number;
  readonly answered?: number;
  readonly abandoned?: number;
  /** Answered within the threshold. */
  readonly inTime?: number;
  /** Sum of the waits of those answered. */
  readonly answeredWait?: number;
  readonly breached?: boolean;
  /** Contacts from which on a window is judged; there when this one has fewer. */
  readonly judgedFrom?: number;
  readonly predicted?: boolean;
  /** Chance of a breach within the horizon. */
  readonly probability?: number;
  /** Whether it is predicted is the rule of thumb's word, not the predictor's. */
  readonly isRuleOfThumb?: boolean;
  /** How far ahead a breach is predicted; there when one is. */
  readonly horizon?: number;
  /** There when the prediction stands although the chance has fallen: it is withdrawn below this chance. */
  readonly clearsBelow?: number;
  /** For the next arrival. */
  readonly estimatedWait?: number;
}

/** A row without the figures that are out of date. */
export interface CurrentRow extends QueueRow {
  /** When the queue was last known; there when what is known of it now is out of date. */
  readonly lostAt?: number;
  /** Its level then. */
  readonly was?: Level;
}

/** How a poll is doing. */
export interface PollState {
  /** Absent when it is not made. */
  readonly interval?: number;
  /** The last successful one. */
  readonly updatedAt?: number;
  /** Why the last one failed. */
  readonly error?: string;
}

/** What is known of a tenant beside its queues, and how its queue poll is doing. */
export interface TenantHead extends PollState {
  readonly name: string;
  /** Platform and API, in words. */
  readonly platform: string;
  readonly up?: boolean;
  /** Parts of the platform that are not well: "Voice: partial outage". */
  readonly troubles: readonly string[];
  /** The poll of the counts; absent where they come with the queues. */
  readonly counts?: PollState;
  /** Distinct agents of the whole tenant. */
  readonly available?: number;
  readonly busy?: number;
}

/** A tenant's news. */
export interface TenantUpdate {
  readonly head: TenantHead;
  /** The rows are all there are; otherwise they replace or join those known before. */
  readonly isWhole: boolean;
  readonly rows: readonly QueueRow[];
  /** Keys of rows that are no longer there. */
  readonly gone: readonly string[];
}

/** One message of the event stream; without tenants, a sign of life. */
export interface Update {
  readonly now: number;
  /** Changes when the page's own files do. */
  readonly assets: string;
  /** Every tenant there is, in the configuration's order. */
  readonly order: readonly string[];
  readonly tenants: readonly TenantUpdate[];
}
