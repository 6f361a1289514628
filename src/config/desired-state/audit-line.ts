import { z } from 'zod';
import { settingsFromKeys } from '../validation/setting-keys.ts';

/** Settings as the platform returned them, which may be values that a desired state must not have. */
const settingsSchema = z
  .object({
    routing_strategy: z.string(),
    max_wait_time: z.number(),
    wait_music: z.string(),
    overflow_targets: z.array(z.object({ id: z.string(), threshold: z.number() })),
    skills: z.array(z.object({ id: z.string(), level: z.string() })),
    skill_routing_type: z.string(),
    enable_overflow: z.boolean(),
    overflow_threshold: z.number(),
    service_level_goal: z.number(),
    service_level_threshold: z.number(),
    enable_short_abandon: z.boolean(),
    short_abandon_threshold: z.number(),
    count_short_abandons: z.boolean(),
  })
  .partial()
  .transform(settingsFromKeys);

const lineSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('intent'),
    id: z.string(),
    time: z.iso.datetime(),
    tenant: z.string(),
    queue_id: z.string(),
    queue: z.string(),
    version: z.number().optional(),
    before: settingsSchema,
    after: settingsSchema,
  }),
  z.object({ event: z.literal('completion'), id: z.string(), outcome: z.string() }),
  z.object({ event: z.literal('resolution'), id: z.string() }),
]);
export type AuditLine = z.output<typeof lineSchema>;

/** One line of the audit log of queue configuration; undefined when it is invalid. */
export function parseAuditLine(text: string): AuditLine | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
