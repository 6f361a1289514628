import { z } from 'zod';

/**
 * The pause that Genesys Cloud asks for in the words of a 429 that has no `Retry-After`: the codes
 * `too.many.requests.retry.after` ("Retry the request in [n] seconds") and `too.many.requests` ("[n] requests within
 * [m] seconds") of `x-inin-error-codes` in its OpenAPI document. The second names no pause, but after a whole window
 * the limit holds nothing against the client any more.
 */

const bodySchema = z.object({ message: z.string() });
/** Its messages are one sentence. */
const MAX_MESSAGE_LENGTH = 1_000;
const PAUSES = [
  /retry the request in \[?(\d{1,6}(?:\.\d{1,6})?)\]? second/i,
  /requests within \[?(\d{1,6}(?:\.\d{1,6})?)\]? second/i,
];

/** Seconds; undefined where the body names none. */
export function retryAfterFromBody(body: unknown): number | undefined {
  const message = bodySchema.safeParse(body).data?.message.slice(0, MAX_MESSAGE_LENGTH) ?? '';
  const seconds = PAUSES.map((pause) => pause.exec(message)?.[1]).find((found) => found !== undefined);
  return seconds === undefined ? undefined : Number(seconds);
}
