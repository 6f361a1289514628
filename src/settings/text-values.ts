import { z } from 'zod';

/** Numbers and booleans in a file; values substituted from the environment arrive as text. */

export const NUMBER_TEXT = /^-?\d+(\.\d+)?$/;

export function numberFromEnv(schema: z.ZodNumber) {
  return z.preprocess((input) => {
    const isNumeric = typeof input === 'string' && NUMBER_TEXT.test(input);
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
