import { BudgetSpentError, errorMessage, type SettingProblem, type WriteResult } from '../../domain/index.ts';
import { isVendorError } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';

/** What is known after a write of configuration, by what it failed with. */

/** Failures after which the write may have happened all the same. */
const UNCERTAIN_CODES: ReadonlySet<string> = new Set(['timeout', 'reset', 'invalid', 'body_too_large']);

/** A platform that asks for a pause again and again is left to a person. */
const MAX_THROTTLED = 3;

export interface WriteRules {
  /** What a 403 says is missing, to go on from "lacks". */
  readonly permission: string;
  /** What a 400 says of single fields. */
  readonly problemsIn?: (detail: unknown) => readonly SettingProblem[];
}

/** Sends a write once, or again after a 429: then it surely did not happen, and the client waits as long as it was told. */
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
  // 408, and what a gateway responses when it lost the platform, leave open whether the write got through.
  if (status === 408 || status >= 500) return { outcome: 'unknown', reason };
  if (status === 403) return refused(`${missingPermission(permission)} (${reason})`);
  return status === 400 ? refused(reason, problemsIn(detail)) : refused();
}

/** Says which permission is missing, where the platform refuses to be read. */
export async function withPermissionHint<T>(permission: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isVendorError(error) || error.status !== 403) throw error;
    throw new PlatformError('permission_missing', missingPermission(permission), { cause: error });
  }
}

function missingPermission(permission: string): string {
  return `the client lacks ${permission}; grant it, then try again`;
}
