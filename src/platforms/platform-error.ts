import { PlatformFailure, type PlatformFailureCode } from '../domain/index.ts';
import { isVendorError } from '../vendor-http/index.ts';

/**
 * `pages_in_circle`, `too_many_pages`, `list_inconsistent`, `list_changed`: a list was not read whole. Its pages repeat,
 * exceed `max_pages`, contradict their own totals, or changed while they were read.
 * `api_address_insecure`, `tenant_not_named`: where the API is cannot be found out.
 * `queue_names_unknown`, `queue_ids_unknown`: the selection needs the list of queues, which cannot be read.
 * `queues_forbidden`: every one of them is refused. `permission_missing`: the client lacks one that is named.
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
  /** Whose response it is about. */
  readonly endpoint?: string;
  readonly cause?: unknown;
}

/**
 * A platform answered, but what it was asked for cannot be told: a known condition, and its message says how to mend it.
 * Whoever logs it knows tenant and collector; status and correlation id are those of the refusal that caused it.
 */
export class PlatformError extends PlatformFailure<PlatformErrorCode> {
  override readonly name = 'PlatformError';
  readonly endpoint: string | undefined;
  readonly correlationId: string | undefined;

  constructor(code: PlatformErrorCode, problem: string, { endpoint, cause }: PlatformErrorDetails = {}) {
    const message = endpoint === undefined ? problem : `${endpoint}: ${problem}`;
    const refusal = isVendorError(cause) ? cause : undefined;
    super(code, message, { status: refusal?.status, retryAfterSeconds: refusal?.retryAfterSeconds, cause });
    this.endpoint = endpoint ?? refusal?.endpoint;
    this.correlationId = refusal?.correlationId;
  }
}
