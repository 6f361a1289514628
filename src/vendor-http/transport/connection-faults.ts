import { errors } from 'undici';
import type { VendorErrorCode } from '../errors.ts';
import { TooManyCodingsError } from './body.ts';
import { readable } from './readable.ts';

/** Faults below HTTP, by the error codes of Node.js, its zlib and TLS, and of undici. */

export interface Fault {
  readonly code: VendorErrorCode;
  readonly problem: string;
  readonly cause?: Error;
}

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const RESETS = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
]);
/** Codes of zlib and brotli, and of undici for invalid headers. */
const INVALID = /^(?:Z_|ERR__|UND_ERR_INVALID|UND_ERR_HEADERS_OVERFLOW)/;

/** Messages of undici when a proxy refuses a tunnel or requires authentication. */
const PROXY_REFUSAL = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

/** `proxy` is the one in between, as `host:port`. */
export function describeFault(error: unknown, proxy?: string): Fault {
  if (error instanceof TooManyCodingsError) {
    return { code: 'invalid', problem: 'the response has too many content codings' };
  }
  // Not kept as the cause: it holds bytes of the response, which may hold a token.
  if (error instanceof errors.HTTPParserError)
    return { code: 'invalid', problem: 'the response is not HTTP' };

  const cause = error instanceof Error ? error : new Error(String(error));
  const errno = 'code' in cause ? String(cause.code) : '';
  const tunnelStatus = PROXY_REFUSAL.exec(cause.message)?.[1];
  if (proxy !== undefined && tunnelStatus !== undefined)
    return { code: 'refused', problem: `the proxy ${proxy} refused the connection: HTTP ${tunnelStatus}` };
  if (INVALID.test(errno))
    return { code: 'invalid', problem: `the response cannot be decoded (${errno})`, cause };
  const text = cause instanceof AggregateError ? messagesOf(cause) : cause.message;
  const problem = readable(text.includes(errno) ? text : `${text} ${errno}`);
  if (TIMEOUTS.has(errno)) return { code: 'timeout', problem: `${problem}${throughProxy(proxy)}`, cause };
  if (RESETS.has(errno))
    return { code: 'reset', problem: `connection reset${throughProxy(proxy)}: ${problem}`, cause };
  return { code: 'refused', problem: `connection failed${throughProxy(proxy)}: ${problem}`, cause };
}

/** Suffix of a fault's description. */
export function throughProxy(proxy: string | undefined): string {
  return proxy === undefined ? '' : ` through the proxy ${proxy}`;
}

/** A host with several addresses fails with one error for each and without a message of its own. */
function messagesOf({ errors, message }: AggregateError): string {
  return message || errors.map((each) => (each instanceof Error ? each.message : String(each))).join(', ');
}
