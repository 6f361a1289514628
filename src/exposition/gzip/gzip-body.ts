import type { Chunk } from './chunk.ts';

/** RFC 1952, section 2.3: magic, method DEFLATE, no flags, no time, no extra flags, operating system unknown. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty last block with fixed codes. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** The gzip body of a page: header, the DEFLATE blocks of its chunks, last block and trailer, as buffers to send in order. */
export function gzipBody({ deflated, crc, textLength }: Chunk): readonly Buffer[] {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(textLength % 2 ** 32, 4);
  return [GZIP_HEADER, ...deflated, LAST_BLOCK, trailer];
}
