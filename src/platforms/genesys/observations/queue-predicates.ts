import { isVendorError } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';
import { type Ask, createSplittingAsker } from '../../shared/bisect-rejected-ids.ts';
import type { Tally } from '../../shared/rows.ts';
import type { WatchedQueues } from './watched-queues.ts';

/** Analytics queries about many queues at once. */

/** The platform refuses a query with more. */
export const MAX_PREDICATES = 200;

export interface QueueAnswers<Answer> {
  readonly answers: readonly Answer[];
  /** The queues that the answers speak of: those asked about without the forbidden ones. */
  readonly allowed: ReadonlySet<string>;
}

export interface QueueAsker {
  /**
   * Asks about all queues in batches. One queue that the client may not see fails the query of its batch: those are
   * found, reported and left out.
   */
  ask<Answer>(queues: WatchedQueues, ask: Ask<Answer>, tally: Tally): Promise<QueueAnswers<Answer>>;
}

export interface QueueAskerOptions {
  readonly permission: string;
  readonly log: Log;
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export function createQueueAsker({ permission, log, monotonic }: QueueAskerOptions): QueueAsker {
  const asker = createSplittingAsker({
    batchSize: MAX_PREDICATES,
    isRefusal: isForbiddenQueue,
    onRefused: (ids) =>
      log.warn(
        { queue_ids: ids },
        `The platform refuses these queues; grant ${permission} in their divisions, or leave them out by queues.exclude`,
      ),
    monotonic,
  });
  return {
    ask: async (queues, ask, tally) => {
      const ids = [...queues.keys()];
      const { answers, refused } = await asker.ask(ids, ask);
      if (ids.length > 0 && refused.length === ids.length) {
        throw new PlatformError(
          'queues_forbidden',
          `The platform refuses all ${ids.length} queues; grant ${permission} in their divisions`,
        );
      }
      for (const _ of refused) tally.refuse('forbidden_queue');
      return { answers, allowed: new Set(ids).difference(new Set(refused)) };
    },
  };
}

/** Codes of a 403 that is about single queues. The others say what the client lacks altogether. */
const QUEUE_REFUSALS: readonly unknown[] = [
  'missing.division.permission',
  'missing.any.division.permissions',
  'not.authorized',
];

function isForbiddenQueue(error: unknown): boolean {
  if (!isVendorError(error) || error.status !== 403) return false;
  const { detail } = error;
  return (
    typeof detail === 'object' && detail !== null && QUEUE_REFUSALS.includes(Reflect.get(detail, 'code'))
  );
}
