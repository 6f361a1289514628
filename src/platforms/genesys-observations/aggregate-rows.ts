import { z } from 'zod';
import type { Media } from '../../domain/index.ts';
import { mediaOf } from '../genesys/media.ts';
import { acceptRows, COUNT, figure, RATIO, SECONDS, type Tally } from '../rows.ts';
import type { WatchedQueues } from './watched-queues.ts';

/** Reading the rows of an answer to a conversation aggregate query by queue and medium. */

/** Where nothing happened at all, the answer may be empty. */
export const answerSchema = z.union([
  z.object({ results: z.array(z.unknown()) }),
  z.strictObject({}).transform(() => ({ results: [] })),
]);

const metricSchema = z.object({
  metric: z.string(),
  stats: z
    .object({ count: z.number().nullish(), sum: z.number().nullish(), ratio: z.number().nullish() })
    .nullish(),
});
type Metric = z.output<typeof metricSchema>;

const rowSchema = z.object({
  group: z.object({ queueId: z.string().min(1), mediaType: z.string() }),
  data: z.array(z.object({ interval: z.string(), metrics: z.array(metricSchema).nullish() })).nullish(),
});

/** What happened to one medium of a queue in one interval. */
export interface AggregateRow {
  readonly queueId: string;
  readonly media: Media;
  /** When the interval began, Unix seconds. */
  readonly start: number;
  readonly metrics: readonly Metric[];
}

export interface AggregateReading {
  readonly queues: WatchedQueues;
  /** Undefined takes them all. */
  readonly media?: readonly Media[];
  readonly tally: Tally;
}

export function readRows(results: readonly unknown[], reading: AggregateReading): readonly AggregateRow[] {
  const { queues, media: chosen, tally } = reading;
  return acceptRows(results, rowSchema, tally).flatMap(({ group: { queueId, mediaType }, data }) => {
    const media = mediaOf(mediaType);
    if (!media) tally.refuse('unknown_media');
    if (!queues.has(queueId)) tally.refuse('unasked_queue');
    if (!media || !queues.has(queueId) || (chosen && !chosen.includes(media))) return [];
    return (data ?? []).flatMap(({ interval, metrics }) => {
      const start = startOf(interval);
      if (start === undefined) return tally.refuse('invalid_interval') ?? [];
      return { queueId, media, start, metrics: metrics ?? [] };
    });
  });
}

/** `start/end`, ISO 8601. */
function startOf(interval: string): number | undefined {
  const milliseconds = Date.parse(interval.split('/')[0] ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** A count that is left out is 0: the platform leaves out what did not happen. */
export function countOf({ metrics }: Pick<AggregateRow, 'metrics'>, name: string, tally: Tally) {
  const found = metrics.find(({ metric }) => metric === name);
  return found ? figure(found.stats?.count ?? undefined, COUNT, name, tally) : 0;
}

/** Milliseconds; 0 where nothing was measured. */
export function millisecondsOf({ metrics }: Pick<AggregateRow, 'metrics'>, name: string, tally: Tally) {
  const found = metrics.find(({ metric }) => metric === name);
  return found ? figure(found.stats?.sum ?? undefined, SECONDS, `${name}_sum`, tally) : 0;
}

/** A ratio of nothing is none. */
export function ratioOf({ metrics }: Pick<AggregateRow, 'metrics'>, name: string, tally: Tally) {
  const found = metrics.find(({ metric }) => metric === name);
  return figure(found?.stats?.ratio ?? undefined, RATIO, name, tally);
}

/** Offered, answered and abandoned, and answered in time: answered less answered over the queue's own threshold. */
export function countsOf(row: Pick<AggregateRow, 'metrics'>, tally: Tally) {
  const answered = countOf(row, 'tAnswered', tally);
  const overThreshold = countOf(row, 'nOverSla', tally);
  const inTime = answered === undefined || overThreshold === undefined ? undefined : answered - overThreshold;
  return {
    offered: countOf(row, 'nOffered', tally),
    answered,
    answeredWithinThreshold: figure(inTime, COUNT, 'answered_within_threshold', tally),
    abandoned: countOf(row, 'tAbandon', tally),
  };
}
