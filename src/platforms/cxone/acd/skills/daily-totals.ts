/** Counters derived from the counts per UTC day. */

import { z } from 'zod';
import type { QueueTotals } from '../../../../domain/index.ts';
import {
  createAccumulator,
  type IntervalReading,
  markSchema,
  readingsFrom,
} from '../../../shared/accumulator.ts';

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
  /** What another process needs to continue the totals: JSON. */
  readonly marks: () => readonly object[];
  /** Continues from the marks of another process. @throws ZodError for others. */
  readonly resume: (marks: unknown) => void;
}

export function createDailyTotals(): DailyTotals {
  const accumulator = createAccumulator({ keptIntervals: KEPT_DAYS });
  let today: number | undefined;
  let seenToday = new Set<string>();

  function add(days: readonly IntervalReading[]): void {
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
  }

  return {
    add,
    of: (id) => accumulator.totalsOf(id),
    marks: () => accumulator.marks(KEPT_DAYS),
    resume: (marks) => {
      const days = readingsFrom(z.array(markSchema).parse(marks));
      if (days.length > 0) add(days);
    },
  };
}
