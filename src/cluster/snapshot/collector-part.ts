import { z } from 'zod';
import {
  AGENT_STATES,
  ANALYTICS_METRICS,
  ANALYTICS_SUBDIVISIONS,
  COLLECTORS,
  CONTACT_OUTCOMES,
  type Collection,
  type CollectorState,
  INTERACTION_COUNTS,
  MEDIA,
  PLATFORM_STATUSES,
  PLATFORM_WINDOW,
  type Plan,
  type PlanInterval,
  QUEUE_TOTALS,
  type QueueFacts,
  type QueuePlan,
  UTC_DAY_WINDOW,
  type WaitDistribution,
  type WindowCounts,
} from '../../domain/index.ts';
import { chunkCount, chunksOf, rowsFrom } from './chunks.ts';
import { SharedStateError } from './encoding.ts';

/** A collector's state as the lines of a part: its status and all but the queues, then the queues and a long plan in chunks. */

const numbers = z.array(z.number().nullable());
const lists = z.array(z.array(z.number()).nullable());
/** JSON has no infinity: the last bound is written as null. */
const boundLists = z.array(
  z
    .array(
      z
        .number()
        .nullable()
        .transform((bound) => bound ?? Infinity),
    )
    .nullable(),
);
/** An object with some of these keys. Others, which a newer exporter may have added, are ignored. */
function someOf<const Key extends string, Value extends z.ZodType>(keys: readonly Key[], value: Value) {
  const shape = Object.fromEntries(keys.map((key) => [key, value.optional()]));
  return z.object(shape as Record<Key, z.ZodOptional<Value>>);
}

/** Whole seconds, or one of the windows that have a name. */
const windowKey = z.union([z.string().regex(/^[1-9]\d{0,8}$/), z.enum([PLATFORM_WINDOW, UTC_DAY_WINDOW])]);
const windowCounts = z.object({
  ...someOf(INTERACTION_COUNTS, numbers).shape,
  shortAbandoned: numbers.optional(),
  answeredWaitSeconds: numbers.optional(),
} satisfies Record<keyof WindowCounts, z.ZodType>);
const queueColumns = z.object({
  id: z.array(z.string()),
  name: z.array(z.string()),
  media: z.array(z.enum(MEDIA)),
  waiting: numbers.optional(),
  active: numbers.optional(),
  oldestWaitingAt: numbers.optional(),
  waitSeconds: numbers.optional(),
  agents: someOf(AGENT_STATES, numbers).optional(),
  agentsLoggedIn: numbers.optional(),
  occupancy: numbers.optional(),
  serviceLevel: numbers.optional(),
  serviceLevelTarget: numbers.optional(),
  serviceLevelThresholdSeconds: numbers.optional(),
  windows: z.record(windowKey, windowCounts).optional(),
  totals: someOf(QUEUE_TOTALS, numbers).optional(),
  waitDistribution: someOf(CONTACT_OUTCOMES, z.object({ upperBounds: boundLists, counts: lists })).optional(),
  configVersion: numbers.optional(),
  configDrifted: z.array(z.boolean().nullable()).optional(),
  configChanges: z.record(z.string(), numbers).optional(),
} satisfies Record<keyof QueueFacts, z.ZodType>);

/** The columns of a chunk are checked each alone: a row may lack what others have. */
function isComplete({ id, name, media, waitDistribution = {} }: Partial<QueueFacts>): boolean {
  if (id === undefined || name === undefined || media === undefined) return false;
  return Object.values(waitDistribution).every(
    ({ upperBounds, counts }: Partial<WaitDistribution>) => upperBounds?.length === counts?.length,
  );
}

const counts = z.record(z.string(), z.number());
const status = z.object({
  name: z.enum(COLLECTORS),
  intervalSeconds: z.number().positive(),
  slowedByBudget: z.boolean().optional(),
  success: z.boolean().optional(),
  lastSuccessAt: z.number().optional(),
  durationSeconds: z.number().optional(),
  missed: z.number(),
  skipped: z.number(),
  rejected: counts,
  lastError: z.string().optional(),
});
const collection = z.object({
  selection: z
    .object({
      watched: z.number(),
      unmatched: z.array(z.object({ key: z.enum(['include', 'ids']), text: z.string() })),
    })
    .optional(),
  agents: someOf(AGENT_STATES, z.number()).optional(),
  agentTimes: z.array(z.object({ agentId: z.string(), state: z.string(), seconds: z.number() })).optional(),
  health: z
    .object({
      components: z.array(
        z.object({
          component: z.string(),
          status: z.enum(PLATFORM_STATUSES),
          isPublic: z.boolean().optional(),
        }),
      ),
    })
    .optional(),
  changes: z
    .array(
      z.object({
        id: z.string(),
        at: z.number(),
        queueId: z.string(),
        queue: z.string(),
        action: z.string(),
        version: z.number().optional(),
        properties: z.array(z.string()),
      }),
    )
    .optional(),
  analytics: z
    .array(
      z.object({
        channel: z.string(),
        figures: someOf(ANALYTICS_METRICS, z.number()),
      }),
    )
    .optional(),
  // Apart from the channels: to a version that does not know them, they would be repetitions of their channel.
  subdividedAnalytics: z
    .array(
      z.object({
        channel: z.string(),
        by: someOf(ANALYTICS_SUBDIVISIONS, z.string()),
        figures: someOf(ANALYTICS_METRICS, z.number()),
      }),
    )
    .optional(),
  analyticsGroupsDropped: z.number().optional(),
  plan: z
    .array(
      z.object({
        queue: z.string(),
        intervals: z.array(
          z.object({
            start: z.number(),
            end: z.number(),
            agents: z.number().optional(),
            contacts: z.number().optional(),
          }),
        ),
      }),
    )
    .optional(),
});
const head = z.object({
  at: z.number(),
  ageMs: z.number().nonnegative(),
  status,
  collection: collection.optional(),
  /** Number of lines with queues; those of a long plan and the marks follow. Absent without queues. */
  queueChunks: z.int().min(0).optional(),
  /** Number of lines with the intervals of a long plan. A short one is part of the collection. */
  planChunks: z.int().min(0).optional(),
});

const planColumns = z.object({
  queue: z.array(z.string()),
  start: z.array(z.number()),
  end: z.array(z.number()),
  agents: numbers.optional(),
  contacts: numbers.optional(),
} satisfies Record<'queue' | keyof PlanInterval, z.ZodType>);
type PlanRow = PlanInterval & Pick<QueuePlan, 'queue'>;

function isPlanRow(row: Partial<PlanRow>): row is PlanRow {
  return row.queue !== undefined && row.start !== undefined && row.end !== undefined;
}

/** Intervals of a plan that are written in one line: as many as there are rows in a chunk. */
const MAX_SHORT_PLAN = 500;

/** State of a collector as another process shared it. */
export interface SharedCollector {
  /** When the tenant's state changed to this one, Unix seconds. */
  readonly at: number;
  /** Time from its poll to its publication. */
  readonly ageMs: number;
  readonly state: CollectorState;
  /** As {@link CollectorState.marks} returns them. */
  readonly marks?: readonly object[] | undefined;
}

/** Lazy, so that the caller can yield between lines. */
export function* collectorLines(
  { status, collection }: CollectorState,
  { at, ageMs, marks }: Omit<SharedCollector, 'state'>,
): Iterable<unknown> {
  const { queues, ...rest } = collection ?? {};
  const longPlan = longPlanRows(rest.plan);
  const { plan: _, ...restWithoutPlan } = rest;
  yield {
    at,
    ageMs,
    status,
    ...(collection && {
      collection: { ...(longPlan ? restWithoutPlan : rest), selection: withoutListed(rest) },
    }),
    ...(queues && { queueChunks: chunkCount(queues) }),
    ...(longPlan && { planChunks: chunkCount(longPlan) }),
  };
  yield* chunksOf(queues ?? []);
  yield* chunksOf(longPlan ?? []);
  yield* chunksOf(marks ?? []);
}

/** Undefined for a plan that fits into one line. */
function longPlanRows(plan: Plan = []): readonly PlanRow[] | undefined {
  const count = plan.reduce((sum, { intervals }) => sum + intervals.length, 0);
  if (count <= MAX_SHORT_PLAN) return undefined;
  return plan.flatMap(({ queue, intervals }) => intervals.map((interval) => ({ queue, ...interval })));
}

function planFrom(rows: readonly Partial<PlanRow>[]): Plan {
  if (!rows.every(isPlanRow))
    throw new SharedStateError('invalid_state', 'an interval of the plan is not complete');
  return [...Map.groupBy(rows, ({ queue }) => queue)].map(([queue, some]) => ({
    queue,
    intervals: some.map(({ queue: _, ...interval }) => interval),
  }));
}

/** What there was to select from is advice for the log, which the process that polls has written. */
function withoutListed({ selection }: Collection) {
  return selection && { watched: selection.watched, unmatched: selection.unmatched };
}

/** @throws ZodError or SharedStateError for lines that are not a collector's state. */
export function collectorFrom([first, ...chunks]: readonly unknown[]): SharedCollector {
  const { at, ageMs, status, collection: shared, queueChunks, planChunks = 0 } = head.parse(first);
  const planStart = queueChunks ?? 0;
  const marksStart = planStart + planChunks;
  const planRows = chunks
    .slice(planStart, marksStart)
    .flatMap((chunk) => rowsFrom(chunk, planColumns) as readonly Partial<PlanRow>[]);
  const marks = chunks.slice(marksStart).flatMap((chunk) => rowsFrom(chunk));
  const longPlan = planChunks > 0 && { plan: planFrom(planRows) };
  const known = shared && collectionFrom(shared, queueChunks, chunks);
  const state = { status, ...(known && { collection: { ...known, ...longPlan } }) };
  return { at, ageMs, state: state as CollectorState, ...(marks.length > 0 && { marks }) };
}

function collectionFrom(
  { selection, ...rest }: z.output<typeof collection>,
  queueChunks: number | undefined,
  chunks: readonly unknown[],
): Collection {
  const queues = chunks
    .slice(0, queueChunks ?? 0)
    .flatMap((chunk) => rowsFrom(chunk, queueColumns) as readonly QueueFacts[]);
  if (!queues.every(isComplete)) throw new SharedStateError('invalid_state', 'a queue is not complete');
  return {
    ...rest,
    ...(selection && { selection: { ...selection, listed: [] } }),
    ...(queueChunks !== undefined && { queues }),
  } as Collection;
}
