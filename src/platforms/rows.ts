import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { type Rejections, snakeCase } from '../domain/index.ts';

/** Counts what validation refuses during one poll. */
export interface Tally {
  readonly rejections: () => Rejections;
  readonly refuse: (reason: string) => void;
}

export function createTally(): Tally {
  const counts: Record<string, number> = {};
  return {
    rejections: () => counts,
    refuse: (reason) => {
      counts[reason] = (counts[reason] ?? 0) + 1;
    },
  };
}

/** How long rows may keep the event loop from other work at a time, in milliseconds. */
const SLICE_MS = 5;

/** Keeps the rows that fit the schema; counts the others by the part that does not fit, as in `invalid_queue_id`. */
export async function acceptRows<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  tally: Tally,
): Promise<Row[]> {
  const accepted: Row[] = [];
  // That the answer was parsed a moment ago was a slice of its own.
  let sliceEnd = performance.now();
  for (const row of rows) {
    const result = schema.safeParse(row);
    if (result.success) accepted.push(result.data);
    else tally.refuse(reasonOf(result.error));
    if (performance.now() >= sliceEnd) {
      await setImmediate();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  return accepted;
}

/** Positions in lists and names of map entries are left out, so that the reasons are as few as the schema's parts. */
function reasonOf(error: z.ZodError): string {
  const part = error.issues[0]?.path.filter((key) => typeof key === 'string').join('_');
  return part ? `invalid_${snakeCase(part)}` : 'invalid_row';
}

/** Keeps the first row of each key: a second one contradicts it, and there is no telling which is right. */
export function withoutDuplicates<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  tally: Tally,
): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    if (!seen.has(key)) return seen.add(key);
    tally.refuse('duplicate');
    return false;
  });
}

/** A figure that cannot be true is dropped and counted; the rest of its row is kept. */
export function figure(
  value: number | undefined,
  range: { readonly min: number; readonly max: number },
  name: string,
  tally: Tally,
): number | undefined {
  if (value === undefined) return undefined;
  if (value >= range.min && value <= range.max) return value;
  tally.refuse(`${name}_out_of_range`);
  return undefined;
}

export const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
export const SECONDS = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;
export const RATIO = { min: 0, max: 1 } as const;
export const PERCENT = { min: 0, max: 100 } as const;
