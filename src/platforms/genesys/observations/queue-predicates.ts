/** Analytics queries in batches of queues. */

import { isVendorError } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';
import { createBisectingQuery, type Query } from '../../shared/bisect-rejected-ids.ts';
import type { RejectionCounter } from '../../shared/rows.ts';
import type { WatchedQueues } from './watched-queues.ts';

/** Maximum number of predicates in a query. Source: https://github.com/splunk/genesys_cloud_ta, `queue_observations_helper.py`. */
export const MAX_PREDICATES = 200;

export interface QueueResponses<Answer> {
  readonly responses: readonly Answer[];
  /** Queues covered by the responses: those queried without the forbidden ones. */
  readonly allowed: ReadonlySet<string>;
}

export interface QueueQuery {
  /**
   * Queries all queues in batches. One forbidden queue fails the query of its batch; forbidden queues are found, logged
   * and omitted.
   */
  run<Answer>(
    queues: WatchedQueues,
    send: Query<Answer>,
    rejections: RejectionCounter,
  ): Promise<QueueResponses<Answer>>;
}

export interface QueueQueryOptions {
  readonly permission: string;
  readonly log: Log;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export function createQueueQuery({ permission, log, monotonic }: QueueQueryOptions): QueueQuery {
  const query = createBisectingQuery({
    batchSize: MAX_PREDICATES,
    isRejection: isForbiddenQueue,
    onRejected: (ids) =>
      log.warn(
        { queue_ids: ids },
        `Queues forbidden; grant ${permission} in their divisions, or leave them out by queues.exclude`,
      ),
    monotonic,
  });
  return {
    run: async (queues, send, rejections) => {
      const ids = [...queues.keys()];
      const { responses, rejectedIds } = await query.run(ids, send);
      if (ids.length > 0 && rejectedIds.length === ids.length) {
        throw new PlatformError(
          'queues_forbidden',
          `All ${ids.length} queues are forbidden; grant ${permission} in their divisions`,
        );
      }
      for (const _ of rejectedIds) rejections.reject('forbidden_queue');
      return { responses, allowed: new Set(ids).difference(new Set(rejectedIds)) };
    },
  };
}

/** Error codes of a 403 for single queues; other codes concern the client. Source: Genesys Cloud OpenAPI document, `x-inin-error-codes`. */
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
