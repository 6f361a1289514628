import type { QueueRouting, RoutingContext, RoutingReader, RoutingSettings } from '../domain/index.ts';
import type { DesiredProblem, DesiredQueue, DesiredState } from './desired.ts';
import { type Difference, differences } from './difference.ts';
import { inParallel } from './parallel.ts';

/** Queue with the changes that lead to the desired settings; none when it is as desired. */
export interface QueuePlan {
  readonly queue: QueueRouting;
  readonly desired: RoutingSettings;
  readonly differences: readonly Difference[];
}

/** Queue that could not be read. */
export interface UnreadableQueue {
  readonly id: string;
  readonly error: unknown;
}

export interface Plan {
  /** In the order of the desired state. */
  readonly queues: readonly QueuePlan[];
  readonly unreadable: readonly UnreadableQueue[];
  /** References of the desired state that do not exist on the platform. With any, nothing should be applied. */
  readonly problems: readonly DesiredProblem[];
}

/** Concurrent reads: fast for hundreds of queues, low enough for rate limits. */
const READS_AT_ONCE = 4;

export function planQueue(queue: QueueRouting, desired: RoutingSettings): QueuePlan {
  return { queue, desired, differences: differences(queue.settings, desired) };
}

/**
 * Compares a desired state with the platform. A queue that cannot be read does not affect the others.
 * @param context creates the context of one request, with its deadline.
 * @throws the errors of `reader.skillIds`.
 */
export async function makePlan(
  { queues }: DesiredState,
  reader: RoutingReader,
  context: () => RoutingContext,
): Promise<Plan> {
  const wanted = queues.map((queue) => supportedPart(queue, reader));
  const needsSkills = wanted.some(({ settings }) => settings.skills);
  const skills = needsSkills ? await reader.skillIds(context()) : new Set<string>();
  const overflow = wanted.flatMap(({ settings }) => settings.overflowTargets?.map(({ id }) => id) ?? []);
  const found = new Map<string, Reading>();
  await inParallel([...new Set([...wanted.map(({ id }) => id), ...overflow])], READS_AT_ONCE, async (id) => {
    found.set(id, await readingOf(id, reader, context()));
  });
  const readings = wanted.map((desired) => ({ desired, reading: withTargets(desired, found) }));
  return {
    queues: readings.flatMap(({ desired, reading }) =>
      reading.queue ? [planQueue(reading.queue, desired.settings)] : [],
    ),
    unreadable: readings.flatMap(({ desired: { id }, reading: { error } }) =>
      error === undefined ? [] : [{ id, error }],
    ),
    problems: [
      ...queues.flatMap((queue) => unsupported(queue, reader)),
      ...wanted.flatMap((queue) => problemsOf(queue, found, skills)),
    ],
  };
}

/** Desired settings that the platform supports. */
function supportedPart({ id, settings }: DesiredQueue, { settings: known }: RoutingReader): DesiredQueue {
  return { id, settings: Object.fromEntries(Object.entries(settings).filter(([key]) => known.has(key))) };
}

function unsupported(
  { id, settings }: DesiredQueue,
  { settings: known }: RoutingReader,
): readonly DesiredProblem[] {
  return differences({}, settings)
    .filter(({ field }) => !known.has(field))
    .map(({ field }) => ({
      queueId: id,
      path: [field],
      message: 'is not a queue setting of this platform',
    }));
}

/** Without both, the queue does not exist. */
interface Reading {
  readonly queue?: QueueRouting;
  readonly error?: unknown;
}

async function readingOf(id: string, reader: RoutingReader, context: RoutingContext): Promise<Reading> {
  try {
    const queue = await reader.read(id, context);
    return queue ? { queue } : {};
  } catch (error) {
    return { error };
  }
}

/** A queue is unreadable when one of its overflow targets is. */
function withTargets({ id, settings }: DesiredQueue, found: ReadonlyMap<string, Reading>): Reading {
  const targets = settings.overflowTargets?.map((target) => found.get(target.id)) ?? [];
  const failed = [found.get(id), ...targets].find((reading) => reading?.error !== undefined);
  return failed ?? found.get(id) ?? {};
}

function problemsOf(
  { id, settings }: DesiredQueue,
  found: ReadonlyMap<string, Reading>,
  skills: ReadonlySet<string>,
): readonly DesiredProblem[] {
  const exists = (queueId: string) => {
    const reading = found.get(queueId);
    return reading?.queue !== undefined || reading?.error !== undefined;
  };
  const unknown = (path: DesiredProblem['path'], message: string) => ({ queueId: id, path, message });
  return [
    ...(exists(id) ? [] : [unknown(['id'], 'is not a queue of this tenant')]),
    ...(settings.overflowTargets ?? []).flatMap((target, index) =>
      exists(target.id) ? [] : [unknown(['overflowTargets', index, 'id'], 'is not a queue of this tenant')],
    ),
    ...(settings.skills ?? []).flatMap((skill, index) =>
      skills.has(skill.id) ? [] : [unknown(['skills', index, 'id'], 'is not a skill of this tenant')],
    ),
  ];
}
