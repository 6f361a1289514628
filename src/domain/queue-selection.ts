import { matchesWildcard } from './wildcard.ts';

/** Which queues of a tenant are watched. Empty lists leave the choice open. */
export interface QueueSelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly ids: readonly string[];
}

/**
 * A queue is watched when its id is listed or its name matches `include`; with neither list, every queue is.
 * `exclude` wins over both.
 */
export function isSelected(
  queue: { readonly id: string; readonly name: string },
  selection: QueueSelection,
): boolean {
  if (selection.exclude.some((pattern) => matchesWildcard(pattern, queue.name))) return false;
  if (selection.include.length === 0 && selection.ids.length === 0) return true;
  return (
    selection.ids.includes(queue.id) ||
    selection.include.some((pattern) => matchesWildcard(pattern, queue.name))
  );
}
