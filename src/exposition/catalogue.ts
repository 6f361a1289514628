import {
  type Family,
  QUEUE_LABELS,
  type QueueView,
  queueFamilies,
  type TenantSnapshot,
  tenantFamilies,
} from '../metrics/index.ts';

/** The families and labels that are shown, as the configuration narrows them down. */
export interface Catalogue {
  readonly queueFamilies: readonly Family<QueueView>[];
  readonly tenantFamilies: readonly Family<TenantSnapshot>[];
  readonly queueLabels: readonly string[];
  readonly queueLabelValues: (...values: readonly string[]) => readonly string[];
}

export function catalogueOf(): Catalogue {
  return {
    queueFamilies,
    tenantFamilies,
    queueLabels: QUEUE_LABELS,
    queueLabelValues: (...values) => values,
  };
}
