import type { Family, HistogramValue, TenantSnapshot } from '../metrics/index.ts';
import type { Catalogue } from './catalogue.ts';
import { labelPairs } from './label-text.ts';
import { boundText, numberText } from './number-text.ts';
import { type Piece, pieceOfText } from './piece.ts';

/** Everything one source (a tenant's snapshot, the process) has to say, by family name. */
export interface Page {
  readonly columns: ReadonlyMap<string, Piece>;
  readonly series: number;
}

export function renderPage(snapshot: TenantSnapshot, catalogue: Catalogue): Page {
  const columns = new Map<string, Piece>();
  let series = 0;
  const column = <Row>(family: Family<Row>, rows: readonly (readonly [Row, string])[]) => {
    const lines = rows.flatMap(([row, labels]) => linesOf(family, row, labels));
    if (lines.length > 0) columns.set(family.name, pieceOfText(lines.join('')));
    series += lines.length;
  };
  for (const family of catalogue.tenantFamilies) {
    column(family, [[snapshot, labelPairs(['tenant'], [snapshot.tenant.name])]]);
  }
  const seen = new Set<string>();
  const rows = snapshot.queues.flatMap((queue): [typeof queue, string][] => {
    const { id, name, media } = queue.facts;
    const key = JSON.stringify([id.toWellFormed(), media]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      [
        queue,
        labelPairs(catalogue.queueLabels, catalogue.queueLabelValues(snapshot.tenant.name, id, name, media)),
      ],
    ];
  });
  for (const family of catalogue.queueFamilies) column(family, rows);
  return { columns, series };
}

function linesOf<Row>(family: Family<Row>, row: Row, rowLabels: string): readonly string[] {
  const lines = new Map<string, string>();
  const line = (name: string, labels: readonly string[], values: readonly string[], value: number) => {
    const pairs = [rowLabels, labelPairs(labels, values)].filter(Boolean).join(',');
    const series = `${name}{${pairs}}`;
    if (!Number.isNaN(value) && !lines.has(series)) lines.set(series, `${series} ${numberText(value)}\n`);
  };
  if (family.type === 'histogram') {
    family.read(row, (value, ...values) => histogramLines(family, value, values, line));
  } else {
    family.read(row, (value, ...values) => line(family.name, family.labels, values, value));
  }
  return [...lines.values()];
}

function histogramLines(
  { name, labels }: { readonly name: string; readonly labels: readonly string[] },
  { upperBounds, cumulativeCounts, count, sum }: HistogramValue,
  values: readonly string[],
  line: (name: string, labels: readonly string[], values: readonly string[], value: number) => void,
): void {
  upperBounds.forEach((bound, index) => {
    if (bound !== Infinity) {
      line(
        `${name}_bucket`,
        [...labels, 'le'],
        [...values, boundText(bound)],
        cumulativeCounts[index] ?? NaN,
      );
    }
  });
  line(`${name}_bucket`, [...labels, 'le'], [...values, '+Inf'], count);
  if (sum !== undefined) line(`${name}_sum`, labels, values, sum);
  line(`${name}_count`, labels, values, count);
}
