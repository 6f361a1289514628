/** Prefix codes for DEFLATE (RFC 1951, sections 3.2.2 to 3.2.7). */

/**
 * Longest code used, in bits. The format allows 15; with 12 a distance and its extra bits (up to 13) fit in the 27
 * bits of {@link Bits}.
 */
const MAX_BITS = 12;

export const END_OF_BLOCK = 256;
const FIRST_LENGTH_SYMBOL = 257;
const LITERAL_SYMBOLS = 286;
const DISTANCE_SYMBOLS = 30;
/** Distances to the line before are looked up rather than worked out. */
const SHORT_DISTANCES = 1024;
export const MIN_MATCH = 3;
export const MAX_MATCH = 258;

/** Bits to be written, the first one lowest, and how many: `bits * 32 + count`. */
export type Bits = number;

export function bits(value: number, count: number): Bits {
  return value * 32 + count;
}

/** One choice of codes, and the start of a block that is written in them. */
export interface Code {
  /** By byte, and {@link END_OF_BLOCK}. */
  readonly literals: Int32Array;
  /** By match length, extra bits included. */
  readonly lengths: Int32Array;
  /** By distance symbol, extra bits not included. */
  readonly distanceSymbols: Int32Array;
  /** By distance, the short ones only, extra bits included. */
  readonly shortDistances: Int32Array;
  readonly blockStart: readonly Bits[];
}

/** The codes that the format itself defines; they cost no description. */
export const FIXED_CODE: Code = {
  ...codeTables(
    Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
    Array.from({ length: 32 }, () => 5),
  ),
  blockStart: [bits(0b010, 3)],
};

/** Codes for symbols that occur about so often; every symbol gets one. */
export function codeFor(literalFrequencies: readonly number[], distanceFrequencies: readonly number[]): Code {
  const literalLengths = codeLengths(literalFrequencies);
  const distanceLengths = codeLengths(distanceFrequencies);
  return {
    ...codeTables(literalLengths, distanceLengths),
    blockStart: blockDescription([...literalLengths, ...distanceLengths]),
  };
}

/** Frequencies with every symbol possible: {@link LITERAL_SYMBOLS} and {@link DISTANCE_SYMBOLS} of them. */
export function noFrequencies(): { literals: number[]; distances: number[] } {
  return { literals: new Array(LITERAL_SYMBOLS).fill(1), distances: new Array(DISTANCE_SYMBOLS).fill(1) };
}

/**
 * A length for each symbol, close to the best. Shannon's choice, log2(1 / probability) rounded up, always leaves a
 * valid code with room to spare; the room goes to the most frequent symbols until it is used up, because inflaters
 * refuse incomplete codes. Room is counted in codes of the longest length.
 */
function codeLengths(frequencies: readonly number[]): number[] {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 0);
  const byFrequency = [...frequencies.keys()].sort((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0));
  // A symbol rarer than 1 in 2^MAX_BITS is counted as that frequent, which keeps the sum valid.
  const floor = total / (2 ** MAX_BITS - frequencies.length);
  const flooredTotal = frequencies.reduce((sum, frequency) => sum + Math.max(frequency, floor), 0);
  const lengths = frequencies.map((frequency) =>
    Math.min(MAX_BITS, Math.ceil(Math.log2(flooredTotal / Math.max(frequency, floor)))),
  );
  let room = 2 ** MAX_BITS - lengths.reduce((sum, length) => sum + 2 ** (MAX_BITS - length), 0);
  while (room > 0) {
    for (const symbol of byFrequency) {
      const length = lengths[symbol]!;
      const cost = 2 ** (MAX_BITS - length);
      if (cost <= room && length > 1) {
        lengths[symbol] = length - 1;
        room -= cost;
      }
    }
  }
  return lengths;
}

function codeTables(literalLengths: readonly number[], distanceLengths: readonly number[]) {
  const literals = canonicalCode(literalLengths);
  const distanceSymbols = canonicalCode(distanceLengths);
  const shortDistances = Int32Array.from({ length: SHORT_DISTANCES }, (_, distance) =>
    distance === 0 ? 0 : longDistance(distanceSymbols, distance),
  );
  return { literals, lengths: matchLengthTable(literals), distanceSymbols, shortDistances };
}

export function distanceBits({ shortDistances, distanceSymbols }: Code, distance: number): Bits {
  return distance < SHORT_DISTANCES ? shortDistances[distance]! : longDistance(distanceSymbols, distance);
}

/** RFC 1951, 3.2.5: from the fifth symbol on, each two take one extra bit more. */
function longDistance(symbols: Int32Array, distance: number): Bits {
  const offset = distance - 1;
  const extraBits = Math.max(0, 30 - Math.clz32(offset));
  const code = symbols[2 * extraBits + (offset >>> extraBits)]!;
  const extra = offset & ((1 << extraBits) - 1);
  return bits((code >>> 5) | (extra << (code & 31)), (code & 31) + extraBits);
}

/** RFC 1951, 3.2.2: codes of one length are consecutive, in the order of the symbols, shorter ones first. */
function canonicalCode(lengths: readonly number[]): Int32Array {
  const codes = new Int32Array(lengths.length);
  let next = 0;
  for (let length = 1; length <= MAX_BITS; length += 1) {
    next *= 2;
    lengths.forEach((own, symbol) => {
      if (own === length) codes[symbol] = bits(reversed(next++, length), length);
    });
  }
  return codes;
}

/** RFC 1951, 3.2.5: from symbol 265 on, each four symbols take one extra bit more; 258 has a symbol of its own. */
function matchLengthTable(literals: Int32Array): Int32Array {
  const table = new Int32Array(MAX_MATCH + 1);
  let first = MIN_MATCH;
  for (let symbol = FIRST_LENGTH_SYMBOL; first < MAX_MATCH; symbol += 1) {
    const code = literals[symbol]!;
    const extraBits = symbol < 265 ? 0 : (symbol - 261) >> 2;
    for (let extra = 0; extra < 2 ** extraBits && first + extra < MAX_MATCH; extra += 1) {
      const count = code & 31;
      table[first + extra] = bits((code >>> 5) | (extra << count), count + extraBits);
    }
    first += 2 ** extraBits;
  }
  table[MAX_MATCH] = literals[LITERAL_SYMBOLS - 1]!;
  return table;
}

/** RFC 1951, 3.2.7, in its plainest form: every length is given in four bits, with no repetitions. */
function blockDescription(lengths: readonly number[]): readonly Bits[] {
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  return [
    bits(0b100, 3),
    bits(LITERAL_SYMBOLS - 257, 5),
    bits(DISTANCE_SYMBOLS - 1, 5),
    bits(order.length - 4, 4),
    ...order.map((symbol) => bits(symbol < 16 ? 4 : 0, 3)),
    ...lengths.map((length) => bits(reversed(length, 4), 4)),
  ];
}

/** Codes are written from their highest bit on, everything else from its lowest. */
function reversed(value: number, count: number): number {
  let result = 0;
  for (let bit = 0; bit < count; bit += 1) result |= ((value >> bit) & 1) << (count - 1 - bit);
  return result;
}
