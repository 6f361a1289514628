import { errors } from 'undici';
import { TooManyCodingsError } from './body.ts';
import { readable } from './readable.ts';
import type { VendorErrorCode } from './vendor-error.ts';

/** What went wrong below HTTP, told by the error codes of Node.js, its zlib and its TLS, and of undici. */

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
/** Of zlib and its brotli, and of undici for headers that it cannot take. */
const INVALID = /^(?:Z_|ERR__|UND_ERR_INVALID|UND_ERR_HEADERS_OVERFLOW)/;

export function describeFault(error: unknown): Fault {
  if (error instanceof TooManyCodingsError) {
    return { code: 'invalid', problem: 'the response has too many content codings' };
  }
  // Not taken as the cause: it holds the bytes it stumbled over, which may hold a token.
  if (error instanceof errors.HTTPParserError) return { code: 'invalid', problem: 'the answer is not HTTP' };

  const cause = error instanceof Error ? error : new Error(String(error));
  const errno = 'code' in cause ? String(cause.code) : '';
  if (INVALID.test(errno)) return { code: 'invalid', problem: `the answer cannot be read (${errno})`, cause };
  const problem = readable(cause.message.includes(errno) ? cause.message : `${cause.message} ${errno}`);
  if (TIMEOUTS.has(errno)) return { code: 'timeout', problem, cause };
  if (RESETS.has(errno)) return { code: 'reset', problem: `the connection broke: ${problem}`, cause };
  return { code: 'refused', problem: `no connection: ${problem}`, cause };
}
