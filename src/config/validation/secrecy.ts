import type { ConfigPath } from './config-error.ts';

/** Words in a key that make its value, or what lies below it, a secret for all we know. */
const SECRET_KEY = /secret|password|passphrase|key|token|credential|basic_auth/i;
/** Longer values say no more in a message, and may be more than their writer meant to show. */
const MAX_SHOWN_LENGTH = 40;

function isSecretPath(path: ConfigPath): boolean {
  return path.some((step) => typeof step === 'string' && SECRET_KEY.test(step));
}

/** The value as a message may show it; undefined when it must not, or when showing it would not help. */
export function shownValue(value: unknown, path: ConfigPath): string | undefined {
  if (isSecretPath(path)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === '') return undefined;
  // An address may carry a user name and a password.
  if (typeof value !== 'string' || value.length > MAX_SHOWN_LENGTH || /[\p{C}@]|:\/\//u.test(value))
    return undefined;
  return JSON.stringify(value);
}
