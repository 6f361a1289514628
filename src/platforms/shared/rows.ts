import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { type Rejections, snakeCase } from '../../domain/index.ts';

/** Counts the rows and values that validation rejects during one poll. */
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

/** Maximum time that validation occupies the event loop before it yields, in milliseconds. */
const SLICE_MS = 5;

/**
 * Returns the rows that match the schema. Counts the others by the field that does not match, as in
 * `invalid_queue_id`, and passes them to `onRejected`.
 */
export async function parseRows<Row>(
  rows: readonly unknown[],
  schema: z.ZodType<Row>,
  rejections: RejectionCounter,
  onRejected: (row: unknown) => void = () => {},
): Promise<Row[]> {
  const accepted: Row[] = [];
  // Parsing the response has already taken a slice, so the first row yields.
  let sliceEnd = performance.now();
  for (const row of rows) {
    const result = schema.safeParse(row);
    if (result.success) accepted.push(result.data);
    else {
      rejections.reject(reasonOf(result.error));
      onRejected(row);
    }
    if (performance.now() >= sliceEnd) {
      await setImmediate();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
  return accepted;
}

/** Omits list positions and map keys, so that the number of reasons is bounded by the schema. */
function reasonOf(error: z.ZodError): string {
  const part = error.issues[0]?.path.filter((key) => typeof key === 'string').join('_');
  return part ? `invalid_${snakeCase(part)}` : 'invalid_row';
}

/**
 * Returns one row for each key. Of equal rows one is kept. Contradictory rows are all rejected, because the true one
 * cannot be identified; one of them is passed to `onContradiction`.
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
  /** Whether the value must be a whole number. */
  readonly isWhole?: boolean;
}

/** Returns the value when it lies in the range; otherwise counts a rejection. The rest of the row is kept. */
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

/** Range of counts of contacts and agents. */
export const COUNT: Range = { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true };
export const SECONDS: Range = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const MILLISECONDS: Range = { min: 0, max: Number.MAX_SAFE_INTEGER };
export const RATIO: Range = { min: 0, max: 1 };
export const PERCENT: Range = { min: 0, max: 100 };
