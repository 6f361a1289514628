import type { Family } from '../../metrics/index.ts';
import { BitWriter } from '../gzip/bit-writer.ts';
import { type Chunk, createChunk, createTextOnlyChunk } from '../gzip/chunk.ts';
import { compressLines } from '../gzip/compress-lines.ts';
import { LineWriter } from '../text/line-writer.ts';
import type { RowLabels } from '../text/row-labels.ts';
import type { MemoryPool } from './memory-pool.ts';

/** The lines of one family for one row group. */
export interface FamilyBlock {
  readonly chunk: Chunk;
  readonly series: number;
  /** Memory that holds the chunk. */
  readonly memory: ArrayBuffer;
}

const lines = new LineWriter();
const writer = new BitWriter();
const NOTHING = new Uint8Array(0);

/** Options and resources for rendering blocks. */
export interface Rendering {
  /** Whether blocks are compressed too. */
  readonly gzip: boolean;
  readonly memory: MemoryPool;
}

/** Renders a family for the rows. Returns `before` when the text is unchanged, and undefined when there are no lines. */
export function renderFamilyBlock<Row>(
  family: Family<Row>,
  rows: readonly Row[],
  labels: RowLabels,
  { gzip, memory }: Rendering,
  before: FamilyBlock | undefined,
): FamilyBlock | undefined {
  lines.write(family, rows, labels);
  if (lines.count === 0) return undefined;
  const text = lines.text.bytes.subarray(0, lines.text.length);
  if (before?.chunk.text[0]?.equals(text)) return before;
  const deflated = gzip ? compressLines(writer, lines, labels) : NOTHING;
  const own = memory.take(text.length + deflated.length);
  own.set(text);
  own.set(deflated, text.length);
  const ownText = own.subarray(0, text.length);
  const ownDeflated = own.subarray(text.length, text.length + deflated.length);
  const chunk = gzip ? createChunk(ownText, ownDeflated) : createTextOnlyChunk(ownText);
  return { chunk, series: lines.count, memory: own.buffer };
}
