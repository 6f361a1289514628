import { BitWriter } from './bit-writer.ts';
import { type Code, codeFor, FIXED_CODE, noFrequencies } from './huffman.ts';
import { TextBuffer } from './text-buffer.ts';

/**
 * The labels of consecutive rows as text, and what compresses them: written once for all families, because every
 * family repeats them for the same rows. A row's labels are cut into fields, each with the separator before it, so
 * that a field can be compared with the same field of the row before.
 */
export interface RowLabels {
  /** All rows one after the other. */
  readonly text: TextBuffer;
  /** Where field `f` of row `r` starts in the text: `starts[r * fields + f]`; ends with the end of the last. */
  readonly starts: Int32Array;
  readonly fields: number;
  /** How many bytes from its start a field has in common with the row before. */
  readonly shared: Int32Array;
  readonly code: Code;
  /** The bytes of each field that are not shared, encoded; field by field from bit `encodedStarts[...]` on. */
  readonly encoded: Int32Array;
  readonly encodedStarts: Int32Array;
}

/** Below this, describing codes of its own costs a piece more than they save. */
const MIN_ROWS_FOR_OWN_CODE = 16;

const writer = new BitWriter();

/** `rows` holds the fields of each row, escaped. */
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
  const code =
    rows.length < MIN_ROWS_FOR_OWN_CODE ? FIXED_CODE : codeForFields(text.bytes, starts, shared, rows.length);
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

/** Digits, a point and an end of line in most values: how often each, to a row. */
const VALUE_BYTES: Readonly<Record<string, number>> = { '.': 0.3, ' ': 1, '}': 1, '\n': 1 };
const DIGIT_PER_ROW = 0.4;
/** Which symbols say how long a match is and how far back: lines of labels are some hundred bytes long. */
const LENGTH_SYMBOLS = { from: 260, to: 284, perRow: 0.1 };
const DISTANCE_SYMBOLS = { from: 12, to: 17, perRow: 1 };

/** A guess at how often a family's lines use each symbol, from the labels. It costs a little space when it is wrong. */
function codeForFields(text: Buffer, starts: Int32Array, shared: Int32Array, rows: number): Code {
  const { literals, distances } = noFrequencies();
  shared.forEach((length, field) => {
    for (let at = starts[field]! + length; at < starts[field + 1]!; at += 1) literals[text[at]!]! += 1;
  });
  for (let digit = 0; digit <= 9; digit += 1) literals[String(digit).charCodeAt(0)]! += DIGIT_PER_ROW * rows;
  for (const [byte, perRow] of Object.entries(VALUE_BYTES)) literals[byte.charCodeAt(0)]! += perRow * rows;
  for (let symbol = LENGTH_SYMBOLS.from; symbol <= LENGTH_SYMBOLS.to; symbol += 1) {
    literals[symbol]! += LENGTH_SYMBOLS.perRow * rows;
  }
  for (let symbol = DISTANCE_SYMBOLS.from; symbol <= DISTANCE_SYMBOLS.to; symbol += 1) {
    distances[symbol]! += DISTANCE_SYMBOLS.perRow * rows;
  }
  return codeFor(literals, distances);
}
