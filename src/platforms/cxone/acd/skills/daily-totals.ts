/** Counters derived from the counts per UTC day. */

import type { QueueTotals } from '../../../../domain/index.ts';
import { createAccumulator, type IntervalReading } from '../../../shared/accumulator.ts';

export const DAY_SECONDS = 86_400;

/** Preceding UTC midnight, Unix seconds. */
export function startOfDay(unixSeconds: number): number {
  return Math.floor(unixSeconds / DAY_SECONDS) * DAY_SECONDS;
}

/** Two days are read; the third covers a clock that is set back over midnight. */
const KEPT_DAYS = 3;

export interface DailyTotals {
  readonly add: (days: readonly IntervalReading[]) => void;
  /** Undefined when the skill was never read. */
  readonly of: (id: string) => QueueTotals | undefined;
}

export function createDailyTotals(): DailyTotals {
  const accumulator = createAccumulator({ keptIntervals: KEPT_DAYS });
  let today: number | undefined;
  let seenToday = new Set<string>();
  return {
    add: (days) => {
      accumulator.add(days);
      const keys = days.flatMap(({ rows }) => [...rows.keys()]);
      const newest = Math.max(...days.map(({ start }) => start));
      if (newest !== today) {
        // Once a day only: a skill that one response omits by mistake must not be counted twice.
        accumulator.retain(new Set([...seenToday, ...keys]));
        seenToday = new Set();
        today = newest;
      }
      for (const key of keys) seenToday.add(key);
    },
    of: (id) => accumulator.totalsOf(id),
  };
}
