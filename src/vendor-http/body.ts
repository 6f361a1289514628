import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { header, type WireHeaders } from './headers.ts';

/** Reading an answer's body in bounded memory. */

export const ACCEPT_ENCODING = 'gzip, br';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
};

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

export class UnknownEncodingError extends Error {
  override readonly name = 'UnknownEncodingError';
}

/**
 * The body as text. `maxBytes` bounds the bytes on the wire and, once more, those they decompress to.
 * @throws BodyTooLargeError, UnknownEncodingError, or what the connection or the decompression failed with.
 */
export async function readBody(headers: WireHeaders, body: Readable, maxBytes: number): Promise<string> {
  try {
    if (Number(header(headers, 'content-length') ?? 0) > maxBytes) throw new BodyTooLargeError();
    const chunks: Buffer[] = [];
    for await (const chunk of capped(decoded(headers, body, maxBytes), maxBytes)) chunks.push(chunk);
    // Drops a byte order mark, which JSON.parse would stumble over.
    return new TextDecoder().decode(Buffer.concat(chunks));
  } finally {
    body.destroy();
  }
}

function decoded(headers: WireHeaders, body: Readable, maxBytes: number): AsyncIterable<Buffer> {
  const encoding = header(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return body;
  const decoder = DECODERS[encoding]?.();
  if (!decoder) throw new UnknownEncodingError();
  // The callback has nothing to do: a failure of any part fails the decoder, which is read below.
  return pipeline(
    body,
    (source: AsyncIterable<Buffer>) => capped(source, maxBytes),
    decoder,
    () => {},
  );
}

async function* capped(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLargeError();
    yield chunk;
  }
}
