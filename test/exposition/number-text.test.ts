import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NUMBER_BYTES, numberText, writeNumber } from '../../src/exposition/text/number-text.ts';

const written = (value: number) => {
  const bytes = Buffer.alloc(MAX_NUMBER_BYTES);
  return bytes.toString('latin1', 0, writeNumber(bytes, 0, value));
};

const anyNumber = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0.05, max: 1, noNaN: true }) },
  fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 1000 })).map(([a, b]) => a / (a + b)),
  { weight: 3, arbitrary: fc.double({ noNaN: true }) },
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 2_147_483_000 }).map((thousandths) => thousandths / 1000),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((tenths) => tenths / 10),
  fc.double({ min: 1e-9, max: 1e-5 }),
  fc.double({ min: 1e20, max: 1e22 }),
);

describe('a number as text', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [10, '10'],
    [99_999, '99999'],
    [100_000, '100000'],
    [2_147_483_647, '2147483647'],
    [2_147_483_648, '2147483648'],
    [1_750_000_000, '1750000000'],
    [1_750_000_000.123, '1750000000.123'],
    [-5, '-5'],
    [0.5, '0.5'],
    [-0.5, '-0.5'],
    [0.05, '0.05'],
    [0.005, '0.005'],
    [0.9999, '0.9999'],
    [12.25, '12.25'],
    [12.3, '12.3'],
    [1 / 3, '0.3333333333333333'],
    [0.000_001, '0.000001'],
    [0.000_000_15, '0.00000015'],
    [-1.234_567e-7, '-0.0000001234567'],
    [1e-7, '0.0000001'],
    [1e20, '100000000000000000000'],
    [999_999_999_999_999_900_000, '999999999999999900000'],
    [1e21, '1e+21'],
    [5e-324, '5e-324'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('writes %d as %s', (value, text) => {
    expect(written(value)).toBe(text);
    expect(numberText(value)).toBe(text);
  });

  it('writes the shortest text that reads back as the same number, without exponents in the usual range', () => {
    fc.assert(
      fc.property(anyNumber, (value) => {
        const text = written(value);
        expect(text).toBe(numberText(value));
        expect(Number(text.replace('Inf', 'Infinity'))).toBe(value + 0);
        if (Math.abs(value) > 1e-7 && Math.abs(value) < 1e21) expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        const digits = (each: string) => each.replace(/^-?[0.]*|e.*|\./g, '').replace(/0+$/, '').length;
        if (Number.isFinite(value)) expect(digits(text)).toBe(digits(String(value)));
      }),
      { numRuns: 2000 },
    );
  });
});
