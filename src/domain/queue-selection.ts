import { matchesWildcard } from './wildcard.ts';

/** Which queues of a tenant are watched. Empty lists leave the choice open. */
export interface QueueSelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly ids: readonly string[];
}

export interface QueueName {
  readonly id: string;
  readonly name: string;
}

/** One line of a selection, with its configuration key. */
export interface SelectionEntry {
  readonly key: 'include' | 'ids';
  readonly text: string;
}

/** How a selection fits the queues that a platform has. */
export interface SelectionReport {
  /** The number of queues that are watched. */
  readonly watched: number;
  /** Entries of `include` and `ids` that no watched queue matches. */
  readonly unmatched: readonly SelectionEntry[];
  /** What there was to select from: for advice. */
  readonly listed: readonly QueueName[];
}

/**
 * A queue is watched when its id is listed or its name matches `include`; with neither list, every queue is.
 * `exclude` wins over both.
 */
export function isSelected(queue: QueueName, selection: QueueSelection): boolean {
  if (isExcluded(queue, selection)) return false;
  if (selection.include.length === 0 && selection.ids.length === 0) return true;
  return (
    selection.ids.includes(queue.id) ||
    selection.include.some((pattern) => matchesWildcard(pattern, queue.name))
  );
}

export function isExcluded({ name }: QueueName, { exclude }: Pick<QueueSelection, 'exclude'>): boolean {
  return exclude.some((pattern) => matchesWildcard(pattern, name));
}

/**
 * Compares a selection with the queues that exist, each once. These are all of them, idle ones too: with those alone that
 * have contacts at the moment, an entry would stop matching whenever its queue is quiet.
 */
export function reportSelection(listed: readonly QueueName[], selection: QueueSelection): SelectionReport {
  const watched = listed.filter((queue) => isSelected(queue, selection));
  const ids = new Set(watched.map(({ id }) => id));
  const unmatched: readonly SelectionEntry[] = [
    ...selection.include
      .filter((pattern) => !watched.some(({ name }) => matchesWildcard(pattern, name)))
      .map((text) => ({ key: 'include', text }) as const),
    ...selection.ids.filter((id) => !ids.has(id)).map((text) => ({ key: 'ids', text }) as const),
  ];
  return { watched: watched.length, unmatched, listed };
}
