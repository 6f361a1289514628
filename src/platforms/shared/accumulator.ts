/**
 * Makes counters of the figures that a platform gives per fixed interval (a day so far, the running half hour).
 *
 * A platform corrects such figures afterwards, upwards and downwards, and starts again from nothing with the next
 * interval. The totals only ever add what is new: within an interval the rise above the highest value seen, and the
 * whole of an interval that began under our eyes. What an interval already held at the first reading happened before
 * the exporter ran, and is not counted.
 */

export type Figures = Readonly<Record<string, number | undefined>>;

/** What the platform says of one interval: a row per key, and nothing for the keys that had no event in it. */
export interface IntervalReading {
  /** When the interval began, Unix seconds: tells one interval from another. */
  readonly start: number;
  readonly rows: ReadonlyMap<string, Figures>;
}

export interface Accumulator {
  /** Takes in one response of the platform, which may speak of several intervals. */
  readonly add: (readings: readonly IntervalReading[]) => void;
  /** The totals of a key as they are now; undefined when nothing was ever read of it. */
  readonly totalsOf: (key: string) => Readonly<Record<string, number>> | undefined;
  /** Forgets the keys that are gone. */
  readonly retain: (keys: ReadonlySet<string>) => void;
}

/** Intervals whose late corrections are still taken in: with half hours, more than a day. */
const DEFAULT_KEPT_INTERVALS = 50;

/** The mark of a figure that was not told at the first reading: what it holds when it is told is not ours to count. */
const MISSING_AT_FIRST = Number.NaN;

interface Interval {
  readonly start: number;
  /** Whether the first response of all already spoke of it: what it held then is not ours to count. */
  readonly beganBefore: boolean;
  /** The highest value seen, by key and figure. */
  readonly marks: Map<string, Map<string, number>>;
}

export function createAccumulator({ keptIntervals = DEFAULT_KEPT_INTERVALS } = {}): Accumulator {
  let intervals: Interval[] = [];
  /** The newest interval of the first response; undefined before it. */
  let newestAtFirst: number | undefined;
  /** Intervals before this one are settled: their marks are gone, so that they could only be counted twice. */
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
      if (intervals.length > keptIntervals) {
        intervals = intervals.slice(0, keptIntervals);
        settledBefore = intervals.at(-1)?.start ?? settledBefore;
      }
    },
    totalsOf: (key) => {
      const sums = totals.get(key);
      return sums && { ...sums };
    },
    retain: (keys) => {
      for (const key of totals.keys()) if (!keys.has(key)) totals.delete(key);
      for (const { marks } of intervals)
        for (const key of marks.keys()) if (!keys.has(key)) marks.delete(key);
    },
  };
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
