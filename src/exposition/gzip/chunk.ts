import { constants, crc32, deflateRawSync } from 'node:zlib';
import { joinCrc, shiftOf } from './crc32.ts';

/**
 * Immutable part of a page in both encodings. `deflated` holds raw DEFLATE blocks (RFC 1951) that end on a byte boundary,
 * refer only to bytes of this chunk and do not end the stream. Chunks are therefore joined by listing them in order, in
 * either encoding.
 */
export interface Chunk {
  readonly text: readonly Buffer[];
  readonly textLength: number;
  readonly deflated: readonly Buffer[];
  /** CRC-32 of the text, and the factor that {@link joinCrc} needs to append it to another checksum. */
  readonly crc: number;
  readonly crcShift: number;
}

export function createChunk(text: Buffer, deflated: Buffer): Chunk {
  return {
    text: [text],
    textLength: text.length,
    deflated: [deflated],
    crc: crc32(text),
    crcShift: shiftOf(text.length),
  };
}

/** Chunk of a page that is never sent in gzip. */
export function createTextOnlyChunk(text: Buffer): Chunk {
  return { text: [text], textLength: text.length, deflated: [], crc: 0, crcShift: 0 };
}

/** Capacity of a stored block (RFC 1951, section 3.2.4). */
const MAX_STORED_BYTES = 65_535;

/** Chunk of short text that changes often: stored uncompressed, because each call of zlib costs memory and time. */
export function createStoredChunk(text: string): Chunk {
  const bytes = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MAX_STORED_BYTES) {
    const block = bytes.subarray(at, at + MAX_STORED_BYTES);
    const start = Buffer.alloc(5);
    start.writeUInt16LE(block.length, 1);
    start.writeUInt16LE(~block.length & 0xffff, 3);
    blocks.push(start, block);
  }
  return createSmallChunk(bytes, Buffer.concat(blocks));
}

/** Chunk of text that rarely changes, compressed by zlib. */
export function createDeflatedChunk(text: string): Chunk {
  const bytes = Buffer.from(text);
  return createSmallChunk(bytes, deflateRawSync(bytes, { level: 1, finishFlush: constants.Z_SYNC_FLUSH }));
}

/** Copies both to memory of their own: parts of the 64 KiB that Node.js shares among small buffers would keep all of it. */
function createSmallChunk(text: Buffer, deflated: Buffer): Chunk {
  const own = Buffer.allocUnsafeSlow(text.length + deflated.length);
  own.set(text);
  own.set(deflated, text.length);
  return createChunk(own.subarray(0, text.length), own.subarray(text.length));
}

export function joinChunks(chunks: readonly Chunk[]): Chunk {
  const textLength = chunks.reduce((sum, chunk) => sum + chunk.textLength, 0);
  return {
    text: chunks.flatMap(({ text }) => text),
    textLength,
    deflated: chunks.flatMap(({ deflated }) => deflated),
    crc: chunks.reduce((crc, chunk) => joinCrc(crc, chunk.crc, chunk.crcShift), 0),
    crcShift: shiftOf(textLength),
  };
}
