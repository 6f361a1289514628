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
 * Codes for lines, chosen once for all families by a guess from the labels: they and the references are most of what
 * is written. A guess that is wrong costs a little space.
 */

/** Below this, describing codes of its own costs a chunk more than they save. */
const MIN_ROWS = 16;
/** Bytes of a value's text and its line feed, in a row's average line. */
const VALUE_BYTES: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, 0.4])),
  '.': 0.3,
  '}': 1,
  ' ': 1,
  '\n': 1,
};
/** Of a family's name, and of what stands in a line beside that and the row's labels. */
const NAME_BYTES = 45;
const REST_BYTES = 8;
/** Families' names, and so all these, are longer or shorter than that; shares of what falls on the average's symbol. */
const SPREAD = [0.8, 0.9, 1, 1.1, 1.2];

export interface Fields {
  readonly text: Uint8Array;
  /** How many to a row; where each starts, and the end of the last; how much each has in common with the row before. */
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
