import { z } from 'zod';
import { AGENT_STATES, COLLECTORS, MEDIA, PLATFORM_STATUSES } from '../domain/index.ts';
import { PREDICTION_METHODS } from '../signals/index.ts';

/** The schema of `/api/v1/queues`, for its description; {@link queuesJson} makes the answer. */

const count = () => z.number().min(0).optional();
const seconds = () => z.number().min(0).optional();
const ratio = () => z.number().min(0).max(1).optional();
const unixTime = () => z.number().describe('Unix seconds').optional();

const agents = z
  .partialRecord(z.enum(AGENT_STATES), z.number().min(0))
  .optional()
  .describe('Head-count by state; a state that is missing is unknown');

const windowSchema = z.strictObject({
  offered: count(),
  answered: count(),
  answered_within_threshold: count(),
  abandoned: count(),
});

const totalsSchema = z
  .strictObject({
    ...windowSchema.shape,
    short_abandoned: count(),
    handle_seconds: seconds(),
    wait_seconds: seconds(),
  })
  .describe('Counted since the exporter started');

const predictionSchema = z.looseObject({
  probability: ratio(),
  predicted: z.boolean().optional(),
});

export const queueSchema = z
  .strictObject({
    id: z.string(),
    queue: z.string().describe('Name'),
    media: z.enum(MEDIA),
    waiting: count(),
    active: count(),
    oldest_waiting_at: unixTime(),
    wait_seconds: seconds(),
    agents,
    agents_logged_in: count(),
    occupancy: ratio(),
    service_level: ratio(),
    service_level_target: ratio(),
    service_level_threshold_seconds: seconds(),
    windows: z
      .record(z.string(), windowSchema)
      .optional()
      .describe('Counts by window, such as 15m or platform'),
    totals: totalsSchema.optional(),
    sla_breach: z.boolean().optional(),
    predictions: z.partialRecord(z.enum(PREDICTION_METHODS), predictionSchema),
    estimated_wait_seconds: seconds(),
  })
  .describe('A queue as of the last polls; what is unknown is left out');

const collectorSchema = z.strictObject({
  collector: z.enum(COLLECTORS),
  interval_seconds: z.number().min(0),
  success: z.boolean().optional(),
  last_success_at: unixTime(),
  duration_seconds: seconds(),
  missed: z.int().min(0).describe('Polls missed in a row'),
  error: z.string().optional().describe('What kind of thing made the last poll fail; the log says more'),
});

const componentSchema = z.strictObject({
  component: z.string(),
  status: z.enum(PLATFORM_STATUSES),
  is_public: z.boolean().optional().describe('Of the vendor for everybody, not of this tenant'),
});

export const tenantSchema = z
  .strictObject({
    tenant: z.string(),
    platform: z.string(),
    api: z.string(),
    up: z.boolean().optional(),
    updated_at: z.number().describe('Unix seconds'),
    components: z.array(componentSchema),
    agents,
    collectors: z.array(collectorSchema),
    queues: z.array(queueSchema),
  })
  .describe('A tenant as it is shown now');

export const queuesSchema = z
  .strictObject({
    demo: z.boolean().describe('Whether the data is simulated'),
    tenants: z.array(tenantSchema),
  })
  .describe('What is shown now');
