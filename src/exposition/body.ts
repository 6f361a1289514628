import type { Encoding } from './negotiate.ts';
import type { Piece } from './piece.ts';

/** RFC 1952: magic, method DEFLATE, no flags, no time, no extra flags, operating system unknown. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty last block with fixed codes. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
/** Shorter chunks are copied together: each chunk of a body costs its writing, whatever its length. */
const SHORT_CHUNK_BYTES = 16_384;

/** The bytes of an answer: the chunks one after the other, `length` in all. */
export interface Bytes {
  readonly chunks: readonly Buffer[];
  readonly length: number;
}

export function bytesOf(piece: Piece, encoding: Encoding): Bytes {
  if (encoding === 'identity') return gathered(piece.text);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(piece.crc, 0);
  trailer.writeUInt32LE(piece.textLength % 2 ** 32, 4);
  return gathered([GZIP_HEADER, ...piece.deflated, LAST_BLOCK, trailer]);
}

function gathered(buffers: readonly Buffer[]): Bytes {
  const chunks: Buffer[] = [];
  let short: Buffer[] = [];
  const endShort = () => {
    if (short.length > 0) chunks.push(Buffer.concat(short));
    short = [];
  };
  for (const buffer of buffers) {
    if (buffer.length < SHORT_CHUNK_BYTES) {
      short.push(buffer);
    } else {
      endShort();
      chunks.push(buffer);
    }
  }
  endShort();
  return { chunks, length: chunks.reduce((sum, chunk) => sum + chunk.length, 0) };
}
