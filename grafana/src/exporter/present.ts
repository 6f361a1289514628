import {
  BAD,
  badFrom,
  COUNT,
  DURATION,
  FACTOR,
  INTERVALS,
  LATENCY,
  LONG_DURATION,
  QUIET,
  stat,
  table,
  UP_OR_DOWN,
  WORKED_OR_FAILED,
  watchThenBad,
  words,
} from '../kit/index.ts';
import { AGE, HERE, MISSED, ofProcess, perCollector, perTenant, TENANTS_HERE } from './scope.ts';

/** Whether all is well now. */

export const atAGlance = [
  stat({
    title: 'Scraped',
    description: 'Whether Prometheus reaches the exporter.',
    unit: COUNT,
    noValue: 'No exporter',
    mappings: UP_OR_DOWN,
    queries: [
      {
        expr: `min(up{${HERE}} and on (job, instance) last_over_time(contact_center_exporter_build_info[1d]))`,
      },
    ],
  }),
  stat({
    title: 'Stalest collector',
    description:
      'Time since its last success, in intervals of the collector furthest behind. Up to 1 is on time; at 3 its series are withdrawn.',
    unit: INTERVALS,
    decimals: 1,
    noValue: 'None has succeeded',
    thresholds: watchThenBad(2, 3),
    queries: [{ expr: `max(${MISSED})` }],
  }),
  stat({
    title: 'Collectors failing',
    description: 'Collectors whose last poll failed.',
    unit: COUNT,
    thresholds: badFrom(1),
    noValue: 'No exporter',
    queries: [{ expr: `sum(${perCollector('success')} == bool 0)` }],
  }),
  stat({
    title: 'Configuration',
    description:
      'Whether the last attempt to load it succeeded. When it fails, the one before stays in force.',
    unit: COUNT,
    mappings: words({ 1: ['In force', QUIET], 0: ['Refused', BAD] }),
    noValue: 'No exporter',
    queries: [{ expr: `min(contact_center_exporter_config_last_reload_successful{${HERE}})` }],
  }),
  stat({
    title: 'Loaded',
    description: 'When the configuration in force was loaded.',
    unit: 'dateTimeFromNow',
    noValue: 'No exporter',
    queries: [
      { expr: `1000 * max(contact_center_exporter_config_last_reload_success_timestamp_seconds{${HERE}})` },
    ],
  }),
  stat({
    title: 'Series',
    description: 'Series of the tenants that are exposed now.',
    unit: COUNT,
    noValue: 'No exporter',
    queries: [{ expr: `max(contact_center_exporter_series{${HERE}})` }],
  }),
  stat({
    title: 'Tenants over the limit',
    description:
      'Tenants whose queue metrics are withheld because they have more series than max_series_per_tenant allows.',
    unit: COUNT,
    noValue: 'None',
    thresholds: badFrom(1),
    queries: [{ expr: `sum(${perTenant('exporter_series_limited')})` }],
  }),
];

export const collectors = table({
  title: 'Collectors, stalest first',
  description:
    'The last poll of each collector. Age is the time since the last success; intervals is the same in intervals of the collector: up to 1 is on time, and from 3 on the series are withdrawn. Skipped counts polls in the time shown.',
  noValue: 'No tenant is polled',
  labels: [
    { label: 'tenant', title: 'Tenant' },
    { label: 'collector', title: 'Collector' },
  ],
  figures: [
    {
      title: 'Last poll',
      expr: perCollector('success'),
      unit: COUNT,
      mappings: WORKED_OR_FAILED,
      cell: 'background',
      width: 90,
    },
    {
      title: 'Intervals',
      expr: MISSED,
      unit: FACTOR,
      decimals: 1,
      thresholds: watchThenBad(2, 3),
      cell: 'background',
      width: 80,
    },
    { title: 'Age', expr: AGE, unit: LONG_DURATION, width: 90 },
    { title: 'Interval', expr: perCollector('interval_seconds'), unit: DURATION, width: 85 },
    { title: 'Duration', expr: perCollector('duration_seconds'), unit: LATENCY, width: 90 },
    {
      title: 'Skipped',
      expr: `max by (tenant, collector) (increase(contact_center_collector_skipped_total{${TENANTS_HERE}}[$__range]))`,
      unit: COUNT,
      decimals: 0,
      width: 80,
    },
  ],
  sort: { by: 'Intervals', descending: true },
});

export const exporters = table({
  title: 'Exporters',
  description: 'Version, runtime and age of each exporter that is scraped.',
  noValue: 'No exporter',
  labels: [
    { label: 'instance', title: 'Exporter' },
    { label: 'version', title: 'Version', width: 90 },
    { label: 'node_version', title: 'Node', width: 90 },
  ],
  figures: [
    {
      title: 'Info',
      expr: `max by (instance, version, node_version) (contact_center_exporter_build_info{${HERE}})`,
      unit: COUNT,
      dropped: true,
    },
    {
      title: 'Running for',
      expr: `time() - ${ofProcess('process_start_time_seconds')}`,
      unit: LONG_DURATION,
      width: 120,
    },
    {
      title: 'Scrape',
      expr: ofProcess('scrape_duration_seconds'),
      unit: LATENCY,
      decimals: 0,
      width: 80,
    },
  ],
});
