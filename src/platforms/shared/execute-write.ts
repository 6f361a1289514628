/** Outcome of a configuration write, derived from its error. */

import { BudgetSpentError, errorMessage, type SettingProblem, type WriteResult } from '../../domain/index.ts';
import { isVendorError } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';

/** Error codes after which the write may have succeeded. */
const UNCERTAIN_CODES: ReadonlySet<string> = new Set(['timeout', 'reset', 'invalid', 'body_too_large']);

/** Maximum number of 429 responses before the write fails. */
const MAX_THROTTLED = 3;

export interface WriteRules {
  /** Permission that a 403 says is missing; completes "the client lacks". */
  readonly permission: string;
  /** Extracts the violations of single fields from the body of a 400. */
  readonly problemsIn?: (detail: unknown) => readonly SettingProblem[];
}

/** Sends a write once. Repeats it only after a 429, which proves that it was not executed; the client waits `Retry-After`. */
export async function executeWrite(
  send: () => Promise<WriteResult>,
  rules: WriteRules,
): Promise<WriteResult> {
  for (let throttled = 0; ; throttled++) {
    try {
      return await send();
    } catch (error) {
      if (!isThrottled(error) || throttled === MAX_THROTTLED) return failedWrite(error, rules);
    }
  }
}

function isThrottled(error: unknown): boolean {
  return isVendorError(error) && error.status === 429 && error.retryAfterSeconds !== undefined;
}

function failedWrite(error: unknown, { permission, problemsIn = () => [] }: WriteRules): WriteResult {
  const reason = errorMessage(error);
  const refused = (why = reason, problems: readonly SettingProblem[] = []) =>
    ({ outcome: 'refused', reason: why, problems }) as const;
  if (error instanceof BudgetSpentError) return refused();
  if (!isVendorError(error) || UNCERTAIN_CODES.has(error.code)) return { outcome: 'unknown', reason };
  const { code, status = 0, detail } = error;
  if (code !== 'http') return refused();
  // After a 408, or a 5xx of a gateway, the write may have been executed.
  if (status === 408 || status >= 500) return { outcome: 'unknown', reason };
  if (status === 403) return refused(`${missingPermission(permission)} (${reason})`);
  return status === 400 ? refused(reason, problemsIn(detail)) : refused();
}

/** Names the missing permission when a read fails with 403. */
export async function withPermissionHint<T>(permission: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isVendorError(error) || error.status !== 403) throw error;
    throw new PlatformError('permission_missing', missingPermission(permission), { cause: error });
  }
}

function missingPermission(permission: string): string {
  return `the client lacks ${permission}; grant it, then try again`;
}
