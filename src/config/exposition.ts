import { z } from 'zod';
import { wholeNumber, wildcard } from './fields.ts';

/** Labels without which a series is still told from every other. */
const DROPPABLE_LABELS = ['queue', 'platform', 'api'] as const;

/** The top-level section: how much of what is known is shown. */
export const expositionSection = z
  .object({
    drop_families: z.array(wildcard()).prefault([]).describe('Names of metrics that are not shown'),
    drop_labels: z.array(z.enum(DROPPABLE_LABELS)).prefault([]).describe('Labels that are left out'),
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
