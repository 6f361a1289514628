import { constants, crc32, deflateRawSync } from 'node:zlib';
import { joinCrc, shiftOf } from './crc32.ts';
import type { Encoding } from './negotiate.ts';

/**
 * A stretch of the page, ready to be sent in both encodings and never changed afterwards. `deflated` holds raw DEFLATE
 * blocks (RFC 1951) that end on a byte boundary, refer to nothing before them and are not the stream's last: so pieces
 * are joined by putting them one after the other, in either encoding.
 */
export interface Piece {
  readonly text: readonly Buffer[];
  readonly textLength: number;
  readonly deflated: readonly Buffer[];
  /** CRC-32 of the text, and what {@link joinCrc} needs to append it to another's. */
  readonly crc: number;
  readonly crcShift: number;
}

/** What is sent: the chunks one after the other, `length` bytes in all. */
export interface Body {
  readonly chunks: readonly Buffer[];
  readonly length: number;
}

export function pieceOf(text: Buffer, deflated: Buffer): Piece {
  return {
    text: [text],
    textLength: text.length,
    deflated: [deflated],
    crc: crc32(text),
    crcShift: shiftOf(text.length),
  };
}

/** For short or seldom changed text. */
export function pieceOfText(text: string): Piece {
  const bytes = Buffer.from(text);
  return pieceOf(bytes, deflateRawSync(bytes, { level: 1, finishFlush: constants.Z_SYNC_FLUSH }));
}

export function join(pieces: readonly Piece[]): Piece {
  const textLength = pieces.reduce((sum, piece) => sum + piece.textLength, 0);
  return {
    text: pieces.flatMap(({ text }) => text),
    textLength,
    deflated: pieces.flatMap(({ deflated }) => deflated),
    crc: pieces.reduce((crc, piece) => joinCrc(crc, piece.crc, piece.crcShift), 0),
    crcShift: shiftOf(textLength),
  };
}

/** RFC 1952: magic, method DEFLATE, no flags, no time, no extra flags, operating system unknown. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty last block with fixed codes. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

export function bodyOf(piece: Piece, encoding: Encoding): Body {
  if (encoding === 'identity') return bodyOfChunks(piece.text);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(piece.crc, 0);
  trailer.writeUInt32LE(piece.textLength % 2 ** 32, 4);
  return bodyOfChunks([GZIP_HEADER, ...piece.deflated, LAST_BLOCK, trailer]);
}

/** Shorter chunks are copied together: each chunk of a body costs its writing, whatever its length. */
const SHORT_CHUNK_BYTES = 16_384;

function bodyOfChunks(pieces: readonly Buffer[]): Body {
  const chunks: Buffer[] = [];
  let short: Buffer[] = [];
  const gather = () => {
    if (short.length > 0) chunks.push(short.length === 1 ? short[0]! : Buffer.concat(short));
    short = [];
  };
  for (const piece of pieces) {
    if (piece.length < SHORT_CHUNK_BYTES) {
      short.push(piece);
    } else {
      gather();
      chunks.push(piece);
    }
  }
  gather();
  return { chunks, length: chunks.reduce((sum, chunk) => sum + chunk.length, 0) };
}
