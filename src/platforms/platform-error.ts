import { PlatformFailure, type PlatformFailureCode } from '../domain/index.ts';
import { isVendorError } from '../vendor-http/index.ts';

/**
 * `pages_in_circle`, `too_many_pages`, `list_inconsistent`, `list_changed`: a list is incomplete. Its pages repeat,
 * exceed `max_pages`, contradict their own totals, or changed during the read.
 * `api_address_insecure`, `tenant_not_named`: base URL discovery failed.
 * `queue_names_unknown`, `queue_ids_unknown`: the selection needs the queue list, which cannot be read.
 * `queues_forbidden`: the platform rejects every queue. `permission_missing`: the client lacks the named permission.
 */
export type PlatformErrorCode = Extract<
  PlatformFailureCode,
  | 'pages_in_circle'
  | 'too_many_pages'
  | 'list_inconsistent'
  | 'list_changed'
  | 'api_address_insecure'
  | 'tenant_not_named'
  | 'queue_names_unknown'
  | 'queue_ids_unknown'
  | 'queues_forbidden'
  | 'permission_missing'
>;

export interface PlatformErrorDetails {
  /** Endpoint whose response caused the error. */
  readonly endpoint?: string;
  readonly cause?: unknown;
}

/**
 * The platform responded, but the requested data cannot be derived. The message says how to fix it. Status and
 * correlation id are those of the vendor's error in `cause`.
 */
export class PlatformError extends PlatformFailure<PlatformErrorCode> {
  override readonly name = 'PlatformError';
  readonly endpoint: string | undefined;
  readonly correlationId: string | undefined;

  constructor(code: PlatformErrorCode, problem: string, { endpoint, cause }: PlatformErrorDetails = {}) {
    const message = endpoint === undefined ? problem : `${endpoint}: ${problem}`;
    const vendorError = isVendorError(cause) ? cause : undefined;
    super(code, message, {
      status: vendorError?.status,
      retryAfterSeconds: vendorError?.retryAfterSeconds,
      cause,
    });
    this.endpoint = endpoint ?? vendorError?.endpoint;
    this.correlationId = vendorError?.correlationId;
  }
}
