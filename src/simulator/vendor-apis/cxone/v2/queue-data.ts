import { z } from 'zod';
import { type ContactCentre, WAIT_BOUNDS_SECONDS } from '../../../engine/index.ts';
import { decodeCursor, encodeCursor, pageOf } from '../../../http/cursor.ts';
import { instant } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { round } from './round.ts';
import { SCOPES } from './scopes.ts';

/**
 * Waits by range. The guide does not define the row; chosen:
 *
 *     { queue: {id}, waitTimeRange: {from, to?}, abandonedCount, answeredCount, waitTime }
 *
 * A range holds waits above `from` and up to `to` seconds (the first one 0 too, the last one has no `to`). `waitTime`
 * is the mean wait of its contacts, absent without contacts. Every queue has a row for every range. The link to the
 * next page carries the query; the client posts to it without a body.
 */
export const queueData: Endpoint = {
  name: 'queue_data',
  method: 'POST',
  path: '/api/v2/analytics/queues/data/query',
  scopes: [SCOPES.conversationAnalyticsRead],
  handle({ centre, now, body, query, origin, endlessPages }) {
    const question =
      query.cursor === undefined
        ? firstQuestion(validate(bodySchema(now), body))
        : nextQuestion(query.cursor);
    const page = pageOf(rowsOf(centre, question), question.offset, question.pageSize, endlessPages);
    const next = page.next !== undefined && encodeCursor({ ...question, offset: page.next });
    return ok({
      results: page.items,
      ...(next && { nextUri: `${origin}${queueData.path}?cursor=${next}` }),
    });
  },
};

const METRICS = ['abandonedCount', 'answeredCount', 'waitTime'] as const;
const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 500;

function bodySchema(now: number) {
  return z.object({
    dateRange: z
      .object({ startDate: instant(now), endDate: instant(now) })
      .refine(({ startDate, endDate }) => startDate < endDate, 'startDate must be before endDate'),
    groupBy: z.array(z.enum(['waitTimeRange', 'queue'])).length(2),
    metrics: z.array(z.enum(METRICS)).min(1),
    selectors: z.array(z.looseObject({ id: z.string(), type: z.literal('queue') })).optional(),
    pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  });
}

const questionSchema = z.object({
  from: z.number(),
  to: z.number(),
  metrics: z.array(z.enum(METRICS)),
  queueIds: z.array(z.string()).optional(),
  pageSize: z.int().min(1),
  offset: z.int().min(0),
});
type Question = z.output<typeof questionSchema>;

function firstQuestion(body: z.output<ReturnType<typeof bodySchema>>): Question {
  const { dateRange, metrics, selectors, pageSize } = body;
  const queueIds = selectors?.map(({ id }) => id);
  return { from: dateRange.startDate, to: dateRange.endDate, metrics, queueIds, pageSize, offset: 0 };
}

function nextQuestion(cursor: string): Question {
  return decodeCursor(questionSchema, cursor);
}

function rowsOf(centre: ContactCentre, { from, to, metrics, queueIds }: Question): readonly object[] {
  const ids = queueIds?.filter((id) => centre.queue(id)) ?? centre.queues.map(({ id }) => id);
  return ids.flatMap((id) => {
    const { answeredWaits, abandonedWaits } = centre.window(id, from, to);
    return answeredWaits.counts.map((answeredCount, range) => {
      const abandonedCount = abandonedWaits.counts[range] ?? 0;
      const seconds = (answeredWaits.seconds[range] ?? 0) + (abandonedWaits.seconds[range] ?? 0);
      const count = answeredCount + abandonedCount;
      const all = {
        answeredCount,
        abandonedCount,
        waitTime: count > 0 ? round(seconds / count) : undefined,
      };
      const bounds = { from: WAIT_BOUNDS_SECONDS[range - 1] ?? 0, to: WAIT_BOUNDS_SECONDS[range] };
      const chosen = Object.fromEntries(metrics.map((name) => [name, all[name]]));
      return { queue: { id }, waitTimeRange: bounds, ...chosen };
    });
  });
}
