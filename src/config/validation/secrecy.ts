import type { ConfigPath } from './config-error.ts';

/** Words in a key that mark its value, and everything below it, as a possible secret. */
const SECRET_KEY = /secret|password|passphrase|key|token|credential|basic_auth|(?:redis|proxy)_url/i;
/** Longest value shown in a message, in characters: longer ones do not help, and may contain a secret. */
const MAX_SHOWN_LENGTH = 40;

function isSecretPath(path: ConfigPath): boolean {
  return path.some((step) => typeof step === 'string' && SECRET_KEY.test(step));
}

/** The value for a message; undefined when it may be a secret, or when it would not help. */
export function displayableValue(value: unknown, path: ConfigPath): string | undefined {
  if (isSecretPath(path)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === '') return undefined;
  // A URL may contain a user name and a password.
  if (typeof value !== 'string' || value.length > MAX_SHOWN_LENGTH || /[\p{C}@]|:\/\//u.test(value))
    return undefined;
  return JSON.stringify(value);
}
