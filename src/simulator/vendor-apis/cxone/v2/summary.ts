import { z } from 'zod';
import type { ContactCentre, QueueProfile } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';
import { pageOf } from '../../../http/cursor.ts';
import { DAY_SECONDS, instant, iso, startOfDay } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { addHandling, addWindow, emptyTally, KPIS, type Kpi, kpiOf, type Tally } from './kpi.ts';
import { SCOPES } from './scopes.ts';

/**
 * Interaction analytics. Choices for undocumented behaviour: times are mean seconds as numbers; percentages are
 * strings; `date` is the day in UTC; a group without contacts has no row; the last week is known, by agent the last 24
 * hours, and `abandon_rate` is absent by agent.
 */
export const summary: Endpoint = {
  name: 'analytics_summary',
  method: 'POST',
  path: '/api/v2/analytics/summary/query',
  scopes: [SCOPES.analyticsRead],
  handle({ centre, now, body, endlessPages }) {
    const question = readQuestion(now, body);
    const { pageSize, next } = question.paging;
    const rows = rowsOf(centre, question);
    const page = pageOf(rows, next, pageSize, endlessPages);
    return ok({
      data: page.items,
      paging: { next: page.next === undefined ? null : String(page.next) },
      metadata: { totalRows: rows.length, generatedAt: iso(now) },
    });
  },
};

const DIMENSIONS = ['channel', 'skill', 'queue', 'agent', 'campaign', 'date'] as const;
type Dimension = (typeof DIMENSIONS)[number];
const MAX_METRICS = 10;
const MAX_DIMENSIONS = 5;

/** ISO 8601 with offset; `now` is not supported here. */
const instantWithOffset = z.string().regex(/^\d/, 'must be ISO 8601 with offset').pipe(instant(Number.NaN));

const bodySchema = z.object({
  metrics: z.array(z.enum(KPIS)).min(1).max(MAX_METRICS),
  dimensions: z.array(z.enum(DIMENSIONS)).max(MAX_DIMENSIONS),
  dateRange: z
    .object({ start: instantWithOffset, end: instantWithOffset })
    .refine(({ start, end }) => start < end, 'end must be after start'),
  filters: z.array(z.unknown()).default([]),
  paging: z
    .object({
      pageSize: z.int().min(1).max(1000).default(100),
      next: z
        .string()
        .regex(/^\d+$/)
        .nullish()
        .transform((token) => Number(token ?? 0)),
    })
    .prefault({}),
});
type Question = z.output<typeof bodySchema>;

/** Every 400 of this endpoint has the code `invalidQuery`, as in the guide. */
function readQuestion(now: number, body: unknown): Question {
  try {
    const question = validate(bodySchema, body);
    const { start, end } = question.dateRange;
    return { ...question, dateRange: { start, end: Math.min(end, now) } };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'invalid query';
    throw new ApiError(400, 'invalidQuery', message, { cause });
  }
}

type Row = Readonly<Record<string, string | number | null>>;

function rowsOf(centre: ContactCentre, { metrics, dimensions, dateRange }: Question): readonly Row[] {
  const groups = new Map<string, { readonly labels: Row; readonly tally: Tally }>();
  const tallyOf = (labels: Row): Tally => {
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, tally: emptyTally() };
    groups.set(key, group);
    return group.tally;
  };
  for (const { from, to, date } of days(dateRange, dimensions)) {
    for (const queue of centre.queues) {
      const label = (agent: string): Row =>
        Object.fromEntries(dimensions.map((name) => [name, labelOf(name, queue, date, agent)]));
      if (dimensions.includes('agent')) {
        for (const handling of centre.handlings(queue.id, from, to)) {
          const agent = centre.agents[handling.agent]?.name ?? 'unknown';
          addHandling(tallyOf(label(agent)), handling, queue.serviceLevel.thresholdSeconds);
        }
      } else {
        const sums = centre.window(queue.id, from, to);
        if (sums.offered + sums.answered + sums.abandoned + sums.handled > 0)
          addWindow(tallyOf(label('')), sums);
      }
    }
  }
  return [...groups.values()].map(({ labels, tally }) => ({ ...labels, ...figures(tally, metrics) }));
}

function figures(tally: Tally, metrics: readonly Kpi[]): Row {
  return Object.fromEntries(metrics.map((name) => [name, kpiOf(name, tally)]));
}

function labelOf(dimension: Dimension, queue: QueueProfile, date: string, agent: string): string {
  switch (dimension) {
    case 'channel':
      return queue.media;
    case 'skill':
      return queue.skill.name;
    case 'queue':
      return queue.name;
    case 'campaign':
      return queue.campaign;
    case 'agent':
      return agent;
    case 'date':
      return date;
  }
}

/** The range, split at midnight UTC when grouped by date. */
function days({ start, end }: Question['dateRange'], dimensions: readonly Dimension[]) {
  if (!dimensions.includes('date')) return [{ from: start, to: end, date: '' }];
  const parts: { from: number; to: number; date: string }[] = [];
  for (let from = start; from < end; ) {
    const midnight = startOfDay(from) + DAY_SECONDS;
    parts.push({ from, to: Math.min(midnight, end), date: iso(from).slice(0, 10) });
    from = midnight;
  }
  return parts;
}
