/** How a metric is described: once, here; rendering, docs, dashboards and alert rules all read the description. */

/** Labels that say more of a series and do not tell it from others: without them every series is still the only one. */
export const DESCRIPTIVE_LABELS = ['queue', 'platform', 'api'] as const;

export type MetricType = 'gauge' | 'counter' | 'histogram';

/** One value; `labelValues` go with the family's `labels`, in order. */
export type Emit = (value: number, ...labelValues: string[]) => void;

interface Description {
  readonly name: string;
  readonly help: string;
  /** Labels beyond the row's own. */
  readonly labels: readonly string[];
}

/** A metric read from rows of one kind. `read` emits what is known of a row and nothing else; never NaN. */
export interface Family<Row> extends Description {
  readonly type: 'gauge' | 'counter';
  readonly read: (row: Row, emit: Emit) => void;
}

/** A metric that the process itself counts as things happen. */
export interface Instrument extends Description {
  readonly type: MetricType;
  readonly buckets?: readonly number[];
}

/** A bucket's bound as the value of `le`, as OpenMetrics writes it ("canonical": `1.0`); the text format reads it as well. */
export function boundText(bound: number): string {
  if (bound === Infinity) return '+Inf';
  const text = String(bound);
  return Number.isInteger(bound) && !text.includes('e') ? `${text}.0` : text;
}
