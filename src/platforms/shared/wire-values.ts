import { z } from 'zod';
import type { RejectionCounter } from './rows.ts';

/** Values that every vendor writes: ids, names, words of closed lists, instants. */

/** Four times the longest id of any API, a UUID with a prefix; ids go into labels. */
const MAX_ID_LENGTH = 256;

/** Text without control characters that neither begins nor ends with white space: anything else keys no row. */
export const id = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^(?=\S)[^\p{Cc}]*(?<=\S)$/u, 'is no id');

/** The name of a thing; its id stands in for one that is missing, empty or blank. */
export function displayName(name: unknown, ownId: string, rejections: RejectionCounter): string {
  if (name === undefined || name === null) return ownId;
  if (typeof name === 'string') return name.trim() === '' ? ownId : name;
  rejections.reject('invalid_name');
  return ownId;
}

/**
 * A word of a closed list in one spelling: `Major Outage`, `major-outage` and `MajorOutage` are `major_outage`. Nothing
 * else is changed, so that a phrase never becomes a word of the list.
 */
export function normalisedWord(text: string): string {
  return text
    .trim()
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_');
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A number that is written as text; NaN for other text, undefined for blank text. */
export function decimal(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** By how much a platform's clock may be ahead of ours without its instants being refused: clocks that are kept agree to seconds. */
const CLOCK_SKEW_SECONDS = 300;

/** Unix seconds. Unset dates lie before, at the beginning of .NET's calendar or of Unix time. */
export const EARLIEST = Date.UTC(2000) / 1000;

/** The range of instants that may have happened by `now`; Unix seconds. */
export function pastInstants(now: number) {
  return { min: EARLIEST, max: now + CLOCK_SKEW_SECONDS } as const;
}
