/** The queues that the last queue poll found: what other collectors ask about, and the names they lack. */

export interface KnownQueue {
  readonly id: string;
  readonly name: string;
}

export interface QueueDirectory {
  readonly replace: (queues: readonly KnownQueue[]) => void;
  /** Undefined until a queue poll has succeeded. */
  readonly current: () => readonly KnownQueue[] | undefined;
}

export function createQueueDirectory(): QueueDirectory {
  let known: readonly KnownQueue[] | undefined;
  return {
    replace: (queues) => {
      known = queues.map(({ id, name }) => ({ id, name }));
    },
    current: () => known,
  };
}
