import pRetry from 'p-retry';
import { canWait, isTimeout } from '../../async/index.ts';
import { BudgetSpentError } from '../../domain/index.ts';
import { isVendorError, type VendorError } from '../errors.ts';

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly maxRetries: number;
  /** Upper bound of the first back-off; each further one is at most twice as long as the one before it. */
  readonly backOffSeconds: number;
  /** Further conditions than the error's own. */
  readonly mayRetry?: () => boolean;
}

/** Upper bound of every back-off: a platform that has recovered is noticed within this time. */
const MAX_BACK_OFF_SECONDS = 30;
/** `p-retry` draws a back-off from one to two times its minimum. */
const RANDOM_FACTOR = 2;

/**
 * Retries transient failures: 429, 408, 5xx except 501, and connection faults. Backs off exponentially with jitter; a
 * `Retry-After` takes the place of the back-off. When the deadline leaves no time for another attempt, throws the last
 * failure.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  { signal, maxRetries, backOffSeconds, mayRetry = () => true }: RetryOptions,
): Promise<T> {
  // A write that has succeeded stays one, even if the signal aborts in the same moment.
  if (maxRetries === 0) return attempt(1);
  let attempts = 0;
  let lastFailure: unknown;
  const recorded = async () => {
    try {
      attempts++;
      return await attempt(attempts);
    } catch (error) {
      if (isVendorError(error) || lastFailure === undefined) lastFailure = error;
      throw error;
    }
  };
  const isRetryLeft = () => attempts <= maxRetries && mayRetry();
  try {
    return await pRetry(() => repeatWhileRateLimited(recorded, isRetryLeft), {
      signal,
      retries: maxRetries,
      randomize: true,
      minTimeout: (backOffSeconds * 1000) / RANDOM_FACTOR,
      maxTimeout: MAX_BACK_OFF_SECONDS * 1000,
      shouldRetry: ({ error, retryDelay }) =>
        isRetriable(error) && isRetryLeft() && canWait(retryDelay, signal),
    });
  } catch (error) {
    // The deadline, or a spent request budget, ended the retries and not the call.
    const isCutShort = error instanceof BudgetSpentError || (signal.aborted && isTimeout(error));
    throw isCutShort ? (lastFailure ?? error) : error;
  }
}

/** Repeats at once what was answered with a `Retry-After`: the rate limit gate, which each attempt passes, waits. */
async function repeatWhileRateLimited<T>(attempt: () => Promise<T>, isRetryLeft: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isRateLimited = isVendorError(error) && error.retryAfterSeconds !== undefined;
      if (!isRateLimited || !isRetryLeft()) throw error;
    }
  }
}

function isRetriable(error: unknown): error is VendorError {
  if (!isVendorError(error) || error.isPermanent) return false;
  if (error.code === 'http') return isRetriableStatus(error.status ?? 0);
  return error.code === 'timeout' || error.code === 'reset' || error.code === 'refused';
}

export function isRetriableStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
