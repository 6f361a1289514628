import { type HttpHeaders, header } from '../transport/headers.ts';

/** No vendor documents delays beyond minutes: a longer one is an error, and one early request does no harm. */
export const MAX_RETRY_AFTER_SECONDS = 600;

const SECONDS = /^\d+(?:\.\d+)?$/;
/** All three date formats that RFC 9110 section 5.6.7 has; the oldest names no zone and means GMT. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * Delay of a `Retry-After` header (RFC 9110 section 10.2.3) in seconds; undefined without one. A date is compared with the
 * response's own `Date`, so that a wrong local clock does no harm.
 */
export function parseRetryAfter(headers: HttpHeaders, nowMilliseconds = Date.now()): number | undefined {
  const text = header(headers, 'retry-after')?.trim() ?? '';
  const seconds = SECONDS.test(text)
    ? Number(text)
    : (httpDate(text) - (httpDate(header(headers, 'date') ?? '') || nowMilliseconds)) / 1000;
  return boundedRetryAfter(seconds);
}

/** The delay up to the limit, in seconds; undefined unless positive. */
export function boundedRetryAfter(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}

/** Milliseconds since the epoch, or NaN. */
function httpDate(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
