import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import { type Instrument, instruments } from '../../metrics/index.ts';

/** The exporter's metrics about itself, and the default `process_*` and `nodejs_*` metrics of prom-client. */

type Catalogue = typeof instruments;
type Made<I extends Instrument> = I['type'] extends 'counter'
  ? Counter<I['labels'][number]>
  : I['type'] extends 'gauge'
    ? Gauge<I['labels'][number]>
    : Histogram<I['labels'][number]>;
type Instruments = { readonly [Key in keyof Catalogue]: Made<Catalogue[Key]> };

export interface ProcessFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly help: string;
  readonly samples: readonly ProcessSample[];
}

export interface ProcessSample {
  /** The family's name, with `_bucket`, `_sum` or `_count` where the type has those. */
  readonly name: string;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly value: number;
}

/** One prom-client metric for each instrument of the catalogue: `processMetrics.apiRequests.inc({ tenant, endpoint, code })`. */
export interface ProcessMetrics extends Instruments {
  /** Removes every series of a tenant. */
  removeTenant(tenant: string): Promise<void>;
  /** Reads the current values of all families. */
  read(): Promise<readonly ProcessFamily[]>;
}

/** Interval between samples of the event loop delay, in milliseconds: each sample wakes the process. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** Gauges named like counters, which promtool rejects; each is the sum of a family that is kept. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

export function createProcessMetrics(): ProcessMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const made = instrumentsIn(registry);
  return {
    ...made,
    removeTenant: async (tenant) => {
      await Promise.all(Object.values(made).map((metric) => removeSeries(metric, tenant)));
    },
    read: async () => {
      const families = await registry.getMetricsAsJSON();
      return families.map(({ name, type, help, values }) => ({
        name,
        type: typeNamed(String(type)),
        help,
        samples: values.map((value) => ({ name: sampleName(value, name), ...value })),
      }));
    },
  };
}

function instrumentsIn(registry: Registry): Instruments {
  const made = Object.entries<Instrument>(instruments).map(([key, instrument]) => [
    key,
    instrumentIn(registry, instrument),
  ]);
  return Object.fromEntries(made) as Instruments;
}

function instrumentIn(registry: Registry, { type, name, help, labels, buckets }: Instrument): Metric {
  const shared = { name, help, labelNames: labels, registers: [registry] };
  if (type === 'counter') return new Counter(shared);
  if (type === 'gauge') return new Gauge(shared);
  return new Histogram(buckets ? { ...shared, buckets: [...buckets] } : shared);
}

async function removeSeries(metric: Metric, tenant: string): Promise<void> {
  for (const { labels } of (await metric.get()).values) {
    const { le: _, ...own } = labels;
    if (own.tenant === tenant) metric.remove(own);
  }
}

/** prom-client declares the type as a number but returns its name. */
function typeNamed(type: string): ProcessFamily['type'] {
  if (type === 'counter' || type === 'gauge' || type === 'histogram') return type;
  return 'summary';
}

/** prom-client names each line of a histogram in `metricName`, which its types do not declare. */
function sampleName(value: object, familyName: string): string {
  return 'metricName' in value && typeof value.metricName === 'string' ? value.metricName : familyName;
}
