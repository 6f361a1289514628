/**
 * Joins CRC-32 checksums (RFC 1952) without reading the bytes again: appending n bytes to a message multiplies its
 * checksum, a polynomial over GF(2), by x^(8n) modulo the CRC's own polynomial. Bits are reflected: the highest one
 * is x^0.
 */

const POLYNOMIAL = 0xedb88320;
const X0 = 0x8000_0000;
const X8 = 0x0080_0000;
/** Upper bound of the bits of a length. */
const LENGTH_BITS = 52;
/** x^(8 * 2^n) for each n, each the square of the one before. */
const POWERS: readonly number[] = Array.from({ length: LENGTH_BITS }).reduce<readonly number[]>(
  (powers) => [...powers, powers.length === 0 ? X8 : multiply(powers.at(-1)!, powers.at(-1)!)],
  [],
);

/** The checksum of a message made of two parts; `shift` is {@link shiftOf} the second part's length. */
export function joinCrc(first: number, second: number, shift: number): number {
  return (multiply(first, shift) ^ second) >>> 0;
}

/** x^(8 * bytes). */
export function shiftOf(bytes: number): number {
  let result = X0;
  for (let rest = bytes, bit = 0; rest > 0; rest = Math.floor(rest / 2), bit += 1) {
    if (rest % 2 === 1) result = multiply(result, POWERS[bit]!);
  }
  return result;
}

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = X0; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product;
}
