import { BudgetSpentError, errorMessage, PlatformFailure } from '../domain/index.ts';

/** Why a query failed, as an HTTP response. */
export interface Failure {
  readonly status: number;
  readonly code:
    | 'busy'
    | 'other_replica'
    | 'budget_spent'
    | 'platform_throttled'
    | 'platform_timeout'
    | 'platform_failed'
    | 'query_refused'
    | 'stopping';
  readonly message: string;
  readonly retryAfterSeconds?: number;
  /** Whether a retry may succeed, so that an expired result may be returned instead; false for rejected queries. */
  readonly isTransient: boolean;
}

/** Too many different queries are running. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly code = 'busy';
}

/** Another replica polls the tenant: it alone sends requests to the platform. */
export class OtherReplicaError extends Error {
  override readonly name = 'OtherReplicaError';
  readonly code = 'other_replica';
}

/** The request budget counts requests of the last minute. */
const BUDGET_RETRY_SECONDS = 60;
const BUSY_RETRY_SECONDS = 5;
/** Statuses with which a platform rejects a query, for example for its filters. */
const REJECTED: readonly number[] = [400, 404, 422];
const FORBIDDEN: readonly number[] = [401, 403];

const NO_FAILURE: Partial<Pick<PlatformFailure, 'code' | 'status' | 'retryAfterSeconds'>> = {};

/** Maps an error of a query to a response. */
export function failureOf(error: unknown): Failure {
  const message = errorMessage(error);
  if (error instanceof BudgetSpentError) return transient(503, 'budget_spent', message, BUDGET_RETRY_SECONDS);
  if (error instanceof BusyError) return transient(503, 'busy', message, BUSY_RETRY_SECONDS);
  if (error instanceof OtherReplicaError) return transient(503, 'other_replica', message, BUSY_RETRY_SECONDS);
  if (error instanceof Error && error.name === 'AbortError')
    return transient(503, 'stopping', 'The exporter is stopping');
  const { code, status, retryAfterSeconds } = error instanceof PlatformFailure ? error : NO_FAILURE;
  if (code === 'timeout') return transient(504, 'platform_timeout', message);
  if (code === 'throttled' || status === 429)
    return transient(503, 'platform_throttled', message, retryAfterSeconds ?? BUDGET_RETRY_SECONDS);
  if (status !== undefined && REJECTED.includes(status))
    return { status: 422, code: 'query_refused', message, isTransient: false };
  const isTransient = status === undefined || !FORBIDDEN.includes(status);
  return { status: 502, code: 'platform_failed', message, isTransient };
}

function transient(
  status: number,
  code: Failure['code'],
  message: string,
  retryAfterSeconds?: number,
): Failure {
  return {
    status,
    code,
    message,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    isTransient: true,
  };
}
