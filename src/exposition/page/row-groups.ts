import type { QueueView } from '../../signals/index.ts';

/**
 * Sizes of row groups. The rows themselves decide where a group ends (content-defined chunking), so that a queue that is
 * added or removed changes its own group only.
 */
const MIN_ROWS = 512;
const MAX_ROWS = 2048;
/** On average, one row in this many ends a group. */
const END_EVERY = 512;

export function splitIntoGroups(rows: readonly QueueView[]): readonly (readonly QueueView[])[] {
  const groups: (readonly QueueView[])[] = [];
  let start = 0;
  rows.forEach((row, index) => {
    const size = index + 1 - start;
    if (size === MAX_ROWS || (size >= MIN_ROWS && hash(row.facts.id) % END_EVERY === 0)) {
      groups.push(rows.slice(start, index + 1));
      start = index + 1;
    }
  });
  if (start < rows.length) groups.push(rows.slice(start));
  return groups;
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    result = Math.imul(result ^ text.charCodeAt(index), 0x01000193);
  }
  return result >>> 0;
}

/** Returns the rows without repeated pairs of id and medium: a series must not appear twice. */
export function distinctRows(rows: readonly QueueView[]): readonly QueueView[] {
  const seen = new Set<string>();
  return rows.filter(({ facts }) => {
    const key = `${facts.media} ${facts.id.toWellFormed()}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

/** Whether the rows have the same labels, in the same order. */
export function haveSameLabels(a: readonly QueueView[], b: readonly QueueView[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, index) => {
      const other = b[index];
      return other !== undefined && isSameQueue(row, other);
    })
  );
}

function isSameQueue({ facts: a }: QueueView, { facts: b }: QueueView): boolean {
  return a.id === b.id && a.name === b.name && a.media === b.media;
}
