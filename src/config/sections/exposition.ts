import { z } from 'zod';
import { DESCRIPTIVE_LABELS } from '../../metrics/index.ts';
import { wholeNumber, wildcard } from '../../settings/index.ts';

/** The top-level section: how much of what is known is shown. */
export const expositionSection = z
  .object({
    drop_families: z.array(wildcard()).prefault([]).describe('Names of metrics that are not shown'),
    drop_labels: z.array(z.enum(DESCRIPTIVE_LABELS)).prefault([]).describe('Labels that are left out'),
    max_series_per_tenant: wholeNumber({ min: 1, max: 100_000_000 })
      .optional()
      .describe('A tenant with more series than this shows none of its queues, and says so'),
  })
  .prefault({})
  .describe('What is shown on the metrics page')
  .transform((section) => ({
    dropFamilies: section.drop_families,
    dropLabels: section.drop_labels,
    maxSeriesPerTenant: section.max_series_per_tenant,
  }));
