/** A failed poll in words for everybody who may look, and more may look than may read the log. */

const NO_ANSWER = 'no answer in time';

/** What the codes of errors mean; a code that is not here is told by its own words. */
const KINDS: Readonly<Record<string, string>> = {
  http: 'the platform answered with an error',
  timeout: NO_ANSWER,
  reset: 'the connection broke',
  refused: 'no connection',
  invalid: 'the answer cannot be read',
  sign_in_failed: 'signing in failed',
  throttled: 'the platform wants a pause',
};

/** Ours, snake case; those of others may be anything. */
const CODE = /^[a-z]+(?:_[a-z]+)*$/;

/**
 * What kind of thing went wrong, such as `signing in failed (HTTP 401)`. Only code and status of the error are used: its
 * message, which the log has, may hold paths, addresses and ids.
 */
export function failureText(error: unknown): string {
  const { name, code, status } = propertiesOf(error);
  if (name === 'TimeoutError') return NO_ANSWER;
  if (typeof code !== 'string' || !CODE.test(code)) return 'failed for a reason that the log tells';
  const kind = KINDS[code] ?? code.replaceAll('_', ' ');
  return typeof status === 'number' ? `${kind} (HTTP ${status})` : kind;
}

/** Errors of a platform come as they are; this room knows none of their classes. */
function propertiesOf(error: unknown): Readonly<Record<'name' | 'code' | 'status', unknown>> {
  const property = (key: string): unknown => (error instanceof Error ? Reflect.get(error, key) : undefined);
  return { name: property('name'), code: property('code'), status: property('status') };
}
