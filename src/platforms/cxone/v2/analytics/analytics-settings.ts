import { z } from 'zod';
import {
  ANALYTICS_METRICS,
  ANALYTICS_SUBDIVISIONS,
  type AnalyticsMetric,
  type AnalyticsSubdivision,
} from '../../../../domain/index.ts';
import { duration, wholeNumber } from '../../../../settings/index.ts';

/** Each query is at least one request per poll. */
const MAX_QUERIES = 3;
/** A shorter window has few interactions to take a mean of. */
const MIN_WINDOW_SECONDS = 15 * 60;
/** One week, seconds: the same days in every window. */
const MAX_WINDOW_SECONDS = 7 * 86_400;
/** Long enough for a mean, and without a jump at midnight of any time zone. */
const DEFAULT_WINDOW = '24h';
/** One page of the platform. With every metric, a group has 12 series. */
const DEFAULT_MAX_GROUPS = 100;
/** Three queries of this size are 7,200 series, which are written in one piece. */
const HIGHEST_MAX_GROUPS = 200;

const DIMENSIONS = ['channel', ...ANALYTICS_SUBDIVISIONS] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** Dimensions that the platform knows, and why they are not exported. */
const NOT_EXPORTED: ReadonlyMap<unknown, string> = new Map([
  ['agent', 'cannot be exported, because labels contain no persons; use /api/v1/analytics/query'],
  ['date', 'cannot be exported, because each day would be new series; use /api/v1/analytics/query'],
]);

/** A query whose groups are exported as metrics. */
export interface ExportedQuery {
  /** Beside the channel, in the order of the labels. */
  readonly subdivisions: readonly AnalyticsSubdivision[];
  readonly metrics: readonly AnalyticsMetric[];
  readonly windowSeconds: number;
  readonly maxGroups: number;
}

const dimension = z.enum(DIMENSIONS, { error: ({ input }) => NOT_EXPORTED.get(input) });

const query = z
  .object({
    dimensions: z
      .array(dimension)
      .min(1)
      .superRefine(refuseRepeats)
      .refine((names) => names.includes('channel'), {
        error: 'must include channel, which is a label of every series',
      })
      .describe('Labels of the series: `channel`, and any of `queue`, `skill`, `campaign`'),
    metrics: z
      .array(z.enum(ANALYTICS_METRICS))
      .min(1)
      .superRefine(refuseRepeats)
      .prefault([...ANALYTICS_METRICS])
      .describe('Metrics to export, with the ratios derived from them'),
    window: duration({ min: MIN_WINDOW_SECONDS, max: MAX_WINDOW_SECONDS })
      .prefault(DEFAULT_WINDOW)
      .describe('Period before the poll'),
    max_groups: wholeNumber({ min: 1, max: HIGHEST_MAX_GROUPS })
      .prefault(DEFAULT_MAX_GROUPS)
      .describe(
        'Maximum number of combinations of dimensions, each with up to 12 series; those with the highest values of the first metric are kept',
      ),
  })
  .transform(
    ({ dimensions, metrics, window, max_groups }): ExportedQuery => ({
      subdivisions: ANALYTICS_SUBDIVISIONS.filter((name) => dimensions.includes(name)),
      metrics,
      windowSeconds: window,
      maxGroups: max_groups,
    }),
  );

/** Without the key: every metric, by channel. */
const BY_CHANNEL: { dimensions: Dimension[] } = { dimensions: ['channel'] };

export const analyticsSettings = {
  analytics: z
    .array(query)
    .min(1)
    .max(MAX_QUERIES, `must have up to ${MAX_QUERIES} queries`)
    .superRefine(refuseSameDimensions)
    .prefault([BY_CHANNEL])
    .describe(`Up to ${MAX_QUERIES} queries of interaction analytics that are exported as metrics`),
};

function refuseRepeats(items: readonly string[], context: z.RefinementCtx): void {
  for (const [index, item] of items.entries()) {
    if (items.indexOf(item) < index)
      context.addIssue({ code: 'custom', path: [index], message: 'is listed twice; delete one' });
  }
}

/** Series of two such queries would have the same labels. A query that is invalid itself has no subdivisions here. */
function refuseSameDimensions(queries: readonly Partial<ExportedQuery>[], context: z.RefinementCtx): void {
  const firstOf = new Map<string, number>();
  for (const [index, { subdivisions }] of queries.entries()) {
    if (!subdivisions) continue;
    const key = subdivisions.join();
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, index);
    else
      context.addIssue({
        code: 'custom',
        path: [index, 'dimensions'],
        message: `are those of analytics[${first}]; delete one of the two queries`,
      });
  }
}
