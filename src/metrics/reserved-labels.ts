import { instruments } from './instruments.ts';
import { QUEUE_LABELS, queueFamilies } from './queue-families.ts';
import { TENANT_LABELS, tenantFamilies } from './tenant-families.ts';

/** Labels of a scrape, of histograms and of summaries, which Prometheus gives a meaning. */
const LABELS_OF_PROMETHEUS = ['job', 'instance', 'le', 'quantile'] as const;

const RESERVED: ReadonlySet<string> = new Set([
  ...LABELS_OF_PROMETHEUS,
  ...QUEUE_LABELS,
  ...TENANT_LABELS,
  ...[...queueFamilies, ...tenantFamilies, ...Object.values(instruments)].flatMap(({ labels }) => labels),
]);

/** Whether a label has a meaning on some series of a target, so that a tenant's own label would collide with it. */
export function isReservedLabel(name: string): boolean {
  return RESERVED.has(name);
}
