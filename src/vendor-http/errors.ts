import type { CollectorName } from '../domain/index.ts';

/**
 * `http`: the platform answered with an error status. `timeout`: no whole answer in time. `reset`: the connection broke.
 * `refused`: no connection (refused, unknown host, untrusted certificate). `invalid`: the answer is not JSON or of
 * another shape. `body_too_large`, `redirect_refused`, `origin_refused`: not read, not followed, not sent.
 * `write_refused`: not sent, as the client is for reading only.
 * `sign_in_failed`: no token; the cause says why. `throttled`: the platform wants a pause that outlasts the deadline.
 */
export type VendorErrorCode =
  | 'http'
  | 'timeout'
  | 'reset'
  | 'refused'
  | 'invalid'
  | 'body_too_large'
  | 'redirect_refused'
  | 'origin_refused'
  | 'write_refused'
  | 'sign_in_failed'
  | 'throttled';

/** Which call an error belongs to. Signing in is done for all collectors and has none. */
export interface CallOrigin {
  readonly tenant: string;
  readonly collector?: CollectorName;
  readonly endpoint: string;
}

export interface VendorErrorDetails {
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** What the platform calls this exchange, for its support. */
  readonly correlationId?: string;
  /** The parsed body of the platform's error answer. */
  readonly detail?: unknown;
  /** How long the platform asks to be left alone. */
  readonly retryAfterSeconds?: number;
  /** `host:port` of the proxy that the call went through, when no response came. */
  readonly proxy?: string;
  readonly cause?: unknown;
}

/** A call to a platform failed. Neither message nor properties hold a secret or a token. */
export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly code: VendorErrorCode;
  readonly tenant: string;
  readonly collector?: CollectorName;
  readonly endpoint: string;
  /** The message without the endpoint. One line: what went wrong and, where it can be told, how to mend it. */
  readonly problem: string;
  readonly status?: number;
  readonly correlationId?: string;
  readonly detail?: unknown;
  readonly retryAfterSeconds?: number;
  readonly proxy?: string;

  constructor(
    code: VendorErrorCode,
    origin: CallOrigin,
    problem: string,
    { cause, ...details }: VendorErrorDetails = {},
  ) {
    super(`${origin.endpoint}: ${problem}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.tenant = origin.tenant;
    this.collector = origin.collector;
    this.endpoint = origin.endpoint;
    this.problem = problem;
    this.status = details.status;
    this.correlationId = details.correlationId;
    this.detail = details.detail;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.proxy = details.proxy;
  }
}

export function isVendorError(error: unknown): error is VendorError {
  return error instanceof VendorError;
}
