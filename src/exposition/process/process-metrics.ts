import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import { type Instrument, instruments } from '../../metrics/index.ts';

/** What the exporter counts about itself as things happen, and the customary `process_*` and `nodejs_*` metrics. */

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

/** One instrument for each of the catalogue's: `processMetrics.apiRequests.inc({ tenant, endpoint, code })`. */
export interface ProcessMetrics extends Instruments {
  /** Ends every series of a tenant that is gone. */
  removeTenant(tenant: string): Promise<void>;
  /** Everything as it stands. */
  read(): Promise<readonly ProcessFamily[]>;
}

/** How often the event loop's delay is sampled, in milliseconds: each sample wakes the process. */
const EVENT_LOOP_SAMPLE_MS = 100;

/** Gauges with a counter's suffix, which promtool objects to; each is the sum of a family that stays. */
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

/** The library declares the type as a number and gives its name. */
function typeNamed(type: string): ProcessFamily['type'] {
  if (type === 'counter' || type === 'gauge' || type === 'histogram') return type;
  return 'summary';
}

/** The library gives the lines of a histogram names of their own, and does not declare them. */
function sampleName(value: object, familyName: string): string {
  return 'metricName' in value && typeof value.metricName === 'string' ? value.metricName : familyName;
}
