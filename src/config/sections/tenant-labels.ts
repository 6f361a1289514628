import { z } from 'zod';
import { RESERVED_LABELS } from '../../metrics/index.ts';
import { label } from '../../settings/index.ts';

/** A tenant's key `labels`. */

/** Each label is on every series that Prometheus scrapes from the tenant's target. */
const MAX_LABELS = 5;

/** Prometheus documentation, "Data model": names of labels; those that begin with `__` are for its own use. */
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;

const labelName = z
  .string()
  .regex(LABEL_NAME, {
    abort: true,
    error: 'is not a label name: use letters, digits and underscores, begin with a letter or one underscore',
  })
  .refine((name) => !RESERVED_LABELS.includes(name), {
    error: 'is a label that the exporter or Prometheus sets; choose another name',
  })
  .meta({ not: { enum: RESERVED_LABELS } });

export const tenantLabels = z
  .record(labelName, label())
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, {
    error: `must have at most ${MAX_LABELS} labels; delete some`,
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .optional()
  .describe(
    'Up to 5 constant labels by name, such as `team: sales`; on `contact_center_tenant_info` and on the targets of `/api/v1/targets`',
  )
  .meta({ kind: 'mapping of names to text', maxProperties: MAX_LABELS });
