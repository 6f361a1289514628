import { instruments } from './instruments.ts';
import { QUEUE_LABELS, queueFamilies } from './queue-families.ts';
import { TENANT_LABELS, tenantFamilies } from './tenant-families.ts';

/** Labels of a scrape, of histograms and of summaries, which Prometheus gives a meaning. */
const LABELS_OF_PROMETHEUS = ['job', 'instance', 'le', 'quantile'] as const;

/** Labels with a meaning on some series of a target, with which a tenant's own label would collide. */
export const RESERVED_LABELS: readonly string[] = [
  ...new Set([
    ...LABELS_OF_PROMETHEUS,
    ...QUEUE_LABELS,
    ...TENANT_LABELS,
    ...[...queueFamilies, ...tenantFamilies, ...Object.values(instruments)].flatMap(({ labels }) => labels),
  ]),
];
