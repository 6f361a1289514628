/**
 * The outcomes of the recent past, so that a rolling window can be read at this poll and, without what will still
 * happen, at polls to come. A ring of running sums: bounded, however short the poll interval.
 */
export interface History {
  readonly windowSeconds: number;
  readonly at: Float64Array;
  readonly ended: Float64Array;
  readonly inTime: Float64Array;
  readonly abandoned: Float64Array;
  /** Entries ever written. */
  written: number;
}

/** Contacts that ended: answered or abandoned, those of them answered in time, those of them abandoned. */
export interface Outcomes {
  readonly ended: number;
  readonly inTime: number;
  readonly abandoned: number;
}

const SLOTS = 256;
const slotOf = (entry: number): number => entry & (SLOTS - 1);
/** Polls are never quite on time; a window that begins this little after a poll begins at it. Seconds. */
const CLOCK_JITTER = 0.5;

export function createHistory(windowSeconds: number, startAt: number): History {
  const history: History = {
    windowSeconds,
    at: new Float64Array(SLOTS),
    ended: new Float64Array(SLOTS),
    inTime: new Float64Array(SLOTS),
    abandoned: new Float64Array(SLOTS),
    written: 0,
  };
  history.at[0] = startAt;
  history.written = 1;
  return history;
}

/** Adds what ended since the last poll. Polls closer than the ring can hold apart share an entry. */
export function remember(history: History, at: number, { ended, inTime, abandoned }: Outcomes): void {
  const newest = slotOf(history.written - 1);
  const resolution = history.windowSeconds / (SLOTS - 8);
  const isClose =
    history.written > 1 && history.at[newest]! - history.at[slotOf(history.written - 2)]! < resolution;
  const slot = isClose ? newest : slotOf(history.written++);
  history.at[slot] = at;
  history.ended[slot] = history.ended[newest]! + ended;
  history.inTime[slot] = history.inTime[newest]! + inTime;
  history.abandoned[slot] = history.abandoned[newest]! + abandoned;
}

/** The window at the newest poll. */
export function windowNow(history: History): Outcomes {
  return windowFrom(history, history.at[slotOf(history.written - 1)]! - history.windowSeconds);
}

/** What ended after `start`. */
export function windowFrom(history: History, start: number): Outcomes {
  const newest = slotOf(history.written - 1);
  const before = slotOf(entryAt(history, Math.max(0, history.written - SLOTS), start));
  return {
    ended: history.ended[newest]! - history.ended[before]!,
    inTime: history.inTime[newest]! - history.inTime[before]!,
    abandoned: history.abandoned[newest]! - history.abandoned[before]!,
  };
}

/** Fills in, for the polls to come, the outcomes known now that will still be in the window. */
export function knownAhead(
  history: History,
  pollSeconds: number,
  ended: Float64Array,
  inTime: Float64Array,
): void {
  const newest = slotOf(history.written - 1);
  const start = history.at[newest]! - history.windowSeconds;
  let entry = Math.max(0, history.written - SLOTS);
  for (let poll = 0; poll < ended.length; poll++) {
    entry = entryAt(history, entry, start + (poll + 1) * pollSeconds);
    const before = slotOf(entry);
    ended[poll] = history.ended[newest]! - history.ended[before]!;
    inTime[poll] = history.inTime[newest]! - history.inTime[before]!;
  }
}

/** The last entry at or before `time`, not before `from`; the oldest there is when all are later. */
function entryAt(history: History, from: number, time: number): number {
  let entry = from;
  while (entry < history.written - 1 && history.at[slotOf(entry + 1)]! <= time + CLOCK_JITTER) entry++;
  return entry;
}
