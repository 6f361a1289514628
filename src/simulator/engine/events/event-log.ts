/** Events in order of time, each with a fixed number of values; the oldest are removed. */
export interface EventLog {
  append(at: number, ...figures: readonly number[]): void;
  /** Calls `visit` for each event in (from, to]. */
  each(from: number, to: number, visit: (figures: readonly number[], at: number) => void): void;
  count(from: number, to: number): number;
  forgetBefore(time: number): void;
}

/** Removal copies the rest, so it waits until at least this many events and half of all can go. */
const MIN_FORGOTTEN = 256;

export function createEventLog(): EventLog {
  let times: number[] = [];
  let figures: (readonly number[])[] = [];
  return {
    append(at, ...values) {
      times.push(at);
      figures.push(values);
    },
    each(from, to, visit) {
      const end = firstAfter(times, to);
      for (let index = firstAfter(times, from); index < end; index++) {
        visit(figures[index] as readonly number[], times[index] as number);
      }
    },
    count: (from, to) => Math.max(0, firstAfter(times, to) - firstAfter(times, from)),
    forgetBefore(time) {
      const old = firstAfter(times, time);
      if (old < MIN_FORGOTTEN || old < times.length / 2) return;
      times = times.slice(old);
      figures = figures.slice(old);
    },
  };
}

/** Index of the first time later than `time` in a sorted list. */
export function firstAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
