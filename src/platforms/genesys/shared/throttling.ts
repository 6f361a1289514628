/**
 * Delay in the message of a 429 without `Retry-After`. Source: Genesys Cloud OpenAPI document, `x-inin-error-codes`:
 * `too.many.requests.retry.after` ("Retry the request in [n] seconds") and `too.many.requests` ("[n] requests within
 * [m] seconds"). The second names no delay, but the limit resets after the window.
 */

import { z } from 'zod';

const bodySchema = z.object({ message: z.string() });
/** Messages are one sentence. */
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
