import type { CollectorName } from '../../domain/index.ts';

/** The last polls of each collector, as `/debug/polls` shows them. */

export type PollOutcome = 'running' | 'succeeded' | 'failed' | 'skipped';

/** One HTTP request of a poll, retries included. Contains no secret. */
export interface RequestRecord {
  readonly endpoint: string;
  readonly method: string;
  /** The HTTP status, or `timeout`, `reset`, `refused`, `invalid`. */
  readonly code: string;
  /** Of the response, where there was one. */
  readonly status?: number;
  /** Size of the response's body as received, in bytes. */
  readonly bytes?: number;
  readonly milliseconds: number;
  /** Counted from 1 within the call. */
  readonly attempt: number;
  /** The platform's id of this exchange, for its support. */
  readonly correlationId?: string;
  /** Beginning of a response's body that failed the call. */
  readonly failureBody?: string;
}

export interface PollRecord {
  /** Unix seconds. */
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly durationSeconds?: number;
  readonly outcome: PollOutcome;
  /** Why it failed or was skipped. */
  readonly error?: { readonly code?: string; readonly message: string };
  /** In the order in which they ended. */
  readonly requests: readonly RequestRecord[];
  /** Requests before those, which are no longer stored. */
  readonly omittedRequests: number;
}

export interface CollectorPolls {
  readonly tenant: string;
  readonly collector: CollectorName;
  /** Newest first. */
  readonly polls: readonly PollRecord[];
}
