/** JavaScript writes exponents below the first limit; down to the second one, plain decimals are easier to read. */
const FIRST_WITH_EXPONENT = 1e-6;
const SMALLEST_PLAIN = 1e-7;

/**
 * Shortest decimal that parses to exactly this number: plain integers, exponents only below 1e-7 and from 1e21,
 * `+Inf` and `-Inf` as in the exposition formats. Minus zero is `0`.
 */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  const size = Math.abs(value);
  return size < FIRST_WITH_EXPONENT && size >= SMALLEST_PLAIN ? plainDecimal(value) : String(value);
}

function plainDecimal(value: number): string {
  const [digits = '', exponent = '0'] = String(Math.abs(value)).split('e-');
  const sign = value < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`;
}

/** Upper bound of a number's text in bytes; the longest are like `-1.2345678901234567e-300`. */
export const MAX_NUMBER_BYTES = 32;

const ZERO = 0x30;
const POINT = 0x2e;
/** Values with up to three decimals (milliseconds, rounded ratios) are written without creating a string. */
const SCALE = 1000;
const SCALE_LIMIT = Math.floor((2 ** 31 - 1) / SCALE);

/** Writes {@link numberText} and returns the offset after it. Common values take a fast path. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  const whole = value | 0;
  if (whole === value && whole >= 0) return writeInteger(bytes, at, whole);
  if (value > 0 && value < SCALE_LIMIT) {
    // At most ten digits, which are unique to one number: if they parse to the value, they are its shortest text.
    const scaled = (value * SCALE + 0.5) | 0;
    if (scaled / SCALE === value) {
      return writeThousandths(bytes, writeInteger(bytes, at, whole), scaled - whole * SCALE);
    }
  }
  const text = numberText(value);
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  const end = at + digitsOf(value);
  let rest = value;
  for (let index = end - 1; index >= at; index -= 1) {
    const tens = (rest / 10) | 0;
    bytes[index] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return end;
}

function digitsOf(value: number): number {
  if (value < 100_000) return value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 5;
  return value < 1_000_000
    ? 6
    : value < 10_000_000
      ? 7
      : value < 100_000_000
        ? 8
        : value < 1_000_000_000
          ? 9
          : 10;
}

/** Writes up to three decimals, without trailing zeros. */
function writeThousandths(bytes: Uint8Array, at: number, thousandths: number): number {
  const tenths = (thousandths / 100) | 0;
  const hundredths = ((thousandths / 10) | 0) % 10;
  const rest = thousandths % 10;
  bytes[at] = POINT;
  bytes[at + 1] = ZERO + tenths;
  bytes[at + 2] = ZERO + hundredths;
  bytes[at + 3] = ZERO + rest;
  return at + (rest > 0 ? 4 : hundredths > 0 ? 3 : 2);
}
