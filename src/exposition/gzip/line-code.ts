import {
  type Code,
  codeFor,
  DISTANCE_SYMBOLS,
  distanceSymbol,
  FIXED_CODE,
  LITERAL_SYMBOLS,
  lengthSymbol,
  MIN_MATCH,
} from './deflate-code.ts';

/**
 * Prefix codes for lines, estimated once for all families from the row labels: labels and references make up most of the
 * output. An inaccurate estimate costs a little space, never correctness.
 */

/** Below this number of rows, describing the codes costs more bytes than they save. */
const MIN_ROWS = 16;
/** Average occurrences of each character per line in the value, its separators and the line feed. */
const VALUE_BYTES: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, 0.4])),
  '.': 0.3,
  '}': 1,
  ' ': 1,
  '\n': 1,
};
/** Average bytes of a family's name, and of the rest of a line without name and row labels. */
const NAME_BYTES = 45;
const REST_BYTES = 8;
/** Names vary in length, and so do matches and distances: factors of the average among which the frequency is spread. */
const SPREAD = [0.8, 0.9, 1, 1.1, 1.2];

export interface Fields {
  readonly text: Uint8Array;
  /** Fields per row; start of each field, then the end of the last; bytes shared with the same field of the row before. */
  readonly fields: number;
  readonly starts: Int32Array;
  readonly shared: Int32Array;
}

export function lineCode({ text, fields, starts, shared }: Fields): Code {
  const rows = shared.length / fields;
  if (rows < MIN_ROWS) return FIXED_CODE;
  const literals = new Array<number>(LITERAL_SYMBOLS).fill(1);
  const distances = new Array<number>(DISTANCE_SYMBOLS).fill(1);
  shared.forEach((length, field) => {
    for (let at = starts[field]! + length; at < starts[field + 1]!; at += 1) literals[text[at]!]! += 1;
    for (const share of SPREAD) {
      const match = field % fields === 0 ? length + Math.round(share * NAME_BYTES) : length;
      if (match >= MIN_MATCH) literals[lengthSymbol(Math.min(match, 257))]! += 1 / SPREAD.length;
    }
  });
  for (const [byte, perRow] of Object.entries(VALUE_BYTES)) literals[byte.charCodeAt(0)]! += perRow * rows;
  const line = starts.at(-1)! / rows + NAME_BYTES + REST_BYTES;
  for (const share of SPREAD)
    distances[distanceSymbol(Math.round(share * line))]! += (fields * rows) / SPREAD.length;
  return codeFor(literals, distances);
}
