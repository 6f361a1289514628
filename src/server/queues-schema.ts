import { z } from 'zod';
import {
  ABANDON_RULES,
  AGENT_STATES,
  COLLECTORS,
  INTERACTION_COUNTS,
  MEDIA,
  PLATFORM_STATUSES,
  QUEUE_TOTALS,
  snakeCase,
} from '../domain/index.ts';
import { PREDICTION_METHODS } from '../signals/index.ts';

/** The schema of `/api/v1/queues`: the type of its body, which {@link queuesJson} builds, and its OpenAPI description. */

const count = () => z.number().min(0).optional();
const seconds = () => z.number().min(0).optional();
const ratio = () => z.number().min(0).max(1).optional();
const unixTime = () => z.number().describe('Unix seconds').optional();

const agents = z
  .partialRecord(z.enum(AGENT_STATES), z.number().min(0))
  .optional()
  .describe('Number of agents by state; missing states are unknown');

/** `answeredWithinThreshold` as `answered_within_threshold`. */
export type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';

/** An object of optional numbers with those names in snake case. */
function countsOf<Name extends string>(names: readonly Name[]) {
  const shape = Object.fromEntries(names.map((name) => [snakeCase(name), count()]));
  return z.strictObject(shape as Record<SnakeCase<Name>, ReturnType<typeof count>>);
}

/** Counts of a window in JSON. */
export const WINDOW_COUNTS = [...INTERACTION_COUNTS, 'shortAbandoned'] as const;
export type WindowCount = (typeof WINDOW_COUNTS)[number];

const windowSchema = countsOf(WINDOW_COUNTS);

const totalsSchema = countsOf(QUEUE_TOTALS).describe('Counted since the exporter started');

const predictionSchema = z.strictObject({
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
    service_level_abandons: z
      .enum(ABANDON_RULES)
      .describe('Abandoned contacts that the computed service level counts'),
    windows: z
      .record(z.string(), windowSchema)
      .optional()
      .describe('Counts by window, such as 15m or platform'),
    totals: totalsSchema.optional(),
    sla_breach: z.boolean().optional(),
    predictions: z.partialRecord(z.enum(PREDICTION_METHODS), predictionSchema),
    horizons: z
      .array(predictionSchema.extend({ horizon_seconds: z.number().min(0) }))
      .optional()
      .describe('Predictions of `erlang_a` by horizon; only with several horizons'),
    estimated_wait_seconds: seconds(),
    agents_required: count().describe('Smallest staff that meets the target at the estimated load'),
    agents_short: count().describe('Agents required minus agents serving, at least 0'),
    estimated_arrival_rate_per_second: count(),
    estimated_handle_seconds: seconds(),
    estimated_patience_seconds: seconds(),
    offered_load_erlangs: count(),
    agents_planned: count().describe("Of the plan's running interval"),
    offered_planned_interactions: count().describe("Contacts expected in the plan's running interval"),
    plan_interval_seconds: seconds().describe("Length of the plan's running interval"),
  })
  .describe('A queue as of the last polls; unknown values are omitted');

export const collectorSchema = z.strictObject({
  collector: z.enum(COLLECTORS),
  interval_seconds: z.number().min(0),
  success: z.boolean().optional(),
  last_success_at: unixTime(),
  duration_seconds: seconds(),
  missed: z.int().min(0).describe('Consecutive polls that failed or were skipped'),
  error: z
    .string()
    .optional()
    .describe('Why the last poll failed, without addresses or paths; the log has the details'),
});

const componentSchema = z.strictObject({
  component: z.string(),
  status: z.enum(PLATFORM_STATUSES),
  is_public: z
    .boolean()
    .optional()
    .describe('Whether the status comes from the public status page rather than this tenant'),
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
  .describe('Current data of a tenant');

export const queuesSchema = z
  .strictObject({
    demo: z.boolean().describe('Whether the data is simulated'),
    tenants: z.array(tenantSchema),
  })
  .describe('Current data of all tenants');

export type QueueJson = z.input<typeof queueSchema>;
export type CollectorJson = z.input<typeof collectorSchema>;
export type TenantJson = z.input<typeof tenantSchema>;
export type QueuesJson = z.input<typeof queuesSchema>;
