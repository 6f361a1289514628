import type { z } from 'zod';
import type { CollectorName } from '../domain/index.ts';

/** One call to a vendor's API, as an adapter states it. */
export interface VendorRequest<T> {
  /** A short constant name of the call, for metrics, logs and errors: no ids in it. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** A path below the base URL, or an absolute URL, as in a page link; another origin is rejected. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON; absent sends no body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Shape of the response, only the parts used. A response that does not match fails the call. */
  readonly schema: z.ZodType<T>;
  /** Value of a 204, where the platform says that it stands for an empty list; an empty 200 still fails the call. */
  readonly whenNoContent?: T;
  /** Value of an empty response (204, or no body); without it an empty response fails the call. */
  readonly whenEmpty?: T;
  /** Whether transient failures are retried; false for a write that must not happen twice. Default true. */
  readonly retry?: boolean;
}

/** Origin and deadline of a call: its priority in the request budget, and how long it may take in all. */
export interface RequestContext {
  /** Absent for an interactive command, which has the highest priority. */
  readonly collector?: CollectorName;
  /**
   * Aborted with a `TimeoutError` (as by `AbortSignal.timeout`) at the deadline, with another reason to cancel. Where
   * `withDeadline` recorded its deadline, a wait that would outlast it fails at once.
   */
  readonly signal: AbortSignal;
}

/** HTTP client of one tenant: authenticates, keeps the request budget, retries transient failures. */
export interface VendorClient {
  /**
   * @throws VendorError; BudgetSpentError when the request budget allows no request before the deadline; the signal's
   * reason when it was cancelled.
   */
  request<T>(request: VendorRequest<T>, context: RequestContext): Promise<T>;
  /** Aborts requests in flight and closes all connections. */
  close(): Promise<void>;
}

/** One HTTP request that has ended, and its response. Contains no secret. */
export interface EndedRequest {
  readonly endpoint: string;
  readonly method: string;
  /** Absent for requests that serve every collector, such as those for tokens. */
  readonly collector?: CollectorName;
  /** The HTTP status, or `timeout`, `reset`, `refused`, `invalid`. */
  readonly code: string;
  readonly seconds: number;
  /** Counted from 1 within the call. */
  readonly attempt: number;
  /** Of the response, where there was one. */
  readonly status?: number;
  /** Size of the response's body as received, in bytes. */
  readonly bytes?: number;
  /** The platform's id of this exchange, for its support. */
  readonly correlationId?: string;
  /** Beginning of a response's body that failed the call. */
  readonly failureBody?: string;
}

/** Receives the events of the client, for metrics and logs. */
export interface VendorObserver {
  requestEnded(request: EndedRequest): void;
  retried(): void;
  /** Seconds that one request waited for a rate limit. */
  throttled(seconds: number): void;
  /** Called only with a budget; `remaining` is the rest of it for the most urgent requests. */
  budgetChanged(requestsPerMinute: number, remaining: number): void;
  tokenObtained(expiresAtUnixSeconds: number): void;
  tokenDropped(): void;
}
