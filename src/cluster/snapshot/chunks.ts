import { z } from 'zod';
import { areColumns, type Columns, fromColumns, toColumns } from './columns.ts';

/** A chunk takes about a millisecond. */
const CHUNK_ROWS = 500;

/** Some rows, as columns. */
export interface Chunk {
  readonly count: number;
  readonly columns: Columns;
}

/** Lazy, so that the caller can yield to other work between chunks. */
export function* chunksOf(rows: readonly object[]): Iterable<Chunk> {
  for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
    const some = rows.slice(from, from + CHUNK_ROWS);
    yield { count: some.length, columns: toColumns(some) };
  }
}

export function chunkCount(rows: readonly object[]): number {
  return Math.ceil(rows.length / CHUNK_ROWS);
}

const header = z.object({ count: z.int().min(0).max(CHUNK_ROWS) });

const anyColumns = z.custom<Columns>((value) => areColumns(value), 'must be columns');

/** `schema` checks the columns, which may be any by default. @throws ZodError for what is not a chunk. */
export function rowsFrom(chunk: unknown, schema: z.ZodType = anyColumns): readonly object[] {
  const { count, columns } = header.extend({ columns: schema }).parse(chunk);
  return fromColumns(columns as Columns, count);
}
