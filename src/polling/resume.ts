import {
  type Collector,
  exceeds,
  QUEUE_TOTALS,
  type QueueFacts,
  type QueueTotals,
  queueKey,
  type Resumed,
  totalsWithoutDecrease,
} from '../domain/index.ts';

/** Continues the polling of a tenant where another process stopped. */

/** Time until the first poll, so that a change of the process does not poll more often than configured. */
export function firstDelay(resumed: Resumed | undefined, intervalSeconds: number): number {
  if (!resumed?.state.status.success) return 0;
  return Math.max(0, intervalSeconds - resumed.sincePollSeconds);
}

/**
 * The collector, with totals that continue from the other process's, and are never lower than those shown. Those of the
 * collector itself start at 0.
 * `onError` receives the error of marks that cannot be used: what happened between the two processes is then not counted.
 */
export function continuing(
  collector: Collector,
  { last, marks, shown }: Partial<Resumed>,
  onError: (error: unknown) => void,
): Collector {
  if (!last) return collector;
  try {
    collector.resume?.(last, marks ?? []);
  } catch (error) {
    onError(error);
  }
  const base = new Map(
    (last.queues ?? [])
      .filter(({ totals, configChanges }) => totals ?? configChanges)
      .map((queue) => [queueKey(queue), queue]),
  );
  if (base.size === 0 && !shown?.queues) return collector;
  let floor = shown === last ? undefined : shown;
  return {
    ...collector,
    collect: async (signal) => {
      const collection = await collector.collect(signal);
      if (!collection.queues) return collection;
      const continued = {
        ...collection,
        queues: collection.queues.map((queue) => continueFrom(base.get(queueKey(queue)), queue)),
      };
      if (!exceeds(floor, continued)) floor = undefined;
      return totalsWithoutDecrease(floor, continued);
    },
  };
}

function continueFrom(base: QueueFacts | undefined, queue: QueueFacts): QueueFacts {
  if (!base) return queue;
  return {
    ...queue,
    ...(queue.totals && { totals: sumOfTotals(base.totals ?? {}, queue.totals) }),
    ...(queue.configChanges && {
      configChanges: sumOfChanges(base.configChanges ?? {}, queue.configChanges),
    }),
  };
}

/** A total that is unknown now stays unknown. */
function sumOfTotals(base: QueueTotals, own: QueueTotals): QueueTotals {
  const sum: Record<string, number> = {};
  for (const name of QUEUE_TOTALS) {
    const value = own[name];
    if (value !== undefined) sum[name] = toMicroseconds((base[name] ?? 0) + value);
  }
  return sum;
}

/**
 * Sums of seconds, rounded: two processes that add the same times in other steps must not differ in the last digit. Counts are
 * whole.
 */
function toMicroseconds(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function sumOfChanges(
  base: Readonly<Record<string, number>>,
  own: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum = { ...base };
  for (const [action, count] of Object.entries(own)) sum[action] = (sum[action] ?? 0) + count;
  return sum;
}
