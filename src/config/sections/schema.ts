import { z } from 'zod';
import { cacheSection } from './cache.ts';
import { clusterSection } from './cluster.ts';
import { desiredStateSection } from './desired-state.ts';
import { expositionSection } from './exposition.ts';
import { pollingSection } from './polling.ts';
import { predictionSection } from './prediction.ts';
import { serviceLevelSection } from './service-level.ts';
import type { TenantConfig } from './tenant.ts';

/** The sections of the file besides `tenants`. A new section is one line here; its schema has its defaults. */
export const sections = {
  polling: pollingSection,
  service_level: serviceLevelSection,
  prediction: predictionSection,
  exposition: expositionSection,
  desired_state: desiredStateSection,
  cache: cacheSection,
  cluster: clusterSection,
};

/** The whole file, except for the tenants' keys, which depend on their platform. */
export const fileSchema = z.object({
  ...sections,
  tenants: z.array(z.unknown()).min(1).describe('The tenants (contact centres) to poll'),
});

/** A configuration as its file would say it, with its defaults and without secrets. */
export type RunningConfig = Readonly<Record<string, unknown>>;

/** A valid configuration: defaults applied, durations in seconds, file paths absolute. */
export interface Config extends Readonly<Omit<z.output<typeof fileSchema>, 'tenants'>> {
  readonly tenants: readonly TenantConfig[];
  /** The same for people. */
  readonly running: RunningConfig;
}
