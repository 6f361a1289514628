import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import type { Reply } from './vendor-api.ts';

const compress = promisify(gzip);
/** Smaller responses do not benefit from compression. */
const COMPRESS_FROM_BYTES = 1024;

/** Sends a reply as JSON, compressed when the client accepts it. `truncate` closes the connection half-way. */
export async function send(
  request: Request,
  response: Response,
  { status, body, headers = {} }: Reply,
  { truncate = false } = {},
): Promise<void> {
  response.status(status).set(headers);
  if (body === undefined) {
    response.end();
    return;
  }
  const plain = Buffer.from(JSON.stringify(body));
  const isCompressed = plain.length >= COMPRESS_FROM_BYTES && request.acceptsEncodings('gzip') === 'gzip';
  const bytes = isCompressed ? await compress(plain) : plain;
  response.set({
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(bytes.length),
    Vary: 'Accept-Encoding',
  });
  if (isCompressed) response.set('Content-Encoding', 'gzip');
  if (truncate) response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  else response.end(bytes);
}
