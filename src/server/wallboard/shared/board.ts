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
  readonly breached?: boolean;
  readonly predicted?: boolean;
  /** Chance of a breach within the horizon. */
  readonly probability?: number;
  /** Whether it is predicted is the rule of thumb's word, not the predictor's. */
  readonly isRuleOfThumb?: boolean;
  /** For the next arrival. */
  readonly estimatedWait?: number;
}

/** What is known of a tenant beside its queues. */
export interface TenantHead {
  readonly name: string;
  /** Platform and API, in words. */
  readonly platform: string;
  readonly up?: boolean;
  /** Parts of the platform that are not well: "Voice: partial outage". */
  readonly troubles: readonly string[];
  /** Of the queue poll; absent when queues are not polled. */
  readonly interval?: number;
  /** The last successful queue poll. */
  readonly updatedAt?: number;
  /** Why the last queue poll failed. */
  readonly error?: string;
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
