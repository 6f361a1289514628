/** Prefix codes of DEFLATE (RFC 1951, section 3.2.2). */

/**
 * Length of the longest code, in bits. DEFLATE allows 15; with 12, a distance and its extra bits (up to 13) fit in one
 * {@link Bits}.
 */
export const MAX_CODE_BITS = 12;

/** Up to 26 bits to write, first bit lowest, and their number: `value * 32 + count`. */
export type Bits = number;

export function bits(value: number, count: number): Bits {
  return value * 32 + count;
}

/** Appends bits to a code. */
export function followedBy(code: Bits, value: number, count: number): Bits {
  return bits((code >>> 5) | (value << (code & 31)), (code & 31) + count);
}

/**
 * Code length of each symbol, close to optimal. Shannon's lengths, log2(1 / probability) rounded up, form a valid code
 * that is incomplete; decoders reject incomplete codes, so the most frequent symbols are shortened until the code is
 * complete. The remaining room is counted in codes of the longest length.
 */
export function codeLengths(frequencies: readonly number[]): readonly number[] {
  const codes = 2 ** MAX_CODE_BITS;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  // Minimum frequency: rarer symbols are raised to it so that no code exceeds the limit.
  const least = sum(frequencies) / (codes - frequencies.length);
  const raised = frequencies.map((frequency) => Math.max(frequency, least));
  const total = sum(raised);
  const lengths = raised.map((frequency) => Math.min(MAX_CODE_BITS, Math.ceil(Math.log2(total / frequency))));
  let room = codes - sum(lengths.map((length) => 2 ** (MAX_CODE_BITS - length)));
  const byFrequency = [...lengths.keys()].sort((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0));
  while (room > 0) {
    for (const symbol of byFrequency) {
      const length = lengths[symbol]!;
      const cost = 2 ** (MAX_CODE_BITS - length);
      if (cost <= room && length > 1) {
        lengths[symbol] = length - 1;
        room -= cost;
      }
    }
  }
  return lengths;
}

/** Codes of one length are consecutive in symbol order; shorter codes come first. */
export function canonicalCodes(lengths: readonly number[]): Int32Array {
  const codes = new Int32Array(lengths.length);
  let next = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
    next *= 2;
    lengths.forEach((own, symbol) => {
      if (own === length) codes[symbol] = bits(reversed(next++, length), length);
    });
  }
  return codes;
}

/** Reverses bits: DEFLATE writes codes highest bit first, and everything else lowest bit first. */
export function reversed(value: number, count: number): number {
  let result = 0;
  for (let bit = 0; bit < count; bit += 1) result |= ((value >> bit) & 1) << (count - 1 - bit);
  return result;
}
