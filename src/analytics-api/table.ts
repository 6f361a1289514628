import type { AnalyticsMetric, AnalyticsRow } from '../domain/index.ts';
import { type AnalyticsKpis, analyticsKpis } from '../signals/index.ts';
import type { QueryBody } from './query.ts';

/** A result as a table: dimensions, requested metrics, and the KPIs derived from them. */

export type Cell = string | number | null;

export interface Table {
  readonly columns: readonly string[];
  /** One cell per column; null is unknown. */
  readonly rows: readonly (readonly Cell[])[];
}

interface KpiColumn {
  readonly name: string;
  readonly kpi: keyof AnalyticsKpis;
  /** The column is added when all of these metrics are requested. */
  readonly from: readonly AnalyticsMetric[];
}

export const KPI_COLUMNS: readonly KpiColumn[] = [
  { name: 'total_interaction_time', kpi: 'interactionSeconds', from: ['handle_time', 'queue_time'] },
  { name: 'talk_ratio', kpi: 'talkRatio', from: ['talk_time', 'handle_time'] },
  { name: 'hold_impact', kpi: 'holdImpactRatio', from: ['hold_time', 'handle_time', 'queue_time'] },
  { name: 'channel_efficiency', kpi: 'channelEfficiencyRatio', from: ['service_level', 'abandon_rate'] },
];

/** Rows are sorted by their dimensions, in the requested order. */
export function tableOf(
  rows: readonly AnalyticsRow[],
  { dimensions, metrics }: Pick<QueryBody, 'dimensions' | 'metrics'>,
): Table {
  const kpiColumns = KPI_COLUMNS.filter(({ from }) => from.every((metric) => metrics.includes(metric)));
  const cells = rows.map((row) => {
    const labels = dimensions.map((name): Cell => row.dimensions[name] ?? null);
    const kpis = analyticsKpis(row.figures);
    return [
      ...labels,
      ...metrics.map((name): Cell => row.figures[name] ?? null),
      ...kpiColumns.map(({ kpi }): Cell => kpis[kpi] ?? null),
    ];
  });
  return {
    columns: [...dimensions, ...metrics, ...kpiColumns.map(({ name }) => name)],
    rows: cells.sort((a, b) => compareLabels(a, b, dimensions.length)),
  };
}

function compareLabels(a: readonly Cell[], b: readonly Cell[], count: number): number {
  for (let column = 0; column < count; column++) {
    const [left, right] = [String(a[column] ?? ''), String(b[column] ?? '')];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
