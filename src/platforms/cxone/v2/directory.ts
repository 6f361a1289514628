import { PlatformFailure } from '../../../domain/index.ts';

/** The queues that the last queue poll found: what other collectors ask about, and the names they lack. */

export interface KnownQueue {
  readonly id: string;
  readonly name: string;
}

export interface QueueDirectory {
  readonly replace: (queues: readonly KnownQueue[]) => void;
  /** Undefined until a queue poll has succeeded. */
  readonly current: () => readonly KnownQueue[] | undefined;
  /** @throws QueuesUnknownError until a queue poll has succeeded. */
  readonly required: () => readonly KnownQueue[];
}

/** No queue poll has succeeded yet, so that there are no queues to ask about. */
export class QueuesUnknownError extends PlatformFailure<'queues_unknown'> {
  override readonly name = 'QueuesUnknownError';

  constructor(message: string) {
    super('queues_unknown', message, {});
  }
}

export function createQueueDirectory(): QueueDirectory {
  let known: readonly KnownQueue[] | undefined;
  return {
    replace: (queues) => {
      known = queues.map(({ id, name }) => ({ id, name }));
    },
    current: () => known,
    required: () => {
      if (known) return known;
      throw new QueuesUnknownError(
        'The queues to ask about are not known yet: no queue poll has succeeded; see why the collector queues fails',
      );
    },
  };
}
