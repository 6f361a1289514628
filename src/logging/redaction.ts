/** Censors secrets in log lines. */

const CENSORED = '[redacted]';

/** The ends of keys whose values are secret, in lower case and without `_` and `-`. */
const SECRET_KEY =
  /(?:secrets?|password|passwd|passphrase|authorization|cookie|credentials?|privatekey|apikey|accesskey|tokens?)$/;
/** Credentials of an Authorization header within a text. */
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** User and password of a URL. */
const USER_INFO = /:\/\/[^/@\s]+@/g;

/** A plain value (see `plain`) with its secrets censored at any depth. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value === 'object' && value !== null) return redactFields(value);
  return value;
}

export function redactFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, isSecretKey(key) ? CENSORED : redact(value)]),
  );
}

function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key.toLowerCase().replace(/[_-]/g, ''));
}

function redactText(text: string): string {
  return text.replace(AUTHORIZATION, `$1 ${CENSORED}`).replace(USER_INFO, `://${CENSORED}@`);
}
