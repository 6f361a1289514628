/**
 * Makes counters of the figures that a platform reports per fixed interval (the day so far, the current half hour).
 *
 * A platform corrects such figures afterwards, upwards and downwards, and starts from zero with the next interval. The
 * totals only add what is new: within an interval the rise above the highest value seen, and the whole of an interval
 * that began after the first reading. The values of the first reading become the baseline and are not counted.
 */

import { z } from 'zod';

export type Figures = Readonly<Record<string, number | undefined>>;

/** One interval as the platform reports it: a row per key; keys without events have none. */
export interface IntervalReading {
  /** Start of the interval, Unix seconds; identifies the interval. */
  readonly start: number;
  readonly rows: ReadonlyMap<string, Figures>;
}

export interface Accumulator {
  /** Adds one response of the platform, which may cover several intervals. */
  readonly add: (readings: readonly IntervalReading[]) => void;
  /** Current totals of a key; undefined when it was never read. */
  readonly totalsOf: (key: string) => Readonly<Record<string, number>> | undefined;
  /**
   * What another accumulator needs to continue: the highest values seen in the newest intervals, and in the newest with
   * events where those are others.
   */
  readonly marks: (newestIntervals: number) => readonly Mark[];
  /** Forgets all other keys. */
  readonly retain: (keys: ReadonlySet<string>) => void;
}

/** Intervals whose late corrections are still counted: with half hours, more than a day. */
const DEFAULT_KEPT_INTERVALS = 50;

/** Marks a figure that is missing from the first reading; its first value becomes the baseline and is not counted. */
const MISSING_AT_FIRST = Number.NaN;

/** Highest values of one key in one interval: JSON. An interval without keys has one mark without a key. */
export interface Mark {
  readonly start: number;
  readonly key?: string | undefined;
  /** {@link UNKNOWN_MARK} for a value that was missing from the first reading. */
  readonly figures: Readonly<Record<string, number>>;
}

export const markSchema = z.object({
  start: z.number(),
  key: z.string().optional(),
  figures: z.record(z.string(), z.number()).default({}),
});

/** Figures are never negative. */
const UNKNOWN_MARK = -1;

/** The readings that give a new accumulator these marks: added first, they are not counted. */
export function readingsFrom(marks: readonly Mark[]): readonly IntervalReading[] {
  return [...Map.groupBy(marks, ({ start }) => start)].map(([start, some]) => ({
    start,
    rows: new Map(some.flatMap(({ key, figures }) => (key === undefined ? [] : [[key, unmarked(figures)]]))),
  }));
}

function unmarked(figures: Mark['figures']): Figures {
  const entries = Object.entries(figures);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === UNKNOWN_MARK ? undefined : value]),
  );
}

interface Interval {
  readonly start: number;
  /** Whether the first response already covered it; its values then are the baseline. */
  readonly beganBefore: boolean;
  /** The highest value seen, by key and figure. */
  readonly marks: Map<string, Map<string, number>>;
}

export function createAccumulator({ keptIntervals = DEFAULT_KEPT_INTERVALS } = {}): Accumulator {
  let intervals: Interval[] = [];
  /** Newest interval of the first response; undefined before it. */
  let newestAtFirst: number | undefined;
  /** Intervals before this one are ignored: without their marks they would be counted twice. */
  let settledBefore = Number.NEGATIVE_INFINITY;
  const totals = new Map<string, Record<string, number>>();

  function intervalOf(start: number, isFirstAnswer: boolean): Interval {
    const known = intervals.find((interval) => interval.start === start);
    if (known) return known;
    const beganBefore = isFirstAnswer || start <= (newestAtFirst ?? Number.NEGATIVE_INFINITY);
    const interval = { start, beganBefore, marks: new Map() };
    intervals.push(interval);
    return interval;
  }

  function addRow(
    { beganBefore, marks }: Interval,
    key: string,
    figures: Figures,
    isFirstReading: boolean,
  ): void {
    const seen = getOrCreate(marks, key, () => new Map<string, number>());
    const sums = getOrCreate(totals, key, (): Record<string, number> => ({}));
    for (const [name, value] of Object.entries(figures)) {
      const known = seen.get(name) ?? (beganBefore && isFirstReading ? MISSING_AT_FIRST : 0);
      if (value === undefined) {
        seen.set(name, known);
        continue;
      }
      const mark = Number.isNaN(known) ? value : known;
      sums[name] = (sums[name] ?? 0) + Math.max(0, value - mark);
      seen.set(name, Math.max(mark, value));
    }
  }

  /**
   * Settles what is older than the kept intervals. Those without events do not count for it: a clock that runs ahead reads
   * future ones, which must not displace the current one.
   */
  function settle(): void {
    if (intervals.length <= keptIntervals) return;
    const kept = newest(keptIntervals);
    const withEvents = kept.filter(hasEvents);
    if (withEvents.length === keptIntervals) settledBefore = withEvents.at(-1)?.start ?? settledBefore;
    intervals = kept.filter(({ start }) => start >= settledBefore);
  }

  /** The newest intervals with events, and as many of the newest without. */
  function newest(count: number): Interval[] {
    const left = { events: count, none: count };
    return intervals.filter((interval) => left[hasEvents(interval) ? 'events' : 'none']-- > 0);
  }

  return {
    add: (readings) => {
      const isFirstAnswer = newestAtFirst === undefined;
      for (const { start, rows } of readings) {
        if (start < settledBefore) continue;
        const isFirstReading = !intervals.some((interval) => interval.start === start);
        const interval = intervalOf(start, isFirstAnswer);
        for (const [key, figures] of rows) addRow(interval, key, figures, isFirstReading);
      }
      if (isFirstAnswer && readings.length > 0)
        newestAtFirst = Math.max(...readings.map(({ start }) => start));
      intervals.sort((a, b) => b.start - a.start);
      settle();
    },
    totalsOf: (key) => {
      const sums = totals.get(key);
      return sums && { ...sums };
    },
    marks: (newestIntervals) =>
      newest(newestIntervals).flatMap(({ start, marks }): Mark[] => {
        if (marks.size === 0) return [{ start, figures: {} }];
        return [...marks].map(([key, values]) => ({ start, key, figures: marked(values) }));
      }),
    retain: (keys) => {
      for (const key of totals.keys()) if (!keys.has(key)) totals.delete(key);
      for (const { marks } of intervals)
        for (const key of marks.keys()) if (!keys.has(key)) marks.delete(key);
    },
  };
}

function hasEvents({ marks }: Interval): boolean {
  return marks.values().some((figures) => figures.values().some((value) => value > 0));
}

function marked(values: ReadonlyMap<string, number>): Mark['figures'] {
  const figures: Record<string, number> = {};
  for (const [name, value] of values) figures[name] = Number.isNaN(value) ? UNKNOWN_MARK : value;
  return figures;
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
