import { BitWriter } from '../gzip/bit-writer.ts';
import type { Code } from '../gzip/deflate-code.ts';
import { lineCode } from '../gzip/line-code.ts';
import { TextBuffer } from './text-buffer.ts';

/**
 * Labels of consecutive rows as text and as code, written once and used by every family. A row's labels are split into
 * fields, each with the separator before it, so that a field can be compared with the same field of the previous row.
 */
export interface RowLabels {
  /** The labels of all rows, concatenated. */
  readonly text: TextBuffer;
  /** Start of field `f` of row `r` in the text: `starts[r * fields + f]`; the last element is the end of the text. */
  readonly starts: Int32Array;
  /** Fields per row. */
  readonly fields: number;
  /** Length of the prefix that a field shares with the previous row, in bytes. */
  readonly shared: Int32Array;
  readonly code: Code;
  /** Encoded bytes of each field after the shared prefix; field `n` starts at bit `encodedStarts[n]`. */
  readonly encoded: Int32Array;
  readonly encodedStarts: Int32Array;
}

const writer = new BitWriter();

/** @param rows escaped fields of each row */
export function rowLabels(rows: readonly (readonly string[])[]): RowLabels {
  const fields = rows[0]?.length ?? 0;
  const all = rows.flat();
  const starts = new Int32Array(all.length + 1);
  all.forEach((field, index) => {
    starts[index + 1] = starts[index]! + Buffer.byteLength(field);
  });
  const text = new TextBuffer(starts[all.length]!);
  text.append(all.join(''));
  const shared = sharedPrefixes(text.bytes, starts, fields);
  const code = lineCode({ text: text.bytes, fields, starts, shared });
  return { text, starts, fields, shared, code, ...encode(text.bytes, starts, shared, code) };
}

function sharedPrefixes(text: Buffer, starts: Int32Array, fields: number): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, field) => {
    if (field < fields) return 0;
    const start = starts[field]!;
    const before = starts[field - fields]!;
    const longest = Math.min(starts[field + 1]! - start, starts[field - fields + 1]! - before);
    let length = 0;
    while (length < longest && text[start + length] === text[before + length]) length += 1;
    return length;
  });
}

function encode(text: Buffer, starts: Int32Array, shared: Int32Array, code: Code) {
  const encodedStarts = new Int32Array(starts.length);
  writer.begin(code, text.length);
  shared.forEach((length, field) => {
    encodedStarts[field] = writer.bits;
    writer.literals(text, starts[field]! + length, starts[field + 1]!);
  });
  encodedStarts[shared.length] = writer.bits;
  return { encoded: writer.words(), encodedStarts };
}
