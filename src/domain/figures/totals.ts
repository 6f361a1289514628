import type { Collection } from '../collector.ts';
import { QUEUE_TOTALS, type QueueFacts, type QueueTotals, queueKey } from '../queue.ts';

/** The later of two results, whose counters are not lower than in the former one: whichever processes counted them. */
export function totalsWithoutDecrease(before: Collection | undefined, after: Collection): Collection {
  const known = countedQueues(before);
  if (known.size === 0 || !after.queues) return after;
  return { ...after, queues: after.queues.map((queue) => withFloor(known.get(queueKey(queue)), queue)) };
}

function withFloor(before: QueueFacts | undefined, after: QueueFacts): QueueFacts {
  if (!before) return after;
  return {
    ...after,
    ...(before.totals && after.totals && { totals: largestTotals(before.totals, after.totals) }),
    ...(before.configChanges &&
      after.configChanges && { configChanges: largest(before.configChanges, after.configChanges) }),
  };
}

function largestTotals(before: QueueTotals, after: QueueTotals): QueueTotals {
  const totals: Record<string, number> = {};
  for (const name of QUEUE_TOTALS) {
    const value = after[name];
    if (value !== undefined) totals[name] = Math.max(before[name] ?? 0, value);
  }
  return totals;
}

/** The largest count of each kind. */
export function largest(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const all: Record<string, number> = { ...before };
  for (const [name, count] of Object.entries(after)) all[name] = Math.max(all[name] ?? 0, count);
  return all;
}

/** Whether any total of a queue that both have is higher in `a`. */
export function exceeds(a: Collection | undefined, b: Collection | undefined): boolean {
  const other = countedQueues(b);
  if (other.size === 0) return false;
  return (a?.queues ?? []).some((queue) => {
    const counted = other.get(queueKey(queue));
    return (
      counted !== undefined &&
      (isAbove(queue.totals, counted.totals) || isAbove(queue.configChanges, counted.configChanges))
    );
  });
}

function isAbove(
  a: Readonly<Record<string, number>> = {},
  b: Readonly<Record<string, number>> = {},
): boolean {
  return Object.entries(a).some(([name, value]) => value > (b[name] ?? value));
}

function countedQueues(collection: Collection | undefined): ReadonlyMap<string, QueueFacts> {
  const counted = (collection?.queues ?? []).filter(({ totals, configChanges }) => totals ?? configChanges);
  return new Map(counted.map((queue) => [queueKey(queue), queue]));
}
