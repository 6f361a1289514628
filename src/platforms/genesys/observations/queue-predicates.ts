import { isVendorError } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';
import { createBisectingQuery, type Query } from '../../shared/bisect-rejected-ids.ts';
import type { RejectionCounter } from '../../shared/rows.ts';
import type { WatchedQueues } from './watched-queues.ts';

/** Analytics queries about many queues at once. */

/** The platform refuses a query with more. */
export const MAX_PREDICATES = 200;

export interface QueueResponses<Answer> {
  readonly responses: readonly Answer[];
  /** The queues that the responses speak of: those asked about without the forbidden ones. */
  readonly allowed: ReadonlySet<string>;
}

export interface QueueQuery {
  /**
   * Asks about all queues in batches. One queue that the client may not see fails the query of its batch: those are
   * found, reported and left out.
   */
  run<Answer>(
    queues: WatchedQueues,
    ask: Query<Answer>,
    rejections: RejectionCounter,
  ): Promise<QueueResponses<Answer>>;
}

export interface QueueQueryOptions {
  readonly permission: string;
  readonly log: Log;
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export function createQueueQuery({ permission, log, monotonic }: QueueQueryOptions): QueueQuery {
  const query = createBisectingQuery({
    batchSize: MAX_PREDICATES,
    isRejection: isForbiddenQueue,
    onRejected: (ids) =>
      log.warn(
        { queue_ids: ids },
        `The platform refuses these queues; grant ${permission} in their divisions, or leave them out by queues.exclude`,
      ),
    monotonic,
  });
  return {
    run: async (queues, ask, rejections) => {
      const ids = [...queues.keys()];
      const { responses, rejectedIds } = await query.run(ids, ask);
      if (ids.length > 0 && rejectedIds.length === ids.length) {
        throw new PlatformError(
          'queues_forbidden',
          `The platform refuses all ${ids.length} queues; grant ${permission} in their divisions`,
        );
      }
      for (const _ of rejectedIds) rejections.reject('forbidden_queue');
      return { responses, allowed: new Set(ids).difference(new Set(rejectedIds)) };
    },
  };
}

/** Codes of a 403 that is about single queues. The others say what the client lacks altogether. */
const QUEUE_REJECTION_CODES: readonly unknown[] = [
  'missing.division.permission',
  'missing.any.division.permissions',
  'not.authorized',
];

function isForbiddenQueue(error: unknown): boolean {
  if (!isVendorError(error) || error.status !== 403) return false;
  const { detail } = error;
  return (
    typeof detail === 'object' &&
    detail !== null &&
    QUEUE_REJECTION_CODES.includes(Reflect.get(detail, 'code'))
  );
}
