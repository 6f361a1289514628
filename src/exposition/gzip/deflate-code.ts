import { type Bits, bits, canonicalCodes, codeLengths, followedBy, reversed } from './huffman.ts';

/** Symbols and codes of DEFLATE (RFC 1951, section 3.2). */

/** Bytes are symbols 0 to 255. */
export const END_OF_BLOCK = 256;
const FIRST_LENGTH_SYMBOL = 257;
export const LITERAL_SYMBOLS = 286;
export const DISTANCE_SYMBOLS = 30;
export const MIN_MATCH = 3;
export const MAX_MATCH = 258;
/** Maximum distance of a match, in bytes. */
export const WINDOW_BYTES = 32_768;
/** Distances below this are looked up (the previous line, usually); longer ones are computed. */
const SHORT_DISTANCES = 1024;

/** Prefix codes of a block, and the bits of the block's header that describe them. */
export interface Code {
  /** Code by literal or length symbol. */
  readonly literals: Int32Array;
  /** Code by length of a match, extra bits included. */
  readonly lengths: Int32Array;
  readonly distanceSymbols: Int32Array;
  /** Code by distance, extra bits included. */
  readonly shortDistances: Int32Array;
  readonly blockStart: readonly Bits[];
}

/** The fixed codes of RFC 1951, section 3.2.6; they need no description in the block. */
export const FIXED_CODE = codeOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  Array.from({ length: 32 }, () => 5),
  [bits(0b010, 3)],
);

/** Returns codes for the given frequencies of symbols; every symbol gets a code. */
export function codeFor(literalFrequencies: readonly number[], distanceFrequencies: readonly number[]): Code {
  const literals = codeLengths(literalFrequencies);
  const distances = codeLengths(distanceFrequencies);
  return codeOf(literals, distances, blockDescription([...literals, ...distances]));
}

function codeOf(
  literalLengths: readonly number[],
  distanceLengths: readonly number[],
  blockStart: readonly Bits[],
): Code {
  const literals = canonicalCodes(literalLengths);
  const distanceSymbols = canonicalCodes(distanceLengths);
  const lengths = Int32Array.from({ length: MAX_MATCH + 1 }, (_, length) => {
    const symbol = literals[lengthSymbol(length)]!;
    return length === MAX_MATCH ? symbol : withExtraBits(symbol, Math.max(0, length - MIN_MATCH), 2);
  });
  const shortDistances = Int32Array.from({ length: SHORT_DISTANCES }, (_, distance) =>
    longDistance(distanceSymbols, Math.max(1, distance)),
  );
  return { literals, lengths, distanceSymbols, shortDistances, blockStart };
}

export function lengthSymbol(length: number): number {
  if (length === MAX_MATCH) return LITERAL_SYMBOLS - 1;
  return FIRST_LENGTH_SYMBOL + symbolOf(Math.max(0, length - MIN_MATCH), 2);
}

export function distanceSymbol(distance: number): number {
  return symbolOf(distance - 1, 1);
}

export function distanceBits({ shortDistances, distanceSymbols }: Code, distance: number): Bits {
  return distance < SHORT_DISTANCES ? shortDistances[distance]! : longDistance(distanceSymbols, distance);
}

function longDistance(distanceSymbols: Int32Array, distance: number): Bits {
  return withExtraBits(distanceSymbols[distanceSymbol(distance)]!, distance - 1, 1);
}

/**
 * Lengths and distances have the same structure (section 3.2.5): the highest `leadingBits` + 1 bits of the value choose
 * the symbol, the others are extra bits.
 */
function symbolOf(value: number, leadingBits: number): number {
  const extraBits = extraBitsOf(value, leadingBits);
  return (extraBits << leadingBits) + (value >>> extraBits);
}

function withExtraBits(code: Bits, value: number, leadingBits: number): Bits {
  const extraBits = extraBitsOf(value, leadingBits);
  return followedBy(code, value & ((1 << extraBits) - 1), extraBits);
}

function extraBitsOf(value: number, leadingBits: number): number {
  return Math.max(0, 31 - Math.clz32(value) - leadingBits);
}

/** Block header of section 3.2.7 in its simplest form: four bits for every code length, no repetitions. */
function blockDescription(lengths: readonly number[]): readonly Bits[] {
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  return [
    bits(0b100, 3),
    bits(LITERAL_SYMBOLS - FIRST_LENGTH_SYMBOL, 5),
    bits(DISTANCE_SYMBOLS - 1, 5),
    bits(order.length - 4, 4),
    ...order.map((symbol) => bits(symbol < 16 ? 4 : 0, 3)),
    ...lengths.map((length) => bits(reversed(length, 4), 4)),
  ];
}
