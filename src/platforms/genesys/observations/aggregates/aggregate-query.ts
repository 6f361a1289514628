/**
 * `POST /api/v2/analytics/conversations/aggregates/query` by queue and medium. Source: Genesys Cloud SDK for .NET,
 * `ConversationAggregationQuery`.
 */

import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import type { Log } from '../../../platform.ts';
import type { RejectionCounter } from '../../../shared/rows.ts';
import { anyOf, interval } from '../query-parts.ts';
import type { QueueMedia } from '../queue-media.ts';
import { createQueueQuery } from '../queue-predicates.ts';
import type { WatchedQueues } from '../watched-queues.ts';
import { type AggregateRow, readRows, responseSchema } from './aggregate-rows.ts';

export const AGGREGATE_PERMISSION = 'analytics:conversationAggregate:view';

/** From and to in Unix seconds. Without a granularity the period is one interval. */
export interface AggregateSpan {
  readonly from: number;
  readonly to: number;
  readonly granularity?: string;
}

export function aggregateQuery(
  queueIds: readonly string[],
  { from, to, granularity }: AggregateSpan,
  metrics: string[],
) {
  return {
    interval: interval({ from, to }),
    ...(granularity !== undefined && { granularity }),
    groupBy: ['queueId', 'mediaType'],
    filter: anyOf('queueId', queueIds),
    metrics,
  };
}

/** Parameters shared by all queries of one poll. */
export interface PollContext {
  readonly queues: WatchedQueues;
  readonly context: RequestContext;
  readonly rejections: RejectionCounter;
}

export interface Aggregates {
  readonly rows: readonly AggregateRow[];
  /** Queues covered by the rows; those without a row had no event. */
  readonly allowed: ReadonlySet<string>;
}

export type QueryAggregates = (
  poll: PollContext,
  span: AggregateSpan,
  metrics: string[],
  /** Label of the requests in metrics; `conversation_aggregates` by default. */
  endpoint?: string,
) => Promise<Aggregates>;

export interface AggregateOptions {
  readonly client: VendorClient;
  readonly queueMedia: QueueMedia;
  readonly log: Log;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

/** Queries all queues in batches. */
export function createAggregateQuery({
  client,
  queueMedia,
  log,
  monotonic,
}: AggregateOptions): QueryAggregates {
  const query = createQueueQuery({ permission: AGGREGATE_PERMISSION, log, monotonic });
  return async ({ queues, context, rejections }, span, metrics, endpoint = 'conversation_aggregates') => {
    const send = (ids: readonly string[]) =>
      client.request(
        {
          endpoint,
          method: 'POST',
          path: '/api/v2/analytics/conversations/aggregates/query',
          json: aggregateQuery(ids, span, metrics),
          schema: responseSchema,
        },
        context,
      );
    const { responses, allowed } = await query.run(queues, send, rejections);
    const results = responses.flatMap((response) => response.results);
    const { rows, unknown } = await readRows(results, { queues, queueMedia, rejections });
    return {
      rows: rows.filter(({ queueId }) => !unknown.has(queueId)),
      allowed: allowed.difference(unknown),
    };
  };
}
