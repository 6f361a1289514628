/** Descriptions of metrics, which rendering, docs, dashboards and alert rules share. */

/** Labels that describe a series without identifying it: dropping them merges no series. */
export const DESCRIPTIVE_LABELS = ['queue', 'platform', 'api'] as const;

export type MetricType = 'gauge' | 'counter' | 'histogram';

/** Emits one value; `labelValues` belong to the family's `labels`, in order. Labels without a value, or with an empty one, are left out. */
export type Emit = (value: number, ...labelValues: string[]) => void;

interface Description {
  readonly name: string;
  readonly help: string;
  /** Labels in addition to those of the row. */
  readonly labels: readonly string[];
}

/**
 * A metric that is read from rows of one kind: queues or tenants. `read` emits the known values of a row: it omits unknown
 * ones and never emits NaN.
 *
 * @example
 * const callbacks: Family<QueueView> = {
 *   name: 'contact_center_queue_callbacks',
 *   type: 'gauge',
 *   help: 'Scheduled callbacks by state. As of the last successful poll.',
 *   labels: ['state'],
 *   read: ({ facts }, emit) => {
 *     if (facts.callbacks !== undefined) emit(facts.callbacks, 'scheduled');
 *   },
 * };
 */
export interface Family<Row> extends Description {
  readonly type: 'gauge' | 'counter';
  readonly read: (row: Row, emit: Emit) => void;
}

/** A metric that the process updates as events happen. */
export interface Instrument extends Description {
  readonly type: MetricType;
  readonly buckets?: readonly number[];
}

/** Value of `le` for a bucket's bound in OpenMetrics' canonical form (`1.0`), which the text format accepts too. */
export function boundText(bound: number): string {
  if (bound === Infinity) return '+Inf';
  const text = String(bound);
  return Number.isInteger(bound) && !text.includes('e') ? `${text}.0` : text;
}
