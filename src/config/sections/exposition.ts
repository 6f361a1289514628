import { z } from 'zod';
import { DESCRIPTIVE_LABELS } from '../../metrics/index.ts';
import { wholeNumber, wildcard } from '../../settings/index.ts';

/** The top-level section: which metrics, labels and series are exported. */
export const expositionSection = z
  .object({
    drop_families: z.array(wildcard()).prefault([]).describe('Names of metrics to leave out'),
    drop_labels: z.array(z.enum(DESCRIPTIVE_LABELS)).prefault([]).describe('Labels to leave out'),
    max_series_per_tenant: wholeNumber({ min: 1, max: 100_000_000 })
      .optional()
      .describe('Series limit per tenant; a tenant above it exports no queue series and logs a warning'),
  })
  .prefault({})
  .describe('Content of the metrics page')
  .transform(({ drop_families, drop_labels, max_series_per_tenant: maxSeriesPerTenant }) => ({
    dropFamilies: drop_families,
    dropLabels: drop_labels,
    ...(maxSeriesPerTenant !== undefined && { maxSeriesPerTenant }),
  }));
