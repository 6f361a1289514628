import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Page links that carry the whole question: the simulator remembers nothing between pages. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: number;
}

/** `endless` names a next page for ever, and starts over where there is nothing left. */
export function pageOf<T>(all: readonly T[], begin: number, size: number, endless: boolean): Page<T> {
  const from = endless && all.length > 0 ? begin % all.length : begin;
  const hasNext = endless || from + size < all.length;
  return { items: all.slice(from, from + size), ...(hasNext && { next: begin + size }) };
}

export function encodeCursor(question: object): string {
  return Buffer.from(JSON.stringify(question)).toString('base64url');
}

/** @throws ApiError 400 when it is no cursor that was given out. */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new ApiError(400, 'invalid.cursor', 'The page link is not one that was given out', { cause });
  }
}
