import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { allValues, type HttpHeaders, header } from './headers.ts';

/** Reading the body of a response in bounded memory. */

export const ACCEPT_ENCODING = 'gzip, br';

type Decompress = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const inflateWrapped: Decompress = promisify(inflate);
const inflateBare: Decompress = promisify(inflateRaw);
const gunzipWhole: Decompress = promisify(gunzip);

/**
 * Content codings of RFC 9110 section 8.4.1. `deflate` is not requested, but some gateways send it anyway, some of
 * them without the zlib wrapper that the RFC requires.
 */
const DECODERS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gunzipWhole],
  ['x-gzip', gunzipWhole],
  ['br', promisify(brotliDecompress) as Decompress],
  ['deflate', (bytes, options) => (isZlib(bytes) ? inflateWrapped : inflateBare)(bytes, options)],
]);

/** Each coding may multiply the work (curl has the same limit). */
const MAX_CODINGS = 5;
/** A multiple of zlib's own 16 KiB, so that a large body takes fewer rounds. */
const DECODED_CHUNK_BYTES = 256 * 1024;

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

export class TooManyCodingsError extends Error {
  override readonly name = 'TooManyCodingsError';
}

export interface ReceivedBody {
  readonly text: string;
  /** Size as received, which may be compressed. */
  readonly bytes: number;
}

/**
 * Reads the body as text. `maxBytes` bounds the bytes on the wire and, once more, those they decompress to. A coding
 * that is unknown or empty is ignored, as many servers name a character set there; an empty body is empty whatever its
 * headers are.
 * @throws BodyTooLargeError, TooManyCodingsError, or what the connection or the decompression failed with.
 */
export async function readBody(
  headers: HttpHeaders,
  body: Readable,
  maxBytes: number,
): Promise<ReceivedBody> {
  const received = await receive(headers, body, maxBytes);
  const plain = received.length === 0 ? received : await decode(headers, received, maxBytes);
  // Drops a byte order mark, which JSON.parse would stumble over.
  return { text: new TextDecoder().decode(plain), bytes: received.length };
}

/**
 * Makes a body safe to destroy or to leave: both make it emit an error, which would end the process where no listener
 * is attached.
 */
export function ignoreErrors(body: Readable): void {
  body.on('error', () => {});
}

async function receive(headers: HttpHeaders, body: Readable, maxBytes: number): Promise<Buffer> {
  ignoreErrors(body);
  try {
    if (Number(header(headers, 'content-length') ?? 0) > maxBytes) throw new BodyTooLargeError();
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new BodyTooLargeError();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, bytes);
  } finally {
    body.destroy();
  }
}

/** Codings are listed in the order in which they were applied: RFC 9110 section 8.4. */
async function decode(headers: HttpHeaders, received: Buffer, maxBytes: number): Promise<Buffer> {
  const codings = allValues(headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase());
  if (codings.length > MAX_CODINGS) throw new TooManyCodingsError();
  let bytes = received;
  for (const coding of codings.reverse()) {
    const decompress = DECODERS.get(coding);
    if (decompress) bytes = await bounded(decompress, bytes, maxBytes);
  }
  return bytes;
}

async function bounded(decompress: Decompress, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: maxBytes, chunkSize: DECODED_CHUNK_BYTES });
  } catch (error) {
    const isTooLarge =
      error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? new BodyTooLargeError() : error;
  }
}

/** RFC 1950 section 2.2: compression method 8, and a header that is a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
