import type { QueueView } from '../metrics/index.ts';

/**
 * Rows are rendered in bands of some hundred. Where a band ends is decided by the rows themselves, so that a queue
 * that comes or goes moves the borders of its own band at most and leaves the others as they were.
 */
const MIN_ROWS = 512;
const MAX_ROWS = 2048;
/** One row in so many ends a band. */
const END_EVERY = 512;

/** Ends (exclusive) of the bands. */
export function bandEnds(rows: readonly QueueView[]): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (let end = 1; end <= rows.length; end += 1) {
    const size = end - start;
    const isEnd = end === rows.length || size === MAX_ROWS || (size >= MIN_ROWS && isBorder(rows[end - 1]!));
    if (isEnd) {
      ends.push(end);
      start = end;
    }
  }
  return ends;
}

function isBorder({ facts }: QueueView): boolean {
  return hash(facts.id) % END_EVERY === 0;
}

/** FNV-1a. */
function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    result = Math.imul(result ^ text.charCodeAt(index), 0x01000193);
  }
  return result >>> 0;
}

/** The rows without those whose id and medium an earlier one has: no series may appear twice. */
export function distinctRows(rows: readonly QueueView[]): readonly QueueView[] {
  const mediaById = new Map<string, string[]>();
  return rows.filter(({ facts: { id, media } }) => {
    const known = mediaById.get(id.toWellFormed());
    if (known?.includes(media)) return false;
    if (known) known.push(media);
    else mediaById.set(id.toWellFormed(), [media]);
    return true;
  });
}

/** Whether the rows have the same labels, in the same order. */
export function sameLabels(a: readonly QueueView[], b: readonly QueueView[]): boolean {
  return a.length === b.length && a.every((row, index) => sameQueue(row, b[index]!));
}

function sameQueue({ facts: a }: QueueView, { facts: b }: QueueView): boolean {
  return a.id === b.id && a.name === b.name && a.media === b.media;
}
