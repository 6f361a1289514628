import { z } from 'zod';

/** Values that are no text, in a file where the environment can only give them as text. */

export function number(schema: z.ZodNumber) {
  return z.preprocess((input) => {
    const isNumeric = typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input);
    return isNumeric ? Number(input) : input;
  }, schema);
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export function trueOrFalse() {
  return z.preprocess((input) => BOOLEANS.get(input) ?? input, z.boolean());
}
