/** Batched queries by id, for platforms that reject a whole request because of some of its ids. */

export interface PartialResult<Answer> {
  readonly responses: readonly Answer[];
  readonly rejectedIds: readonly string[];
}

export interface BisectingQueryOptions {
  /** Maximum number of ids in one request. */
  readonly batchSize: number;
  /** Whether the request failed because of its ids. */
  readonly isRejection: (error: unknown) => boolean;
  /** Called with newly rejected ids; once for each until it is accepted again. */
  readonly onRejected?: (ids: readonly string[]) => void;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export type Query<Answer> = (ids: readonly string[]) => Promise<Answer>;

export interface BisectingQuery {
  /**
   * Queries all ids in batches. A rejected batch is halved until the rejected ids are known, in about 2 k log2(n)
   * requests for k of n ids. Each is remembered as soon as it is found, so that a poll that times out leaves less work
   * to the next one. Rejected ids are rechecked periodically, one per poll in a request of its own, because they may
   * have been created or permitted since.
   */
  run<Answer>(ids: readonly string[], send: Query<Answer>): Promise<PartialResult<Answer>>;
}

/** Interval between rechecks of a rejected id. */
const RECHECK_SECONDS = 600;

export function createBisectingQuery(options: BisectingQueryOptions): BisectingQuery {
  const { batchSize, isRejection, onRejected, monotonic } = options;
  /** Time of the next recheck of each rejected id, by the monotonic clock. */
  const recheckAt = new Map<string, number>();

  function batchesOf(ids: readonly string[]): readonly (readonly string[])[] {
    const accepted = ids.filter((id) => !recheckAt.has(id));
    const due = ids.find((id) => (recheckAt.get(id) ?? Number.POSITIVE_INFINITY) <= monotonic());
    return due === undefined ? inBatches(accepted, batchSize) : [...inBatches(accepted, batchSize), [due]];
  }

  return {
    run: async (ids, send) => {
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
          responses.push(...(await bisect(batch, send, isRejection, findings)));
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
  send: Query<Answer>,
  isRefusal: (error: unknown) => boolean,
  findings: Findings,
): Promise<readonly Answer[]> {
  try {
    const response = await send(ids);
    findings.accepted(ids);
    return [response];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (ids.length <= 1) {
      for (const id of ids) findings.rejected(id);
      return [];
    }
    const middle = Math.ceil(ids.length / 2);
    const first = await bisect(ids.slice(0, middle), send, isRefusal, findings);
    return [...first, ...(await bisect(ids.slice(middle), send, isRefusal, findings))];
  }
}

/** Splits a list into parts of at most `size`. */
export function inBatches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return batches;
}
