import type { z } from 'zod';
import type { CollectorName } from '../domain/index.ts';

/** One call to a vendor's API, as an adapter states it. */
export interface VendorRequest<T> {
  /** A short constant name of the call, for metrics, logs and errors: no ids in it. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A path below the base URL, or an absolute URL as a page link gives it; another origin is refused. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON; absent sends no body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The shape of the answer, only the parts used. An answer that does not fit fails the call. */
  readonly schema: z.ZodType<T>;
  /** What an empty answer (204, or no body) stands for; without it an empty answer fails the call. */
  readonly whenEmpty?: T;
  /** Whether a failure that may pass is tried again; false for a write that must not happen twice. Default true. */
  readonly retry?: boolean;
}

/** Who asks: decides the place in line, and bounds how long the call may take in all. */
export interface RequestContext {
  /** Absent when a person asks, who is first in line. */
  readonly collector?: CollectorName;
  /**
   * Aborted with a `TimeoutError` (as by `AbortSignal.timeout`) at the deadline, with anything else to give up. Where
   * its deadline was noted by `withDeadline`, a wait that would outlast it fails at once instead.
   */
  readonly signal: AbortSignal;
}

/** A tenant's way to its platform: signs in, keeps to the request budget, retries what may be retried. */
export interface VendorClient {
  /**
   * @throws VendorError; BudgetSpentError when the request budget leaves no place before the deadline; the signal's
   * reason when the signal was aborted for another reason than its deadline.
   */
  request<T>(request: VendorRequest<T>, context: RequestContext): Promise<T>;
  /** Ends what is under way and closes all connections. */
  close(): Promise<void>;
}

/** What the client reports as it happens; the metrics listen. */
export interface VendorObserver {
  /** One request on the wire. `code` is the HTTP status or `timeout`, `reset`, `refused`, `invalid`. */
  requestEnded(endpoint: string, code: string, seconds: number): void;
  retried(): void;
  /** How long one request was held back because the platform asked for it. */
  throttled(seconds: number): void;
  /** Called only where there is a budget; `remaining` is what is left of it for the most urgent. */
  budgetChanged(requestsPerMinute: number, remaining: number): void;
  tokenObtained(expiresAtUnixSeconds: number): void;
  tokenDropped(): void;
}
