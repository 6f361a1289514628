import { z } from 'zod';
import type { Media } from '../../../../domain/index.ts';
import {
  COUNT,
  MILLISECONDS,
  parseRows,
  RATIO,
  type RejectionCounter,
  validNumber,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { id } from '../../../shared/wire-values.ts';
import { mediaOf } from '../../shared/media.ts';
import { distinctMetrics } from '../distinct-metrics.ts';
import type { WatchedQueues } from '../watched-queues.ts';

/** Reading the rows of an response to a conversation aggregate query by queue and medium. */

/** Where nothing happened at all, the response may be empty. */
export const responseSchema = z.union([
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
  group: z.object({ queueId: id, mediaType: z.string() }),
  data: z.array(z.object({ interval: z.string(), metrics: z.array(metricSchema).nullish() })).nullish(),
});

const ownedSchema = z.object({ group: z.object({ queueId: id }) });

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
  readonly rejections: RejectionCounter;
}

export interface ReadAggregates {
  readonly rows: readonly AggregateRow[];
  /** Queues of which a row was refused: what is missing of them is unknown rather than 0. */
  readonly unknown: ReadonlySet<string>;
}

export async function readRows(
  results: readonly unknown[],
  { queues, media: chosen, rejections }: AggregateReading,
): Promise<ReadAggregates> {
  const unknown = new Set<string>();
  let isOwnerUnknown = false;
  const accepted = await parseRows(results, rowSchema, rejections, (row) => {
    const owner = ownedSchema.safeParse(row).data?.group.queueId;
    if (owner === undefined) isOwnerUnknown = true;
    else unknown.add(owner);
  });
  const rows = accepted.flatMap(({ group: { queueId, mediaType }, data }) => {
    const media = mediaOf(mediaType);
    if (!media) rejections.reject('unknown_media');
    if (!queues.has(queueId)) rejections.reject('unasked_queue');
    if (!media || !queues.has(queueId) || (chosen && !chosen.includes(media))) return [];
    return (data ?? []).flatMap(({ interval, metrics }) => {
      const start = startOf(interval);
      if (start !== undefined)
        return [{ queueId, media, start, metrics: distinct(metrics ?? [], rejections) }];
      rejections.reject('invalid_interval');
      unknown.add(queueId);
      return [];
    });
  });
  const keyOf = ({ queueId, media, start }: AggregateRow) => `${queueId} ${media} ${start}`;
  const kept = withoutDuplicates(rows, keyOf, rejections, ({ queueId }) => unknown.add(queueId));
  if (isOwnerUnknown) {
    const told = new Set(kept.map(({ queueId }) => queueId));
    for (const id of queues.keys()) if (!told.has(id)) unknown.add(id);
  }
  return { rows: kept, unknown };
}

function distinct(metrics: readonly Metric[], rejections: RejectionCounter): readonly Metric[] {
  return distinctMetrics(metrics, ({ metric }) => metric, rejections);
}

/** `start/end`, ISO 8601. */
function startOf(interval: string): number | undefined {
  const milliseconds = Date.parse(interval.split('/')[0] ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

type Metrics = Pick<AggregateRow, 'metrics'>;

/** Offered, answered and abandoned, and answered in time: answered less answered over the queue's own threshold. */
export function countsOf(row: Metrics, rejections: RejectionCounter) {
  const answered = countOf(row, 'tAnswered', rejections);
  const overThreshold = countOf(row, 'nOverSla', rejections);
  const inTime = answered === undefined || overThreshold === undefined ? undefined : answered - overThreshold;
  return {
    offered: countOf(row, 'nOffered', rejections),
    answered,
    answeredWithinThreshold: validNumber(inTime, COUNT, 'answered_within_threshold', rejections),
    abandoned: countOf(row, 'tAbandon', rejections),
  };
}

/** A count that is left out is 0: the platform leaves out what did not happen. */
export function countOf(row: Metrics, metric: string, rejections: RejectionCounter): number | undefined {
  const found = find(row, metric);
  return found ? validNumber(found.stats?.count ?? undefined, COUNT, reasonOf(metric), rejections) : 0;
}

/** Milliseconds; 0 where nothing was measured. */
export function millisecondsOf(
  row: Metrics,
  metric: string,
  rejections: RejectionCounter,
): number | undefined {
  const found = find(row, metric);
  return found ? validNumber(found.stats?.sum ?? undefined, MILLISECONDS, reasonOf(metric), rejections) : 0;
}

/** A ratio of nothing is none. */
export function ratioOf(row: Metrics, metric: string, rejections: RejectionCounter): number | undefined {
  return validNumber(find(row, metric)?.stats?.ratio ?? undefined, RATIO, reasonOf(metric), rejections);
}

function find({ metrics }: Metrics, name: string): Metric | undefined {
  return metrics.find(({ metric }) => metric === name);
}

/** `tShortAbandon` is refused as `short_abandon`. */
function reasonOf(metric: string): string {
  return metric
    .slice(1)
    .replace(/(?<!^)[A-Z]/g, '_$&')
    .toLowerCase();
}
