import { chunksOf, rowsFrom } from './chunks.ts';

/** Further values that are shown with a tenant's state, such as its forecast: JSON that only the application reads. */
export interface Extra {
  readonly head: unknown;
  readonly rows: readonly object[];
}

export function* extraLines({ head, rows }: Extra): Iterable<unknown> {
  yield head;
  yield* chunksOf(rows);
}

/** @throws ZodError for lines that are not further values. */
export function extraFrom([head, ...chunks]: readonly unknown[]): Extra {
  return { head, rows: chunks.flatMap((chunk) => rowsFrom(chunk)) };
}
