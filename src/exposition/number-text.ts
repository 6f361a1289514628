/** Below this JavaScript writes exponents, and this many times smaller people still expect plain decimals. */
const SMALLEST_PLAIN = 1e-7;
const FIRST_WITH_EXPONENT = 1e-6;

/**
 * The shortest decimal that reads back as exactly this number: integers plain, exponents only below 1e-7 and from
 * 1e21 on, `+Inf` and `-Inf` as the exposition formats spell them. Minus zero is `0`.
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

/** A bucket's bound as OpenMetrics wants it ("canonical": `1.0`), which the text format reads just as well. */
export function boundText(bound: number): string {
  const text = numberText(bound);
  return Number.isInteger(bound) && !text.includes('e') ? `${text}.0` : text;
}
