import {
  defined,
  errorMessage,
  type QueueRouting,
  type RoutingReader,
  type RoutingSettings,
  type RoutingWriter,
} from '../domain/index.ts';
import { changesBetween, differences, withDesired } from './difference.ts';
import type { Journal } from './journal.ts';
import type { Outcome } from './outcome.ts';
import type { QueuePlan } from './plan.ts';
import { type ReadingOptions, readUntil } from './propagation.ts';

export interface ApplyOptions extends ReadingOptions {
  readonly reader: RoutingReader;
  readonly writer: RoutingWriter;
  readonly journal: Journal;
}

export interface ApplyControl {
  readonly stop: AbortSignal;
  /** Called as soon as the outcome of a queue is known. */
  readonly onOutcome: (plan: QueuePlan, outcome: Outcome) => void;
}

/** Limit for a queue whose version keeps changing while its settings do not. */
const MAX_WRITES = 5;

/**
 * Applies the plans, one queue at a time. The signal stops between two queues: a started queue is completed. When the
 * journal fails, nothing more is sent.
 * @returns an outcome for each plan, in the same order.
 */
export async function applyPlans(
  plans: readonly QueuePlan[],
  options: ApplyOptions,
  { stop, onOutcome }: ApplyControl,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let obstacle: string | undefined;
  for (const plan of plans) {
    if (stop.aborted) obstacle ??= 'interrupted';
    const outcome: Outcome = obstacle
      ? { kind: 'not_attempted', reason: obstacle }
      : await applyToQueue(plan, options);
    if (outcome.unrecorded !== undefined) obstacle = outcome.unrecorded;
    outcomes.push(outcome);
    onOutcome(plan, outcome);
  }
  return outcomes;
}

/** Writes with the version that was read. Retries over a newer version only when the settings did not change. */
export async function applyToQueue(plan: QueuePlan, options: ApplyOptions): Promise<Outcome> {
  const { desired } = plan;
  let { queue } = plan;
  for (let write = 1; ; write++) {
    const outcome = await journaled(options.journal, queue, desired, () =>
      writeOnce(queue, desired, options),
    );
    if (outcome.kind !== 'conflict' || outcome.unrecorded !== undefined) return outcome;
    const newer = await afterConflict(queue, options);
    if ('kind' in newer) return newer;
    if (write === MAX_WRITES)
      return defined({ kind: 'conflict', version: newer.version, reason: 'its version keeps changing' });
    queue = newer;
  }
}

/** Records the write before it is sent, and its outcome afterwards; a failure to record does not hide the outcome. */
async function journaled(
  journal: Journal,
  queue: QueueRouting,
  desired: RoutingSettings,
  write: () => Promise<Outcome>,
): Promise<Outcome> {
  let id: string;
  try {
    id = await journal.begin({ queue, after: withDesired(queue.settings, desired) });
  } catch (error) {
    const unrecorded = errorMessage(error);
    return { kind: 'not_attempted', reason: unrecorded, unrecorded };
  }
  const outcome = await write();
  try {
    await journal.complete(id, outcome);
    return outcome;
  } catch (error) {
    return { ...outcome, unrecorded: errorMessage(error) };
  }
}

async function writeOnce(
  queue: QueueRouting,
  desired: RoutingSettings,
  options: ApplyOptions,
): Promise<Outcome> {
  const result = await options.writer.write(queue, desired, options.context());
  switch (result.outcome) {
    case 'written':
      return awaitVisible(queue.id, result.version, desired, options);
    case 'unknown':
      return findLostWrite(queue, desired, result.reason, options);
    case 'refused':
      return { kind: 'refused', reason: result.reason, problems: result.problems };
    case 'conflict':
      return { kind: 'conflict' };
  }
}

/** Waits until an accepted write is visible. */
async function awaitVisible(
  queueId: string,
  version: number | undefined,
  desired: RoutingSettings,
  options: ApplyOptions,
): Promise<Outcome> {
  const judge = (seen: QueueRouting): Outcome | undefined => {
    if (isOlder(seen.version, version)) return undefined;
    const missing = differences(seen.settings, desired);
    if (missing.length === 0) return defined({ kind: 'applied', version });
    // Without a version, the visible settings may be older or newer than the write.
    if (version === undefined) return undefined;
    return seen.version === version
      ? { kind: 'ignored', version, differences: missing }
      : defined({ kind: 'overwritten', version: seen.version, differences: missing });
  };
  const { verdict, seen, error } = await readUntil(queueId, judge, options);
  return verdict ?? defined({ kind: 'not_propagated', version, reason: whyNotSeen(seen, error) });
}

function isOlder(seen: number | undefined, written: number | undefined): boolean {
  return seen !== undefined && written !== undefined && seen < written;
}

function whyNotSeen(seen: QueueRouting | undefined, error: unknown): string {
  if (error !== undefined) return errorMessage(error);
  return seen?.version === undefined
    ? 'it still shows other values'
    : `it still shows version ${seen.version}`;
}

/** Outcome of a write whose response was lost. */
async function findLostWrite(
  queue: QueueRouting,
  desired: RoutingSettings,
  reason: string,
  options: ApplyOptions,
): Promise<Outcome> {
  const judge = (seen: QueueRouting): Outcome | undefined => {
    if (!isNewer(seen, queue)) return undefined;
    const missing = differences(seen.settings, desired);
    if (missing.length === 0) return defined({ kind: 'applied', version: seen.version });
    // Another version with other settings: the write may have preceded it, or never happened.
    return seen.version === undefined
      ? undefined
      : { kind: 'unknown', version: seen.version, reason, differences: missing };
  };
  const { verdict, seen } = await readUntil(queue.id, judge, options);
  return verdict ?? defined({ kind: 'unknown', version: seen?.version, reason });
}

/** The queue after a conflict when the plan is still valid for it; otherwise the outcome. */
async function afterConflict(queue: QueueRouting, options: ApplyOptions): Promise<QueueRouting | Outcome> {
  const judge = (seen: QueueRouting) => (isNewer(seen, queue) ? seen : undefined);
  const { verdict: newer, seen, error } = await readUntil(queue.id, judge, options);
  if (!newer) return defined({ kind: 'conflict', version: queue.version, reason: whyNotSeen(seen, error) });
  const changes = changesBetween(queue, newer);
  return changes.length === 0
    ? newer
    : defined({ kind: 'conflict', version: newer.version, differences: changes });
}

/** Without versions, every reading counts as newer. */
function isNewer(seen: QueueRouting, known: QueueRouting): boolean {
  return seen.version === undefined || known.version === undefined || seen.version > known.version;
}
