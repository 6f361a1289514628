import type { Level } from './levels.js';

/**
 * Messages from the server to the page. Times are Unix seconds of the exporter's clock, durations are seconds, ratios 0..1.
 * Unknown values are absent.
 */

/** A row of the board: one queue, or one medium of a queue. */
export interface QueueRow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly media: string;
  readonly waiting?: number;
  /** Contacts being handled. */
  readonly active?: number;
  /** When the oldest waiting contact entered the queue; its wait counts up between polls. */
  readonly oldestAt?: number;
  /** Current wait as reported by the platform, where it does not report the oldest contact. */
  readonly wait?: number;
  readonly available?: number;
  readonly busy?: number;
  /** The service level that is compared with the target. */
  readonly serviceLevel?: number;
  readonly target: number;
  readonly threshold: number;
  /** Length of the rolling window, where the platform reports counts for it. */
  readonly window?: number;
  readonly answered?: number;
  readonly abandoned?: number;
  readonly answeredWithinThreshold?: number;
  /** Contacts that the service level counts; absent where it counts every answered and abandoned one. */
  readonly counted?: number;
  /** Sum of the waits of the answered contacts. */
  readonly answeredWait?: number;
  readonly breached?: boolean;
  /** Minimum of contacts for an evaluation of the window; present when the window has fewer. */
  readonly minContacts?: number;
  readonly predicted?: boolean;
  /** Probability of a breach within the horizon. */
  readonly probability?: number;
  /** Whether `predicted` comes from the rule of thumb instead of the predictor. */
  readonly isRuleOfThumb?: boolean;
  /** Horizon of the prediction; present when a breach is predicted. */
  readonly horizon?: number;
  /** Probability below which a prediction is withdrawn; present when the probability has fallen (hysteresis). */
  readonly clearsBelow?: number;
  /** Estimated wait of the next arrival. */
  readonly estimatedWait?: number;
  /** Agents that the estimated load requires. */
  readonly required?: number;
  /** Agents who are available or with a contact, after-contact work included. */
  readonly serving?: number;
}

/** A row without its stale values. */
export interface CurrentRow extends QueueRow {
  /** Time of the last data; present when the data is stale. */
  readonly lostAt?: number | undefined;
  /** Level at that time. */
  readonly lastLevel?: Level;
}

/** State of a poll. */
export interface PollState {
  /** Absent when the poll is disabled. */
  readonly interval?: number;
  /** Time of the last successful poll. */
  readonly updatedAt?: number;
  /** Why the last poll failed. */
  readonly error?: string;
}

/** Data of a tenant without its queues, and the state of its queue poll. */
export interface TenantHead extends PollState {
  readonly name: string;
  /** Names of platform and API. */
  readonly platform: string;
  readonly up?: boolean;
  /** Components that are not operational, such as "Voice: partial outage". */
  readonly troubles: readonly string[];
  /** State of the poll of interaction counts; absent where the queue poll includes them. */
  readonly counts?: PollState;
  /** Distinct agents of the whole tenant. */
  readonly available?: number;
  readonly busy?: number;
}

/** Changes of a tenant. */
export interface TenantUpdate {
  readonly head: TenantHead;
  /** Whether `rows` are complete; otherwise they are added or replace known ones. */
  readonly isWhole: boolean;
  readonly rows: readonly QueueRow[];
  /** Keys of removed rows. */
  readonly gone: readonly string[];
}

/** A message of the event stream; without tenants, a heartbeat. */
export interface Update {
  readonly now: number;
  /** Version of the page's files. */
  readonly assets: string;
  /** Names of all tenants in the order of the configuration. */
  readonly order: readonly string[];
  readonly tenants: readonly TenantUpdate[];
}
