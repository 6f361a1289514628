import { type RejectionCounter, withoutDuplicates } from '../../shared/rows.ts';

/**
 * One value of each metric. A metric with contradictory values stays in the row without a value: a metric that is
 * missing would count as 0.
 */
export function distinctMetrics<Metric extends { readonly metric: string; readonly stats?: unknown }>(
  metrics: readonly Metric[],
  keyOf: (metric: Metric) => string,
  rejections: RejectionCounter,
): readonly Metric[] {
  const unknown: Metric[] = [];
  const known = withoutDuplicates(metrics, keyOf, rejections, (metric) => {
    unknown.push({ ...metric, stats: undefined });
  });
  return [...known, ...unknown];
}
