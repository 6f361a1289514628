import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';

/**
 * Bytes of one part of a tenant's state in Redis: JSON lines, compressed with Zstandard. The first line is a header with
 * the version of the format.
 */

/** Changes when an exporter of the version before cannot read the parts. */
export const FORMAT_VERSION = 1;

const header = z.object({ version: z.number(), fence: z.number().int().nonnegative() });

/** Fast levels of Zstandard are negative; this one takes a third of a microsecond per queue. */
const LEVEL = -3;
/** Bound of a part's size in memory, bytes: several times that of 20,000 queues. */
const MAX_BYTES = 268_435_456;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A part whose format this version of the exporter does not know. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError';
  readonly code = 'unknown_format';
}

export interface Part {
  /** Fencing number of the lease under which it was published. */
  readonly fence: number;
  /** Values of the lines after the header. */
  readonly lines: readonly unknown[];
}

/** Converts one line at a time, so that other work can run in between; `lines` may be lazy for the same reason. */
export async function encodePart(fence: number, lines: Iterable<unknown>): Promise<Buffer> {
  const texts = [JSON.stringify({ version: FORMAT_VERSION, fence })];
  for (const line of lines) {
    texts.push(JSON.stringify(line));
    await setImmediate();
  }
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL };
  return compress(Buffer.from(texts.join('\n')), { params });
}

/** @throws UnknownFormatError for another version, another Error for bytes that are not a part. */
export async function decodePart(bytes: Buffer): Promise<Part> {
  const plain = await decompress(bytes, { maxOutputLength: MAX_BYTES });
  const [first = '', ...rest] = plain.toString().split('\n');
  const { version, fence } = header.parse(JSON.parse(first));
  if (version !== FORMAT_VERSION)
    throw new UnknownFormatError(`format ${version}, and this exporter reads format ${FORMAT_VERSION}`);
  const lines: unknown[] = [];
  for (const text of rest) {
    lines.push(JSON.parse(text));
    await setImmediate();
  }
  return { fence, lines };
}
