import { type CollectorName, PlatformFailure, type PlatformFailureCode } from '../domain/index.ts';

/** Codes of failed calls; {@link PlatformFailureCode} explains them. */
export type VendorErrorCode = Extract<
  PlatformFailureCode,
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
  | 'throttled'
>;

/** The call that an error belongs to. A token request serves all collectors and has none. */
export interface CallOrigin {
  readonly tenant: string;
  readonly collector?: CollectorName | undefined;
  readonly endpoint: string;
}

export interface VendorErrorDetails {
  /** HTTP status of the response, where there was one. */
  readonly status?: number | undefined;
  /** The platform's id of this exchange, for its support. */
  readonly correlationId?: string | undefined;
  /** The parsed body of an error response. */
  readonly detail?: unknown;
  /** How long the platform asks to wait before the next request. */
  readonly retryAfterSeconds?: number | undefined;
  /** Name of the proxy that the call went through, when no response came. */
  readonly proxy?: string | undefined;
  /** Whether a setting is the cause, so that a retry would fail too. */
  readonly isPermanent?: boolean | undefined;
  readonly cause?: unknown;
}

/** A call to a platform failed. Neither message nor properties hold a secret or a token. */
export class VendorError extends PlatformFailure<VendorErrorCode> {
  override readonly name = 'VendorError';
  readonly tenant: string;
  readonly collector: CollectorName | undefined;
  readonly endpoint: string;
  /** The message without the endpoint, on one line: the fault and, where it is known, how to fix it. */
  readonly problem: string;
  readonly correlationId: string | undefined;
  readonly detail: unknown;
  readonly proxy: string | undefined;
  /** Whether a setting, which the message names, is the cause, so that a retry would fail too. */
  readonly isPermanent: boolean;

  constructor(code: VendorErrorCode, origin: CallOrigin, problem: string, details: VendorErrorDetails = {}) {
    super(code, `${origin.endpoint}: ${problem}`, details);
    this.tenant = origin.tenant;
    this.collector = origin.collector;
    this.endpoint = origin.endpoint;
    this.problem = problem;
    this.correlationId = details.correlationId;
    this.detail = details.detail;
    this.proxy = details.proxy;
    this.isPermanent = details.isPermanent ?? false;
  }
}

export function isVendorError(error: unknown): error is VendorError {
  return error instanceof VendorError;
}
