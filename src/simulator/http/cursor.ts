import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/** Page links that carry the whole query: the simulator keeps no state between pages. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Offset of the next page; absent on the last one. */
  readonly next?: number;
}

/** With `endless`, every page has a next one; after the last item, pages start over. */
export function pageOf<T>(all: readonly T[], begin: number, size: number, endless: boolean): Page<T> {
  const from = endless && all.length > 0 ? begin % all.length : begin;
  const hasNext = endless || from + size < all.length;
  return { items: all.slice(from, from + size), ...(hasNext && { next: begin + size }) };
}

export function encodeCursor(query: object): string {
  return Buffer.from(JSON.stringify(query)).toString('base64url');
}

/** @throws ApiError 400 when the cursor is malformed. */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new ApiError(400, 'invalid.cursor', 'The page link is not valid', { cause });
  }
}
