import {
  type Collector,
  formatDuration,
  type Media,
  type QueueFacts,
  type QueueSelection,
} from '../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../vendor-http/index.ts';
import type { QueueList } from '../genesys/queue-list.ts';
import type { Log } from '../platform.ts';
import { createTally, type Tally } from '../rows.ts';
import {
  type AggregateRow,
  answerSchema,
  countOf,
  countsOf,
  millisecondsOf,
  ratioOf,
  readRows,
} from './aggregate-rows.ts';
import { createHalfHourCounters, HALF_HOUR_SECONDS } from './half-hours.ts';
import { createQueueAsker, MAX_PREDICATES, queueFilter } from './queue-predicates.ts';
import type { SeenMedia } from './seen-media.ts';
import { type WatchedQueues, watchedQueues } from './watched-queues.ts';

/**
 * Counts over windows of time: `POST /api/v2/analytics/conversations/aggregates/query`. Asked twice: for the rolling
 * window over which the service level is judged, and for half hours, from which counters are made.
 */

export const AGGREGATE_PERMISSION = 'analytics:conversationAggregate:view';

const WINDOW_METRICS = ['nOffered', 'tAnswered', 'tAbandon', 'nOverSla', 'oServiceLevel'];
const COUNTER_METRICS = [
  'nOffered',
  'tAnswered',
  'tAbandon',
  'nOverSla',
  'tShortAbandon',
  'tHandle',
  'tWait',
];

/** Tenants with more queues than go into this many queries read their counters at every other poll alone. */
const COUNTED_AT_EVERY_POLL = 4;

/** Queries for counters in an average poll: see {@link COUNTED_AT_EVERY_POLL}. */
export function counterQueriesPerPoll(batches: number): number {
  return batches > COUNTED_AT_EVERY_POLL ? batches / 2 : batches;
}

/** From and to in Unix seconds. Without a granularity the whole is one interval. */
export interface AggregateSpan {
  readonly from: number;
  readonly to: number;
  readonly granularity?: string;
}

export function aggregateQuery(
  queueIds: readonly string[],
  { from, to, granularity }: AggregateSpan,
  metrics: readonly string[],
) {
  return {
    interval: `${iso(from)}/${iso(to)}`,
    ...(granularity !== undefined && { granularity }),
    groupBy: ['queueId', 'mediaType'],
    filter: queueFilter(queueIds),
    metrics,
  };
}

export interface ConversationAggregatesOptions {
  readonly client: VendorClient;
  readonly queueList: QueueList;
  readonly selection: QueueSelection;
  /** Undefined shows them all. */
  readonly media?: readonly Media[];
  readonly seenMedia: SeenMedia;
  readonly windowSeconds: number;
  readonly log: Log;
  /** Unix seconds. */
  readonly now: () => number;
}

export function conversationAggregates(options: ConversationAggregatesOptions): Collector {
  const { queueList, selection, seenMedia, windowSeconds, now } = options;
  const ask = createAsking(options);
  const counters = createHalfHourCounters();
  let countersAreFresh = false;

  async function readCounters(queues: WatchedQueues, context: RequestContext, tally: Tally): Promise<void> {
    const halfHours = counters.due(now());
    const newest = halfHours.at(-1) ?? 0;
    const span = { from: halfHours[0] ?? newest, to: newest + HALF_HOUR_SECONDS, granularity: 'PT30M' };
    const { rows, allowed } = await ask(queues, span, COUNTER_METRICS, context, tally);
    const byQueue = Map.groupBy(rows, ({ queueId }) => queueId);
    for (const id of allowed) {
      const ofQueue = byQueue.get(id) ?? [];
      counters.add(
        id,
        halfHours,
        ofQueue.map((row) => ({ ...row, figures: figuresOf(row, tally) })),
      );
    }
    counters.readUpTo(newest);
    counters.retain(queues);
  }

  return {
    name: 'aggregates',
    collect: async (signal) => {
      const context: RequestContext = { collector: 'aggregates', signal };
      const tally = createTally();
      const queues = await watchedQueues(queueList, selection, context, tally);
      const to = now();
      const { rows, allowed } = await ask(
        queues,
        { from: to - windowSeconds, to },
        WINDOW_METRICS,
        context,
        tally,
      );
      const mayWait = Math.ceil(queues.size / MAX_PREDICATES) > COUNTED_AT_EVERY_POLL;
      if (countersAreFresh && mayWait) countersAreFresh = false;
      else {
        await readCounters(queues, context, tally);
        countersAreFresh = true;
      }
      const byRow = new Map(rows.map((row) => [`${row.queueId} ${row.media}`, row]));
      const facts = [...allowed].flatMap((id) =>
        [...seenMedia.of(id)].map((media): QueueFacts => {
          const row = byRow.get(`${id} ${media}`) ?? { metrics: [] };
          const queue = queues.get(id);
          return {
            id,
            name: queue?.name ?? id,
            media,
            ...queue?.serviceLevels.get(media),
            windows: { [formatDuration(windowSeconds)]: countsOf(row, tally) },
            serviceLevel: ratioOf(row, 'oServiceLevel', tally),
            totals: counters.totalsOf(id, media),
          };
        }),
      );
      return { queues: facts, rejected: tally.rejections() };
    },
  };
}

/** One query about all queues, in batches. */
function createAsking({ client, media, seenMedia, log, now }: ConversationAggregatesOptions) {
  const asker = createQueueAsker({ permission: AGGREGATE_PERMISSION, log, now });
  return async (
    queues: WatchedQueues,
    span: AggregateSpan,
    metrics: readonly string[],
    context: RequestContext,
    tally: Tally,
  ) => {
    const { answers, allowed } = await asker.ask(
      queues,
      (ids) =>
        client.request(
          {
            endpoint: 'conversation_aggregates',
            method: 'POST',
            path: '/api/v2/analytics/conversations/aggregates/query',
            json: aggregateQuery(ids, span, metrics),
            schema: answerSchema,
          },
          context,
        ),
      tally,
    );
    const rows = answers.flatMap(({ results }) => readRows(results, { queues, media, tally }));
    for (const row of rows) seenMedia.note(row.queueId, row.media);
    return { rows, allowed };
  };
}

function figuresOf(row: AggregateRow, tally: Tally) {
  return {
    ...countsOf(row, tally),
    shortAbandoned: countOf(row, 'tShortAbandon', tally),
    handleMilliseconds: millisecondsOf(row, 'tHandle', tally),
    waitMilliseconds: millisecondsOf(row, 'tWait', tally),
  };
}

function iso(unixSeconds: number): string {
  return new Date(Math.round(unixSeconds * 1000)).toISOString();
}
