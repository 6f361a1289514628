/** Queues of the last queue poll, which other collectors query and take names from. */

import { PlatformFailure } from '../../../domain/index.ts';

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

/** No queue poll has succeeded yet, so the queues to query are unknown. */
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
        'Queues unknown: no queue poll has succeeded yet; see the errors of the collector queues',
      );
    },
  };
}
