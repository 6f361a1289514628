import { redact } from './readable.ts';

/** Beginning of a response's body, for people who look for the cause of a failure. */

/** In characters: enough for a vendor's error object, and small enough to keep many. */
const MAX_LENGTH = 1_000;
/** Characters that are searched for secrets: far more than are shown, so that the cut divides no secret that is shown. */
const MAX_SEARCHED = 64 * 1024;

/** A JSON property or form field whose name marks a secret, with its value; the value may be cut off at the end. */
const SECRET_PROPERTY =
  /("[^"]*(?:secret|password|passwd|token|authorization|credential|api_?key)[^"]*"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/gi;
const SECRET_FIELD = /\b(\w*(?:secret|password|passwd|token|api_?key)\w*=)[^&\s"'<>]+/gi;
const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** A JSON Web Token (RFC 7519): the base64url of `{"`, and two dots. */
const WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** Control and format characters other than line breaks and tabs. */
const INVISIBLE = /(?![\n\t])\p{C}/gu;

/** At most {@link MAX_LENGTH} characters of the text, without known secrets and without what is named like one. */
export function bodyExcerpt(text: string, secrets: readonly string[]): string {
  const shown = redact(text.slice(0, MAX_SEARCHED), secrets)
    .replace(SECRET_PROPERTY, '$1"[redacted]"')
    .replace(SECRET_FIELD, '$1[redacted]')
    .replace(AUTHORIZATION, '$1 [redacted]')
    .replace(WEB_TOKEN, '[redacted]')
    .replace(INVISIBLE, '')
    .trim();
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH - 1)}…` : shown;
}
