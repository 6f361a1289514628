import {
  instruments,
  QUEUE_LABELS,
  queueFamilies,
  TENANT_LABELS,
  tenantFamilies,
} from '../../src/metrics/index.ts';
import { readExpression } from './promql.ts';
import { allRules } from './rules.ts';

/** Labels that Prometheus itself adds to what it scrapes. */
export const TARGET_LABELS = ['job', 'instance'];

/** From Prometheus itself, and from the process as every exporter tells of it. */
const FROM_OTHERS: readonly string[] = [
  'up',
  'scrape_duration_seconds',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'process_cpu_seconds_total',
  'nodejs_heap_size_used_bytes',
  'nodejs_eventloop_lag_p99_seconds',
];

/** What Prometheus records of alerts, with the labels that theirs have. */
const ALERT_LABELS = ['alertname', 'alertstate', 'severity', 'scope', ...QUEUE_LABELS, ...TARGET_LABELS];

/** What recording rules are named after: their level tells the labels. */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  queue: QUEUE_LABELS,
  tenant: TENANT_LABELS,
  zone: ['zone'],
  contact_center: [],
};

const catalogue = new Map<string, readonly string[]>([
  ...queueFamilies.map(({ name, labels }) => [name, [...QUEUE_LABELS, ...labels]] as const),
  ...tenantFamilies.map(({ name, labels }) => [name, [...TENANT_LABELS, ...labels]] as const),
  ...Object.values(instruments).map(({ name, labels }) => [name, labels] as const),
]);

const recorded = new Set(allRules().flatMap(({ record }) => record ?? []));
/** Recorded only where a tenant has opening hours. */
recorded.add('tenant:contact_center_business_hours:bool');

/** The labels that series of this name have; undefined when nobody has such series. */
export function labelsOf(metric: string): readonly string[] | undefined {
  if (FROM_OTHERS.includes(metric)) return TARGET_LABELS;
  if (metric === 'ALERTS') return ALERT_LABELS;
  if (metric === 'ALERTS_FOR_STATE') return ALERT_LABELS.filter((label) => label !== 'alertstate');
  if (recorded.has(metric)) return LEVELS[metric.split(':')[0] ?? ''];
  const bucketsOf = metric.replace(/_bucket$/, '');
  if (bucketsOf !== metric && catalogue.has(bucketsOf)) return [...(labelsOf(bucketsOf) ?? []), 'le'];
  const labels = catalogue.get(metric);
  return labels && [...labels, ...TARGET_LABELS];
}

/** What is wrong with the names in an expression. */
export function problems(expr: string): string[] {
  const { selectors, groupings } = readExpression(expr);
  const made = [...expr.matchAll(/count_values\("(\w+)"/g)].map(([, label]) => label);
  const unknownMetrics = selectors.filter(({ metric }) => !labelsOf(metric)).map(({ metric }) => metric);
  const unknownMatchers = selectors.flatMap(({ metric, labels }) =>
    labels.filter((label) => !labelsOf(metric)?.includes(label)).map((label) => `${metric}{${label}}`),
  );
  const unknownGroupings = groupings.flatMap(({ labels, selectors }) =>
    labels.filter(
      (label) => !made.includes(label) && !selectors.some(({ metric }) => labelsOf(metric)?.includes(label)),
    ),
  );
  return [...unknownMetrics, ...unknownMatchers, ...unknownGroupings];
}
