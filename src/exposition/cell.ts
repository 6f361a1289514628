import type { Family } from '../metrics/index.ts';
import { BitWriter } from './bit-writer.ts';
import { compressLines } from './compress-lines.ts';
import { LineWriter } from './lines.ts';
import { type Piece, pieceOf } from './piece.ts';
import type { RowLabels } from './row-labels.ts';

/** What one family says of consecutive rows. */
export interface Cell {
  readonly piece: Piece;
  readonly series: number;
  /** What the piece lies in. */
  readonly memory: ArrayBuffer;
}

const lines = new LineWriter();
const writer = new BitWriter();

/** The family's lines for the rows; the cell before where its text is the same, undefined where there is none. */
export function renderCell<Row>(
  family: Family<Row>,
  rows: readonly Row[],
  labels: RowLabels,
  before: Cell | undefined,
): Cell | undefined {
  lines.write(family, rows, labels);
  if (lines.count === 0) return undefined;
  const text = lines.text.bytes.subarray(0, lines.text.length);
  if (before?.piece.text[0]?.equals(text)) return before;
  const deflated = compressLines(writer, lines, labels);
  const own = Buffer.allocUnsafeSlow(text.length + deflated.length);
  own.set(text);
  own.set(deflated, text.length);
  const piece = pieceOf(own.subarray(0, text.length), own.subarray(text.length));
  return { piece, series: lines.count, memory: own.buffer };
}

/**
 * Gives a cell's memory back. It would be found unused in time; but to find it the garbage collector has to go through
 * everything else, which costs more than rendering does.
 */
export function freeCell({ memory }: Cell): void {
  memory.transfer(0);
}
