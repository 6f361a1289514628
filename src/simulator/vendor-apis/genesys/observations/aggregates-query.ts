import { z } from 'zod';
import {
  type ContactCentre,
  handleSeconds,
  type QueueProfile,
  type WindowSums,
  waitSeconds,
} from '../../../engine/index.ts';
import { iso, parseInstant } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { mediaTypeOf } from './media-types.ts';
import { queueFilter, queuesOf } from './queue-filter.ts';

/**
 * Aggregates by interval, queue and medium. Metrics, intervals and rows without events are absent. A handling counts
 * when it ends. `mediaType` is present even when the query does not group by it.
 */
export const aggregatesQuery: Endpoint = {
  name: 'conversation_aggregates',
  method: 'POST',
  path: '/api/v2/analytics/conversations/aggregates/query',
  permission: GRANTS.conversationAggregate,
  handle({ centre, now, body }) {
    const { filter, interval, granularity, metrics } = validate(bodySchema(now), body);
    const chosen = queuesOf(centre, filter);
    const spans = granularity === undefined ? [interval] : slices(interval, granularity);
    const results = centre.queues
      .filter(({ id }) => chosen.has(id))
      .map((queue) => ({
        group: { queueId: queue.id, mediaType: mediaTypeOf(queue.media) },
        data: spans.flatMap((span) => happened(centre, queue, span, metrics)),
      }))
      .filter(({ data }) => data.length > 0);
    return ok({ results });
  },
};

const METRICS = [
  'nOffered',
  'nOverSla',
  'oServiceLevel',
  'tAbandon',
  'tAcd',
  'tAcw',
  'tAnswered',
  'tHandle',
  'tHeldComplete',
  'tShortAbandon',
  'tTalkComplete',
  'tWait',
] as const;
type MetricName = (typeof METRICS)[number];

/** From and to in Unix seconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Maximum intervals of a query; not documented. */
const MAX_SLICES = 1000;

function bodySchema(now: number) {
  return z
    .object({
      interval: z.string().transform((text, context): Span => {
        const [from, to] = text.split('/').map((part) => parseInstant(part, now));
        if (from !== undefined && to !== undefined && from < to) return { from, to };
        context.addIssue(`${JSON.stringify(text)} is not an interval; expected <start>/<end>, ISO 8601`);
        return z.NEVER;
      }),
      granularity: z
        .string()
        .transform((text, context): number => {
          const [, count, unit = ''] = /^PT(\d+)([MH])$/.exec(text) ?? [];
          if (Number(count) > 0) return Number(count) * (unit === 'H' ? 3600 : 60);
          context.addIssue(`${JSON.stringify(text)} is not a period such as PT30M`);
          return z.NEVER;
        })
        .optional(),
      groupBy: z
        .array(z.enum(['queueId', 'mediaType']))
        .refine((by) => by.includes('queueId'), 'queueId is missing'),
      filter: queueFilter,
      metrics: z.array(z.enum(METRICS)).min(1),
    })
    .refine(
      ({ interval, granularity = Number.POSITIVE_INFINITY }) =>
        (interval.to - interval.from) / granularity <= MAX_SLICES,
      { path: ['granularity'], message: `the interval has more than ${MAX_SLICES} of these` },
    );
}

function slices({ from, to }: Span, seconds: number): readonly Span[] {
  return Array.from({ length: Math.ceil((to - from) / seconds) }, (_, index) => ({
    from: from + index * seconds,
    to: Math.min(to, from + (index + 1) * seconds),
  }));
}

/** Empty without events. */
function happened(
  centre: ContactCentre,
  queue: QueueProfile,
  { from, to }: Span,
  names: readonly MetricName[],
) {
  const all = metricsOf(centre.window(queue.id, from, to), queue);
  const metrics = names.flatMap((metric) => (all[metric] ? [{ metric, stats: all[metric] }] : []));
  return metrics.length > 0 ? [{ interval: `${iso(from)}/${iso(to)}`, metrics }] : [];
}

function metricsOf(sums: WindowSums, { serviceLevel }: QueueProfile) {
  const { answered, answeredWithinThreshold, abandoned, handled } = sums;
  const ended = answered + abandoned;
  return {
    nOffered: times(sums.offered),
    nOverSla: times(answered - answeredWithinThreshold),
    oServiceLevel:
      ended > 0
        ? {
            ratio: answeredWithinThreshold / ended,
            numerator: answeredWithinThreshold,
            denominator: ended,
            target: serviceLevel.target,
          }
        : undefined,
    tAbandon: durations(abandoned, sums.abandonedWaitSeconds),
    tAcd: durations(ended, waitSeconds(sums)),
    tAcw: durations(handled, sums.wrapSeconds),
    tAnswered: durations(answered, sums.answeredWaitSeconds),
    tHandle: durations(handled, handleSeconds(sums)),
    tHeldComplete: durations(handled, sums.holdSeconds),
    tShortAbandon: times(sums.shortAbandoned),
    tTalkComplete: durations(handled, sums.talkSeconds),
    tWait: durations(ended, waitSeconds(sums)),
  } satisfies Record<MetricName, object | undefined>;
}

function times(count: number): { count: number } | undefined {
  return count > 0 ? { count } : undefined;
}

/** Sum in milliseconds; minimum and maximum are not recorded, hence absent. */
function durations(count: number, seconds: number): { count: number; sum: number } | undefined {
  return count > 0 ? { count, sum: Math.round(seconds * 1000) } : undefined;
}
