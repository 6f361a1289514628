import { z } from 'zod';

/** Values that are no text, in a file where the environment can only give them as text. */

export function numberFromEnv(schema: z.ZodNumber) {
  return z.preprocess((input) => {
    const isNumeric = typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input);
    return isNumeric ? Number(input) : input;
  }, schema);
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export function booleanFromEnv() {
  return z.preprocess((input) => BOOLEANS.get(input) ?? input, z.boolean());
}
