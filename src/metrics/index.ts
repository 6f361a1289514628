export {
  boundText,
  DESCRIPTIVE_LABELS,
  type Emit,
  type Family,
  type Instrument,
  type MetricType,
} from './family.ts';
export { instruments } from './instruments.ts';
export { horizonLabel, QUEUE_LABELS, queueFamilies } from './queue-families.ts';
export { RESERVED_LABELS } from './reserved-labels.ts';
export { TENANT_LABELS, tenantFamilies, withTenantLabels } from './tenant-families.ts';
