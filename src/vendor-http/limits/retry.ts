import pRetry from 'p-retry';
import { canWait, sleep } from '../../async/index.ts';
import { BudgetSpentError } from '../../domain/index.ts';
import { isVendorError, type VendorError } from '../errors.ts';

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly maxRetries: number;
  /** The first back-off is at most this long, and each further one at most twice as long as the one before it. */
  readonly backOffSeconds: number;
  /** Further conditions than the error's own. */
  readonly mayRetry?: () => boolean;
}

/** However often it failed, a platform that is back is found out within this time, in seconds. */
const MAX_BACK_OFF_SECONDS = 30;

/**
 * Tries again what may pass: 429, 408, 5xx but 501, and connection faults. Backs off exponentially with full jitter,
 * unless the platform names the pause itself, which is then kept by all of the tenant's calls. When the deadline
 * leaves no time for that, what failed last is what is thrown.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  { signal, maxRetries, backOffSeconds, mayRetry = () => true }: RetryOptions,
): Promise<T> {
  let lastFailure: unknown;
  try {
    return await pRetry(attempt, {
      retries: maxRetries,
      // The waiting is done below: p-retry's own jitter is not a full one.
      minTimeout: 0,
      shouldRetry: async ({ error, attemptNumber }) => {
        if (!isRetriable(error) || !mayRetry()) return false;
        lastFailure = error;
        if (error.retryAfterSeconds !== undefined) return true;
        return backedOff(backOffSeconds * 2 ** (attemptNumber - 1), signal);
      },
    });
  } catch (error) {
    // A retry that the budget does not allow is not a call that was never made.
    throw error instanceof BudgetSpentError && lastFailure ? lastFailure : error;
  }
}

/** Whether there was time for it. */
async function backedOff(atMostSeconds: number, signal: AbortSignal): Promise<boolean> {
  const milliseconds = Math.random() * Math.min(atMostSeconds, MAX_BACK_OFF_SECONDS) * 1000;
  if (!canWait(milliseconds, signal)) return false;
  return sleep(milliseconds, signal).then(
    () => true,
    () => false,
  );
}

function isRetriable(error: unknown): error is VendorError {
  if (!isVendorError(error)) return false;
  if (error.code === 'http') return isRetriableStatus(error.status ?? 0);
  return error.code === 'timeout' || error.code === 'reset' || error.code === 'refused';
}

export function isRetriableStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}
