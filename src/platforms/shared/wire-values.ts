/** Values in the responses of every vendor: ids, names, enumerations, instants. */

import { z } from 'zod';
import type { RejectionCounter } from './rows.ts';

/** Ids become label values. Four times the longest id of any API, a UUID with a prefix. */
const MAX_ID_LENGTH = 256;

/** Text without control characters, without leading or trailing white space; other values cannot identify a row. */
export const id = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(/^(?=\S)[^\p{Cc}]*(?<=\S)$/u, 'is not an id');

/** Returns the name, or the id when the name is missing, empty or blank. */
export function displayName(name: unknown, ownId: string, rejections: RejectionCounter): string {
  if (name === undefined || name === null) return ownId;
  if (typeof name === 'string') return name.trim() === '' ? ownId : name;
  rejections.reject('invalid_name');
  return ownId;
}

/**
 * Normalises the spelling of an enumeration value: `Major Outage`, `major-outage` and `MajorOutage` become
 * `major_outage`. Nothing else changes, so that a phrase never matches a value.
 */
export function normalisedWord(text: string): string {
  return text
    .trim()
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_');
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Parses a decimal number; NaN for other text, undefined for blank text. */
export function decimal(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return DECIMAL.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** Maximum lead of a platform's clock before its instants are rejected; synchronised clocks agree to seconds. */
const CLOCK_SKEW_SECONDS = 300;

/** Earliest valid instant, Unix seconds. Unset dates lie before: .NET's year 1 or the Unix epoch. */
export const EARLIEST = Date.UTC(2000) / 1000;

/** Range of instants up to `now`; Unix seconds. */
export function pastInstants(now: number) {
  return { min: EARLIEST, max: now + CLOCK_SKEW_SECONDS } as const;
}
