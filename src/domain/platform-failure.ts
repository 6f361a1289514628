/** What went wrong with a platform, with the text for pages that anyone may read: no path, address or id. */
const DESCRIPTIONS = {
  /** The platform responded with an error status. */
  http: 'error response',
  /** No complete response in time. */
  timeout: 'timed out',
  /** The connection broke. */
  reset: 'connection reset',
  /** No connection: refused, unknown host, untrusted certificate. */
  refused: 'connection failed',
  /** The response is not JSON, or has another shape. */
  invalid: 'invalid response',
  body_too_large: 'response too large',
  /** A redirect was not followed. */
  redirect_refused: 'redirect refused',
  /** Not sent: the platform named a URL of another origin. */
  origin_refused: 'origin refused',
  /** Not sent: the client is read-only. */
  write_refused: 'write refused',
  /** No access token; the cause says why. */
  sign_in_failed: 'sign-in failed',
  /** The platform wants a delay that outlasts the deadline. */
  throttled: 'rate limited by the platform',
  /** A list was not read whole: its pages repeat, */
  pages_in_circle: 'pages in circle',
  /** exceed `max_pages`, */
  too_many_pages: 'too many pages',
  /** contradict their own totals, */
  list_inconsistent: 'list inconsistent',
  /** or changed while they were read. */
  list_changed: 'list changed',
  /** API discovery failed: the platform named a URL without TLS, */
  api_address_insecure: 'api address insecure',
  /** or the token does not name the tenant. */
  tenant_not_named: 'tenant not named',
  /** The selection by name needs the list of queues, which could not be read. */
  queue_names_unknown: 'queue names unknown',
  queue_ids_unknown: 'queue ids unknown',
  /** No poll has listed the queues yet. */
  queues_unknown: 'queues unknown',
  /** The platform refuses every selected queue. */
  queues_forbidden: 'queues forbidden',
  /** The client lacks a permission, which the message names. */
  permission_missing: 'permission missing',
} as const;

export type PlatformFailureCode = keyof typeof DESCRIPTIONS;

export interface PlatformFailureDetails {
  /** HTTP status of the response, where there was one. */
  readonly status?: number | undefined;
  /** How long the platform asks to wait before the next request. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A request to a platform failed, or its response could not be used. Neither message nor properties hold a secret. */
export abstract class PlatformFailure<Code extends PlatformFailureCode = PlatformFailureCode> extends Error {
  readonly code: Code;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: Code, message: string, { status, retryAfterSeconds, cause }: PlatformFailureDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Kind of a failure, such as `sign-in failed (HTTP 401)`. The message, which the log has, may hold paths, addresses and
 * ids, and is left out.
 */
export function describePlatformFailure({ code, status }: PlatformFailure): string {
  return status === undefined ? DESCRIPTIONS[code] : `${DESCRIPTIONS[code]} (HTTP ${status})`;
}

/** Message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
