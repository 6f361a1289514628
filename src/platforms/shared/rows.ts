import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { type Rejections, snakeCase } from '../../domain/index.ts';

/** Counts what validation refuses during one poll. */
export interface RejectionCounter {
  readonly counts: () => Rejections;
  readonly reject: (reason: string) => void;
}

export function createRejectionCounter(): RejectionCounter {
  const counts: Record<string, number> = {};
  return {
    counts: () => counts,
    reject: (reason) => {
      counts[reason] = (counts[reason] ?? 0) + 1;
    },
  };
}

/** How long rows may keep the event loop from other work at a time, in milliseconds. */
const SLICE_MS = 5;

/**
 * Keeps the rows that fit the schema; counts the others by the part that does not fit, as in `invalid_queue_id`, and
 * passes them on.
 */
export async function parseRows<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  rejections: RejectionCounter,
  onRefused: (row: unknown) => void = () => {},
): Promise<Row[]> {
  const accepted: Row[] = [];
  // That the response was parsed a moment ago was a slice of its own.
  let sliceEnd = performance.now();
  for (const row of rows) {
    const result = schema.safeParse(row);
    if (result.success) accepted.push(result.data);
    else {
      rejections.reject(reasonOf(result.error));
      onRefused(row);
    }
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

/**
 * One row of each key. Of equal rows one is kept. Rows that contradict each other are all refused, because nothing
 * tells which one is true; one of them is passed on.
 */
export function withoutDuplicates<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  rejections: RejectionCounter,
  onContradiction: (row: Row) => void = () => {},
): Row[] {
  const kept = new Map<string, Row>();
  const contradicted = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = kept.get(key);
    if (contradicted.has(key)) rejections.reject('contradictory');
    else if (known === undefined) kept.set(key, row);
    else if (isDeepStrictEqual(known, row)) rejections.reject('duplicate');
    else {
      kept.delete(key);
      contradicted.add(key);
      rejections.reject('contradictory');
      rejections.reject('contradictory');
      onContradiction(row);
    }
  }
  return [...kept.values()];
}

export interface Range {
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers are possible. */
  readonly isWhole?: boolean;
}

/** A figure that cannot be true is dropped and counted; the rest of its row is kept. */
export function validNumber(
  value: number | null | undefined,
  { min, max, isWhole = false }: Range,
  name: string,
  rejections: RejectionCounter,
): number | undefined {
  if (value === undefined || value === null) return undefined;
  const isInRange = value >= min && value <= max;
  if (isInRange && (!isWhole || Number.isInteger(value))) return value;
  rejections.reject(isInRange ? `${name}_not_whole` : `${name}_out_of_range`);
  return undefined;
}

/** Contacts and agents are counted in whole numbers. */
export const COUNT: Range = { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true };
export const SECONDS: Range = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const MILLISECONDS: Range = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const RATIO: Range = { min: 0, max: 1 };
export const PERCENT: Range = { min: 0, max: 100 };
