import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** One query of a panel. */
export interface Query {
  readonly expr: string;
  /** What a series is called, such as `{{tenant}}`. */
  readonly legend?: string;
  /** Its name within the panel; by default a letter. */
  readonly refId?: string;
  readonly format?: 'table' | 'heatmap';
  /** The present alone, without history. */
  readonly instant?: boolean;
  /** Points are never closer than this, and rates never worked out over less. */
  readonly minStep?: string;
}

const FORMATS = { table: PromQueryFormat.Table, heatmap: PromQueryFormat.Heatmap } as const;

export function targets(queries: readonly Query[]): DataqueryBuilder[] {
  return queries.map(({ expr, legend = '__auto', refId, format, instant, minStep }, index) => {
    const target = new DataqueryBuilder()
      .datasource(DATASOURCE)
      .refId(refId ?? String.fromCharCode('A'.charCodeAt(0) + index))
      .expr(expr)
      .legendFormat(legend)
      .format(format ? FORMATS[format] : PromQueryFormat.TimeSeries);
    if (minStep) target.interval(minStep);
    return instant ? target.instant() : target.range();
  });
}
