/** A workforce plan: how many agents are rostered for each queue, and how many contacts are expected. Times are Unix seconds. */

/** An interval of a queue's plan. What is absent is not planned. */
export interface PlanInterval {
  readonly start: number;
  readonly end: number;
  readonly agents?: number;
  /** Contacts expected from `start` to `end`. */
  readonly contacts?: number;
}

export interface QueuePlan {
  /** Id or name of the queue, as the plan has it. */
  readonly queue: string;
  /** By start, without overlap. */
  readonly intervals: readonly PlanInterval[];
}

/** One entry per queue. */
export type Plan = readonly QueuePlan[];

/** The interval that runs at `at`; undefined in a gap, before the first and after the last one. */
export function intervalAt(intervals: readonly PlanInterval[], at: number): PlanInterval | undefined {
  const last = intervals[countWhere(intervals, ({ start }) => start <= at) - 1];
  return last && at < last.end ? last : undefined;
}

/** When the last interval of these queues ends; undefined without intervals. */
export function planEnd(plan: readonly Pick<QueuePlan, 'intervals'>[]): number | undefined {
  const ends = plan.flatMap(({ intervals }) => intervals.at(-1)?.end ?? []);
  return ends.length === 0 ? undefined : ends.reduce((latest, end) => Math.max(latest, end));
}

/** The intervals that overlap the time from `from` to `to`, and one on either side. */
export function intervalsAround(
  intervals: readonly PlanInterval[],
  from: number,
  to: number,
): readonly PlanInterval[] {
  const first = countWhere(intervals, ({ end }) => end <= from);
  const last = countWhere(intervals, ({ start }) => start <= to);
  return intervals.slice(Math.max(0, first - 1), last + 1);
}

/** Length of the part at the start of a list for which `isBefore` is true. */
function countWhere(
  intervals: readonly PlanInterval[],
  isBefore: (interval: PlanInterval) => boolean,
): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const interval = intervals[middle];
    if (interval && isBefore(interval)) low = middle + 1;
    else high = middle;
  }
  return low;
}
