/** Text of a platform made fit for an error message: one short line without secrets. */

/** Long enough for any vendor's sentence, short enough for a log line. */
const MAX_LENGTH = 200;

/** One line of at most {@link MAX_LENGTH} characters, without control and other invisible characters. */
export function readable(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}

/** Puts `[redacted]` in the place of each secret: platforms do echo what they were sent. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap(formsOf)
    .reduce((redacted, form) => redacted.replaceAll(form, '[redacted]'), text);
}

/** As it is, in an address, in a form, and in JSON. */
function formsOf(secret: string): readonly string[] {
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  return [secret, encodeURIComponent(secret), inForm, JSON.stringify(secret).slice(1, -1)];
}
