/**
 * Counts over periods, in two queries: the rolling window of the service level, and half hours, from which counters are
 * derived. Source of the metrics: Genesys Cloud SDK for .NET, `ConversationAggregationQuery.MetricsEnum`.
 */

import {
  type Collector,
  defined,
  type QueueFacts,
  type QueueSelection,
  type Rejections,
  type WindowCounts,
  windowedCounts,
} from '../../../../domain/index.ts';
import { createRejectionCounter, type RejectionCounter, withoutDuplicates } from '../../../shared/rows.ts';
import type { QueueList } from '../../shared/queue-list.ts';
import { CONVERSATION_AGGREGATE_SOURCES } from '../figure-sources.ts';
import type { QueueMedia } from '../queue-media.ts';
import { MAX_PREDICATES } from '../queue-predicates.ts';
import { permitted, watchedQueues } from '../watched-queues.ts';
import type { Aggregates, PollContext, QueryAggregates } from './aggregate-query.ts';
import { type AggregateRow, countsOf, hadContacts, millisecondsOf, ratioOf } from './aggregate-rows.ts';
import { createHalfHourCounters, HALF_HOUR_SECONDS, type HalfHourCounters } from './half-hours.ts';
import type { MediaHistory } from './media-history.ts';

export const WINDOW_METRICS = [
  'nOffered',
  'tAnswered',
  'tAbandon',
  'tShortAbandon',
  'nOverSla',
  'oServiceLevel',
];
export const COUNTER_METRICS = [
  'nOffered',
  'tAnswered',
  'tAbandon',
  'nOverSla',
  'tShortAbandon',
  'tHandle',
  'tWait',
];

/**
 * Tenants with more queues than fit into this many queries read counters at every other poll only, so that 1,000 queues
 * cost less than a tenth of the rate limit.
 */
const BATCHES_COUNTED_AT_EVERY_POLL = 4;

/** Counter queries per poll, on average. */
export function counterQueriesPerPoll(batches: number): number {
  return batches > BATCHES_COUNTED_AT_EVERY_POLL ? batches / 2 : batches;
}

export interface ConversationAggregatesOptions {
  readonly queryAggregates: QueryAggregates;
  /** Unix seconds. */
  readonly now: () => number;
  readonly queueList: QueueList;
  readonly selection: QueueSelection;
  readonly queueMedia: QueueMedia;
  readonly mediaHistory: MediaHistory;
  readonly windowSeconds: number;
}

export function conversationAggregates(options: ConversationAggregatesOptions): Collector {
  const {
    queryAggregates: send,
    queueList,
    selection,
    queueMedia,
    mediaHistory,
    windowSeconds,
    now,
  } = options;
  const counters = createHalfHourCounters();
  let mayReuseCounters = false;
  /** Queues of the last counter reading. */
  let counted: ReadonlySet<string> = new Set();

  return {
    name: 'aggregates',
    sources: CONVERSATION_AGGREGATE_SOURCES,
    collect: async (signal) => {
      const context = { collector: 'aggregates', signal } as const;
      const rejections = createRejectionCounter();
      const queues = await watchedQueues(queueList, selection, context, rejections);
      const poll: PollContext = { queues, context, rejections };
      const to = now();
      const window = await send(poll, { from: to - windowSeconds, to }, WINDOW_METRICS);
      const reads = !mayReuseCounters;
      const read = reads ? await readCounters(counters, send, poll, to) : undefined;
      if (read) counted = read.allowed;
      mayReuseCounters = reads && queues.size > BATCHES_COUNTED_AT_EVERY_POLL * MAX_PREDICATES;
      queueMedia.retain(queues);
      for (const row of [...window.rows, ...(read?.rows ?? [])])
        queueMedia.note(row.queueId, row.media, hadContacts(row));
      await mediaHistory.refresh(permitted(queues, window.allowed), signal);
      return {
        queues: factsOf(window, poll, { queueMedia, counters, counted, windowSeconds }),
        rejected: sumOf(rejections.counts(), mediaHistory.takeRejections()),
      };
    },
    marks: counters.marks,
    resume: (last, marks) => counters.resume(marks, last.queues ?? []),
  };
}

function sumOf(some: Rejections, others: Rejections): Rejections {
  const sums: Record<string, number> = { ...some };
  for (const [reason, count] of Object.entries(others)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

/** Reads the half hours that are due. */
async function readCounters(
  counters: HalfHourCounters,
  send: QueryAggregates,
  poll: PollContext,
  now: number,
): Promise<Aggregates> {
  const halfHours = counters.due(now);
  const newest = halfHours.at(-1) ?? now;
  const span = { from: halfHours[0] ?? now, to: newest + HALF_HOUR_SECONDS, granularity: 'PT30M' };
  const { rows, allowed } = await send(poll, span, COUNTER_METRICS);
  for (const { start } of rows) if (!halfHours.includes(start)) poll.rejections.reject('unasked_interval');
  const byQueue = Map.groupBy(rows, ({ queueId }) => queueId);
  for (const id of allowed) {
    const ofQueue = byQueue.get(id) ?? [];
    counters.add(
      id,
      halfHours,
      ofQueue.map(({ start, media, metrics }) => ({
        start,
        media,
        figures: figuresOf({ metrics }, poll.rejections),
      })),
    );
  }
  counters.readUpTo(newest);
  counters.retain(poll.queues);
  return { rows, allowed };
}

function figuresOf(row: Pick<AggregateRow, 'metrics'>, rejections: RejectionCounter) {
  return {
    ...countsOf(row, rejections),
    handleMilliseconds: millisecondsOf(row, 'tHandle', rejections),
    waitMilliseconds: millisecondsOf(row, 'tWait', rejections),
  };
}

interface Known {
  readonly queueMedia: QueueMedia;
  readonly counters: HalfHourCounters;
  readonly counted: ReadonlySet<string>;
  readonly windowSeconds: number;
}

function windowOf(row: Pick<AggregateRow, 'metrics'>, rejections: RejectionCounter): WindowCounts {
  const counts = countsOf(row, rejections);
  const milliseconds = millisecondsOf(row, 'tAnswered', rejections);
  // The wait of an unknown number of contacts has no meaning.
  const isKnown = counts.answered !== undefined && milliseconds !== undefined;
  return defined({ ...counts, answeredWaitSeconds: isKnown ? milliseconds / 1000 : undefined });
}

/** One row for each medium of a queue that is shown; a medium without a row in the response had no event in the window. */
function factsOf(
  { rows, allowed }: Aggregates,
  { queues, rejections }: PollContext,
  { queueMedia, counters, counted, windowSeconds }: Known,
): readonly QueueFacts[] {
  const keyOf = ({ queueId, media }: Pick<AggregateRow, 'queueId' | 'media'>) => `${queueId} ${media}`;
  const unknown = new Set<string>();
  const distinct = withoutDuplicates(rows, keyOf, rejections, (row) => unknown.add(keyOf(row)));
  const byKey = new Map(distinct.map((row) => [keyOf(row), row]));
  return [...queues.values()]
    .filter(({ id }) => allowed.has(id))
    .flatMap((queue) =>
      [...queueMedia.shownIn(queue)].map((media): QueueFacts => {
        const { id, name, serviceLevels } = queue;
        const key = keyOf({ queueId: id, media });
        const row = byKey.get(key) ?? { metrics: [] };
        return defined({
          id,
          name,
          media,
          ...serviceLevels.get(media),
          windows: unknown.has(key)
            ? undefined
            : windowedCounts([[windowSeconds, windowOf(row, rejections)]]),
          serviceLevel: ratioOf(row, 'oServiceLevel', rejections),
          totals: counted.has(id) ? counters.publish(id, media) : undefined,
        });
      }),
    );
}
