/** Finding the ids for which a platform refuses a whole call. */

export interface Parted<Answer> {
  readonly answers: readonly Answer[];
  readonly refused: readonly string[];
}

/**
 * Asks for all ids at once; when that is refused because of some, halves the list until those are known. Costs about
 * 2 k log2(n) calls for k refused ids of n, so callers remember the outcome.
 */
export async function askInParts<Answer>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<Answer>,
  isRefusal: (error: unknown) => boolean,
): Promise<Parted<Answer>> {
  try {
    return { answers: [await ask(ids)], refused: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (ids.length <= 1) return { answers: [], refused: ids };
    const middle = Math.ceil(ids.length / 2);
    const first = await askInParts(ids.slice(0, middle), ask, isRefusal);
    const second = await askInParts(ids.slice(middle), ask, isRefusal);
    return {
      answers: [...first.answers, ...second.answers],
      refused: [...first.refused, ...second.refused],
    };
  }
}

/** Splits a list into parts of at most `size`. */
export function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}

/** Refused ids are asked for again after this long, as they may have been created or permitted since. */
const RECHECK_SECONDS = 600;

/** Remembers which ids a platform refuses, so that finding out is not paid for at every poll. */
export interface RefusedIds {
  readonly add: (ids: readonly string[]) => void;
  /** The ids to ask for now. */
  readonly without: (ids: readonly string[]) => readonly string[];
  readonly current: () => readonly string[];
}

export function rememberRefusals(now: () => number): RefusedIds {
  const until = new Map<string, number>();
  const isRefused = (id: string) => (until.get(id) ?? 0) > now();
  return {
    add: (ids) => {
      for (const id of ids) until.set(id, now() + RECHECK_SECONDS);
    },
    without: (ids) => ids.filter((id) => !isRefused(id)),
    current: () => [...until.keys()].filter(isRefused),
  };
}
