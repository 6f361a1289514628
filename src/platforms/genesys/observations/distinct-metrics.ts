import { type RejectionCounter, withoutDuplicates } from '../../shared/rows.ts';

/**
 * Returns one value for each metric. A metric with contradictory values is kept without a value, because a missing
 * metric counts as 0.
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
