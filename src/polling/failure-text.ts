import { isTimeout } from '../async/index.ts';
import { describePlatformFailure, PlatformFailure } from '../domain/index.ts';

/** Kind of a failed poll, for pages that anyone may read: nothing of the message, which only the log has. */
export function failureText(error: unknown): string {
  if (error instanceof PlatformFailure) return describePlatformFailure(error);
  return isTimeout(error) ? 'timed out' : 'failed; see the log';
}
