import { z } from 'zod';
import { settingsFromKeys } from '../../../config/index.ts';
import { isUnresolved, type PendingWrite } from '../../../queue-routing/index.ts';

/** Reading the audit log: which of the writes in it are in doubt. */

/** As a platform gave them, which need not be values that we would write. */
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
type Line = z.output<typeof lineSchema>;

export interface AuditContent {
  /** Oldest first. */
  readonly doubts: readonly PendingWrite[];
  /** Counted from 1. */
  readonly unreadableLines: readonly number[];
}

export function doubtsIn(content: string): AuditContent {
  const doubts = new Map<string, PendingWrite>();
  const unreadableLines: number[] = [];
  for (const [index, text] of content.split('\n').entries()) {
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (!line) unreadableLines.push(index + 1);
    else if (line.event === 'intent') doubts.set(line.id, doubtOf(line));
    else if (isSettled(line)) doubts.delete(line.id);
  }
  return { doubts: [...doubts.values()], unreadableLines };
}

function readLine(text: string): Line | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function doubtOf(line: Extract<Line, { event: 'intent' }>): PendingWrite {
  const { id, time, tenant, queue_id: queueId, queue, version, before, after } = line;
  return { id, at: Date.parse(time) / 1000, tenant, queueId, queue, version, before, after };
}

function isSettled(line: Exclude<Line, { event: 'intent' }>): boolean {
  return line.event === 'resolution' || !isUnresolved(line.outcome);
}
