import { z } from 'zod';
import { type ContactCentre, waitSeconds } from '../../../engine/index.ts';
import { instant } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import { type Endpoint, ok } from '../../../http/vendor-api.ts';
import { round } from './round.ts';
import { SCOPES } from './scopes.ts';

/**
 * Queue metrics over a window. Choices for undocumented behaviour: `waitTime` is the mean wait of the contacts answered
 * or abandoned in the window, `occupancy` the busy share of the agents' serving time in it; both are absent where they
 * are undefined. Unknown ids have no row. Without selectors every queue has one.
 */
export const queueDetails: Endpoint = {
  name: 'queue_details',
  method: 'POST',
  path: '/api/v2/analytics/queues/details/query',
  scopes: [SCOPES.queueAnalyticsRead],
  handle({ centre, now, body }) {
    const { dateRange, metrics, selectors } = validate(bodySchema(now), body);
    const ids = selectors?.map(({ id }) => id) ?? centre.queues.map(({ id }) => id);
    const span = { from: dateRange.startDate, to: Math.min(dateRange.endDate, now) };
    return ok({
      metrics: [...new Set(ids)]
        .filter((id) => centre.queue(id))
        .map((id) => ({ queue: { id }, ...figures(centre, id, span, metrics) })),
      selectors: selectors ?? ids.map((id) => ({ id, type: 'queue' })),
    });
  },
};

const METRIC_NAMES = ['occupancy', 'waitTime', 'abandonedCount', 'answeredCount'] as const;
type MetricName = (typeof METRIC_NAMES)[number];

function bodySchema(now: number) {
  return z.object({
    dateRange: z
      .object({ startDate: instant(now), endDate: instant(now) })
      .refine(({ startDate, endDate }) => startDate < endDate, 'startDate must be before endDate'),
    groupBy: z.tuple([z.literal('queue')]),
    metrics: z.array(z.enum(METRIC_NAMES)).min(1),
    selectors: z.array(z.looseObject({ id: z.string(), type: z.literal('queue') })).optional(),
  });
}

function figures(
  centre: ContactCentre,
  queueId: string,
  { from, to }: { from: number; to: number },
  names: readonly MetricName[],
): Partial<Record<MetricName, number>> {
  const sums = centre.window(queueId, from, to);
  const ended = sums.answered + sums.abandoned;
  const all: Record<MetricName, number | undefined> = {
    occupancy: centre.occupancy(queueId, from, to),
    waitTime: ended > 0 ? waitSeconds(sums) / ended : undefined,
    abandonedCount: sums.abandoned,
    answeredCount: sums.answered,
  };
  return Object.fromEntries(
    names.flatMap((name) => (all[name] === undefined ? [] : [[name, round(all[name])]])),
  );
}
