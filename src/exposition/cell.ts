import type { Family } from '../metrics/index.ts';
import { BitWriter } from './bit-writer.ts';
import { compressLines } from './compress-lines.ts';
import { LineWriter } from './lines.ts';
import { type Piece, pieceOf, plainPieceOf } from './piece.ts';
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
const NOTHING = new Uint8Array(0);

/** The family's lines for the rows; the cell before where its text is the same, undefined where there is none. */
export function renderCell<Row>(
  family: Family<Row>,
  rows: readonly Row[],
  labels: RowLabels,
  gzip: boolean,
  before: Cell | undefined,
): Cell | undefined {
  lines.write(family, rows, labels);
  if (lines.count === 0) return undefined;
  const text = lines.text.bytes.subarray(0, lines.text.length);
  if (before?.piece.text[0]?.equals(text)) return before;
  const deflated = gzip ? compressLines(writer, lines, labels) : NOTHING;
  const own = Buffer.allocUnsafeSlow(text.length + deflated.length);
  own.set(text);
  own.set(deflated, text.length);
  const ownText = own.subarray(0, text.length);
  const piece = gzip ? pieceOf(ownText, own.subarray(text.length)) : plainPieceOf(ownText);
  return { piece, series: lines.count, memory: own.buffer };
}

/**
 * Gives a cell's memory back. It would be found unused in time; but to find it the garbage collector has to go through
 * everything else, which costs more than rendering does.
 */
export function freeCell({ memory }: Cell): void {
  memory.transfer(0);
}
