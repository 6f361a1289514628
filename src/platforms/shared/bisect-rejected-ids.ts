/** Asking about many ids at once where a platform refuses a whole call because of some of them. */

export interface PartialResult<Answer> {
  readonly responses: readonly Answer[];
  readonly rejectedIds: readonly string[];
}

export interface BisectingQueryOptions {
  /** The most ids that go into one call. */
  readonly batchSize: number;
  /** Whether a call failed because of ids in it, rather than as a whole. */
  readonly isRejection: (error: unknown) => boolean;
  /** Called with ids found to be refused, once for each until it is accepted again. */
  readonly onRejected?: (ids: readonly string[]) => void;
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export type Query<Answer> = (ids: readonly string[]) => Promise<Answer>;

export interface BisectingQuery {
  /**
   * Asks for all ids in batches. A refused batch is halved until the refused ids are known, at about 2 k log2(n) calls
   * for k of n; each is remembered as soon as it is found, so that a poll that runs out of time leaves less to the
   * next one. Refused ids are asked for again now and then, one in a poll and by itself, as they may have been created
   * or permitted since.
   */
  run<Answer>(ids: readonly string[], ask: Query<Answer>): Promise<PartialResult<Answer>>;
}

/** Refused ids are asked for again after this long. */
const RECHECK_SECONDS = 600;

export function createBisectingQuery(options: BisectingQueryOptions): BisectingQuery {
  const { batchSize, isRejection, onRejected, monotonic } = options;
  /** When each refused id may be asked for again, by the monotonic clock. */
  const recheckAt = new Map<string, number>();

  function batchesOf(ids: readonly string[]): readonly (readonly string[])[] {
    const accepted = ids.filter((id) => !recheckAt.has(id));
    const due = ids.find((id) => (recheckAt.get(id) ?? Number.POSITIVE_INFINITY) <= monotonic());
    return due === undefined ? inBatches(accepted, batchSize) : [...inBatches(accepted, batchSize), [due]];
  }

  return {
    run: async (ids, ask) => {
      const news: string[] = [];
      const findings: Findings = {
        accepted: (accepted) => {
          for (const id of accepted) recheckAt.delete(id);
        },
        rejected: (id) => {
          if (!recheckAt.has(id)) news.push(id);
          recheckAt.set(id, monotonic() + RECHECK_SECONDS);
        },
      };
      const responses = [];
      try {
        for (const batch of batchesOf(ids))
          responses.push(...(await bisect(batch, ask, isRejection, findings)));
      } finally {
        if (news.length > 0) onRejected?.(news);
      }
      return { responses, rejectedIds: ids.filter((id) => recheckAt.has(id)) };
    },
  };
}

interface Findings {
  readonly accepted: (ids: readonly string[]) => void;
  readonly rejected: (id: string) => void;
}

async function bisect<Answer>(
  ids: readonly string[],
  ask: Query<Answer>,
  isRefusal: (error: unknown) => boolean,
  findings: Findings,
): Promise<readonly Answer[]> {
  try {
    const response = await ask(ids);
    findings.accepted(ids);
    return [response];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (ids.length <= 1) {
      for (const id of ids) findings.rejected(id);
      return [];
    }
    const middle = Math.ceil(ids.length / 2);
    const first = await bisect(ids.slice(0, middle), ask, isRefusal, findings);
    return [...first, ...(await bisect(ids.slice(middle), ask, isRefusal, findings))];
  }
}

/** Splits a list into parts of at most `size`. */
export function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}
