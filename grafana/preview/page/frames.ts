import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import type { Panel, Target } from './dashboard.ts';
import { asSeconds, milliseconds, roundedStep } from './durations.ts';
import { instantly, overRange, type Point, type Range, type Series } from './prometheus.ts';
import { filledIn, type Scoped, type Variable } from './variables.ts';

/** The panels' queries, answered as data frames the way Grafana's Prometheus data source makes them. */

export interface Context {
  readonly variables: readonly Variable[];
  readonly scoped: Scoped;
  readonly range: Range;
  /** Width of the graph in pixels: Grafana asks for no more points than that. */
  readonly width: number;
  /** The scrape interval that the data source is set to, ms. */
  readonly scrapeMs: number;
}

/** Prometheus gives no more points than that. */
const MOST_POINTS = 11_000;
const FEWEST_POINTS = 100;

export async function framesOf(panel: Panel, context: Context): Promise<DataFrame[]> {
  const targets = panel.targets ?? [];
  const tables = targets.filter(({ format }) => format === 'table').length;
  const answers = await Promise.all(targets.map((target) => answer(panel, target, context)));
  return answers.flatMap(({ target, expr, stepMs, series }) => {
    if (series.length === 0) return [];
    if (target.format === 'table') {
      return [tableFrame(target.refId, series, tables > 1 ? `Value #${target.refId}` : 'Value')];
    }
    if (target.format === 'heatmap') return [heatMapFrame(target.refId, series, stepMs)];
    return series.map((each) => seriesFrame(target, expr, each, stepMs));
  });
}

async function answer(panel: Panel, target: Target, { variables, scoped, range, width, scrapeMs }: Context) {
  const minStepMs = target.interval ? milliseconds(target.interval) : scrapeMs;
  const length = range.to - range.from;
  const points = panel.maxDataPoints ?? Math.max(FEWEST_POINTS, Math.floor(width));
  const stepMs = Math.max(roundedStep(length / points), minStepMs, Math.ceil(length / MOST_POINTS));
  const expr = filledIn(target.expr, variables, {
    ...scoped,
    __interval: asSeconds(stepMs),
    __rate_interval: asSeconds(Math.max(stepMs + minStepMs, 4 * minStepMs)),
    __range: asSeconds(length),
  });
  const asked = target.instant ? instantly(expr, range.to) : overRange(expr, range, stepMs);
  // A failure is in the report; the other queries of the panel still count.
  return { target, expr, stepMs, series: await asked.catch((): readonly Series[] => []) };
}

const pointsOf = ({ value, values }: Series): readonly Point[] => values ?? (value ? [value] : []);

function numberIn(text: string): number | null {
  if (text === 'NaN') return null;
  return text.endsWith('Inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text);
}

function tableFrame(refId: string, series: readonly Series[], valueName: string): DataFrame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const rows = series.flatMap((each) => pointsOf(each).map((point) => ({ metric: each.metric, point })));
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: rows.map(({ point }) => point[0] * 1000) },
      ...labels.map((name) => ({
        name,
        type: FieldType.string,
        values: rows.map(({ metric }) => metric[name] ?? ''),
        config: { filterable: true },
      })),
      { name: valueName, type: FieldType.number, values: rows.map(({ point }) => numberIn(point[1])) },
    ],
  });
}

function seriesFrame(target: Target, expr: string, series: Series, stepMs: number): DataFrame {
  const name = nameOf(target.legendFormat ?? '', series.metric, expr);
  const points = pointsOf(series);
  return toDataFrame({
    refId: target.refId,
    name,
    fields: [
      {
        name: 'Time',
        type: FieldType.time,
        values: points.map(([time]) => time * 1000),
        config: { interval: stepMs },
      },
      {
        name: 'Value',
        type: FieldType.number,
        values: points.map(([, value]) => numberIn(value)),
        labels: { ...series.metric },
        config: { displayNameFromDS: name },
      },
    ],
  });
}

/** A legend or title with the values of labels in the place of `{{label}}`. */
export const withLabels = (format: string, labels: Series['metric']): string =>
  format.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');

function nameOf(format: string, { __name__ = '', ...labels }: Series['metric'], expr: string): string {
  if (format !== '' && format !== '__auto') return withLabels(format, labels);
  const inBraces = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return inBraces.length > 0 ? `${__name__}{${inBraces.join(', ')}}` : __name__ || expr;
}

/** One field a bucket, each without what is in the ones below it. */
function heatMapFrame(refId: string, series: readonly Series[], stepMs: number): DataFrame {
  const buckets = series
    .map((each) => ({
      bound: each.metric.le ?? '',
      counts: new Map(pointsOf(each).map(([time, value]) => [time * 1000, numberIn(value)])),
    }))
    .sort((a, b) => (numberIn(a.bound) ?? 0) - (numberIn(b.bound) ?? 0));
  const times = [...new Set(buckets.flatMap(({ counts }) => [...counts.keys()]))].sort((a, b) => a - b);
  return toDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval: stepMs } },
      ...buckets.map(({ bound, counts }, index) => ({
        name: bound,
        type: FieldType.number,
        values: times.map((time) =>
          Math.max(0, (counts.get(time) ?? 0) - (buckets[index - 1]?.counts.get(time) ?? 0)),
        ),
      })),
    ],
  });
}
