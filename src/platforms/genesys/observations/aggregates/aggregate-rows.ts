/**
 * Rows of a conversation aggregate query by queue and medium. Source: Genesys Cloud SDK for .NET, `ConversationAggregateDataContainer`
 * and `StatisticalSummary`: `n*` metrics are counts, `t*` metrics are counts and sums in milliseconds, `oServiceLevel` is
 * a ratio. Missing metrics had no event: developer.genesys.cloud, "Conversation aggregate query".
 */

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
import type { QueueMedia } from '../queue-media.ts';
import type { WatchedQueues } from '../watched-queues.ts';

/** Without any event the response may be an empty object. */
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

/** Metrics of one medium of a queue in one interval. */
export interface AggregateRow {
  readonly queueId: string;
  readonly media: Media;
  /** Start of the interval, Unix seconds. */
  readonly start: number;
  readonly metrics: readonly Metric[];
}

export interface AggregateReading {
  readonly queues: WatchedQueues;
  readonly queueMedia: QueueMedia;
  readonly rejections: RejectionCounter;
}

export interface ReadAggregates {
  readonly rows: readonly AggregateRow[];
  /** Queues with a rejected row: their missing metrics are unknown rather than 0. */
  readonly unknown: ReadonlySet<string>;
}

export async function readRows(
  results: readonly unknown[],
  { queues, queueMedia, rejections }: AggregateReading,
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
    if (!media || !queues.has(queueId) || !queueMedia.admits(media)) return [];
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
    const reported = new Set(kept.map(({ queueId }) => queueId));
    for (const id of queues.keys()) if (!reported.has(id)) unknown.add(id);
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

/** Whether any of the metrics counted an event. */
export function hadContacts({ metrics }: Metrics): boolean {
  return metrics.some(({ stats }) => (stats?.count ?? 0) > 0);
}

/**
 * Offered, answered, abandoned; answered within the threshold is `tAnswered` minus `nOverSla`. Short abandons are some of
 * the abandons: Genesys Cloud Resource Center, "Configure the service level calculation".
 */
export function countsOf(row: Metrics, rejections: RejectionCounter) {
  const answered = countOf(row, 'tAnswered', rejections);
  const overThreshold = countOf(row, 'nOverSla', rejections);
  const withinThreshold =
    answered === undefined || overThreshold === undefined ? undefined : answered - overThreshold;
  const abandoned = countOf(row, 'tAbandon', rejections);
  const short = countOf(row, 'tShortAbandon', rejections);
  const isPossible = short === undefined || abandoned === undefined || short <= abandoned;
  if (!isPossible) rejections.reject('short_abandon');
  return {
    offered: countOf(row, 'nOffered', rejections),
    answered,
    answeredWithinThreshold: validNumber(withinThreshold, COUNT, 'answered_within_threshold', rejections),
    abandoned,
    shortAbandoned: isPossible ? short : undefined,
  };
}

/** A missing count is 0: the platform omits metrics without events. */
export function countOf(row: Metrics, metric: string, rejections: RejectionCounter): number | undefined {
  const found = find(row, metric);
  return found ? validNumber(found.stats?.count ?? undefined, COUNT, reasonOf(metric), rejections) : 0;
}

/** Sum in milliseconds; 0 without events. */
export function millisecondsOf(
  row: Metrics,
  metric: string,
  rejections: RejectionCounter,
): number | undefined {
  const found = find(row, metric);
  return found ? validNumber(found.stats?.sum ?? undefined, MILLISECONDS, reasonOf(metric), rejections) : 0;
}

/** Undefined without events. */
export function ratioOf(row: Metrics, metric: string, rejections: RejectionCounter): number | undefined {
  return validNumber(find(row, metric)?.stats?.ratio ?? undefined, RATIO, reasonOf(metric), rejections);
}

function find({ metrics }: Metrics, name: string): Metric | undefined {
  return metrics.find(({ metric }) => metric === name);
}

/** `tShortAbandon` becomes `short_abandon`. */
function reasonOf(metric: string): string {
  return metric
    .slice(1)
    .replace(/(?<!^)[A-Z]/g, '_$&')
    .toLowerCase();
}
