import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';

/**
 * Bytes of one part of a tenant's state in Redis: JSON lines, compressed with Zstandard. The first line is a header with
 * the version of the format.
 */

/**
 * Changes when an exporter of the version before would refuse the parts or misread them: a value with another meaning or
 * unit, another medium or status. Further fields need no new version: readers ignore those that they do not know.
 */
export const FORMAT_VERSION = 1;

/** Any version, as all else depends on it. */
const versioned = z.looseObject({ version: z.unknown() });
const header = z.object({ fence: z.int().nonnegative() });

/** Fast levels of Zstandard are negative; this one takes a third of a microsecond per queue. */
const LEVEL = -3;
/** Bound of a part's size in memory, bytes: several times that of 20,000 queues. */
const MAX_BYTES = 268_435_456;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * A part that this exporter cannot use. `code` is stable: `unknown_format` for that of another version, `invalid_state`
 * for bytes that are not a part.
 */
export class SharedStateError extends Error {
  override readonly name = 'SharedStateError';
  readonly code: 'unknown_format' | 'invalid_state';

  constructor(code: SharedStateError['code'], message: string) {
    super(message);
    this.code = code;
  }
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

/** @throws SharedStateError */
export async function decodePart(bytes: Buffer): Promise<Part> {
  const plain = await decompressed(bytes);
  const [first = '', ...rest] = plain.toString().split('\n');
  const written = versioned.safeParse(parseLine(first)).data;
  if (!written) throw new SharedStateError('invalid_state', 'the header is missing');
  if (written.version !== FORMAT_VERSION)
    throw new SharedStateError(
      'unknown_format',
      `format ${versionText(written.version)}, and this exporter reads format ${FORMAT_VERSION}`,
    );
  const { data } = header.safeParse(written);
  if (!data) throw new SharedStateError('invalid_state', 'the fencing number is missing');
  const lines: unknown[] = [];
  for (const text of rest) {
    lines.push(parseLine(text));
    await setImmediate();
  }
  return { fence: data.fence, lines };
}

/** Others may have written anything. */
function versionText(version: unknown): string {
  return typeof version === 'number' ? String(version) : 'without a number';
}

async function decompressed(bytes: Buffer): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SharedStateError('invalid_state', `cannot be decompressed: ${reason}`);
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SharedStateError('invalid_state', 'a line is not JSON');
  }
}
