/**
 * Outcomes of the recent past, from which the rolling window is read at this poll and, without the outcomes to come, at
 * later polls. A ring of running sums: of bounded size, however short the poll interval.
 */
export interface OutcomeHistory {
  readonly windowSeconds: number;
  readonly at: Float64Array;
  readonly completed: Float64Array;
  readonly answeredWithinThreshold: Float64Array;
  readonly abandoned: Float64Array;
  /** Entries ever written. */
  written: number;
}

export interface Outcomes {
  /** Contacts answered or abandoned. */
  readonly completed: number;
  readonly answeredWithinThreshold: number;
  readonly abandoned: number;
}

const CAPACITY = 256;
/** Entries to spare, so that a window never fills the ring. */
const SPARE_ENTRIES = 8;
/** Polls are never exactly on time: a window that begins this little after a poll begins at it. Seconds. */
const CLOCK_JITTER = 0.5;

const slotOf = (entry: number): number => entry & (CAPACITY - 1);

export function createHistory(windowSeconds: number, startAt: number): OutcomeHistory {
  const history: OutcomeHistory = {
    windowSeconds,
    at: new Float64Array(CAPACITY),
    completed: new Float64Array(CAPACITY),
    answeredWithinThreshold: new Float64Array(CAPACITY),
    abandoned: new Float64Array(CAPACITY),
    written: 0,
  };
  history.at[0] = startAt;
  history.written = 1;
  return history;
}

/** Adds the outcomes since the last poll. Polls closer than the ring's resolution share an entry. */
export function recordOutcomes(
  history: OutcomeHistory,
  at: number,
  { completed, answeredWithinThreshold, abandoned }: Outcomes,
): void {
  const newest = slotOf(history.written - 1);
  const resolution = history.windowSeconds / (CAPACITY - SPARE_ENTRIES);
  const isClose =
    history.written > 1 && history.at[newest]! - history.at[slotOf(history.written - 2)]! < resolution;
  const slot = isClose ? newest : slotOf(history.written++);
  history.at[slot] = at;
  history.completed[slot] = history.completed[newest]! + completed;
  history.answeredWithinThreshold[slot] = history.answeredWithinThreshold[newest]! + answeredWithinThreshold;
  history.abandoned[slot] = history.abandoned[newest]! + abandoned;
}

/** Outcomes in the window at the newest poll. */
export function currentWindow(history: OutcomeHistory): Outcomes {
  return outcomesSince(history, history.at[slotOf(history.written - 1)]! - history.windowSeconds);
}

/** Outcomes after `start`, Unix seconds. */
export function outcomesSince(history: OutcomeHistory, start: number): Outcomes {
  const newest = slotOf(history.written - 1);
  const before = slotOf(entryAt(history, Math.max(0, history.written - CAPACITY), start));
  return {
    completed: history.completed[newest]! - history.completed[before]!,
    answeredWithinThreshold:
      history.answeredWithinThreshold[newest]! - history.answeredWithinThreshold[before]!,
    abandoned: history.abandoned[newest]! - history.abandoned[before]!,
  };
}

/** Fills in, for each poll to come, the outcomes known now that will still be in the window. */
export function knownOutcomesAhead(
  history: OutcomeHistory,
  pollSeconds: number,
  completed: Float64Array,
  withinThreshold: Float64Array,
): void {
  const newest = slotOf(history.written - 1);
  const start = history.at[newest]! - history.windowSeconds;
  let entry = Math.max(0, history.written - CAPACITY);
  for (let poll = 0; poll < completed.length; poll++) {
    entry = entryAt(history, entry, start + (poll + 1) * pollSeconds);
    const before = slotOf(entry);
    completed[poll] = history.completed[newest]! - history.completed[before]!;
    withinThreshold[poll] =
      history.answeredWithinThreshold[newest]! - history.answeredWithinThreshold[before]!;
  }
}

/** The last entry at or before `time`, from `from` on; the oldest entry when all are later. */
function entryAt(history: OutcomeHistory, from: number, time: number): number {
  let entry = from;
  while (entry < history.written - 1 && history.at[slotOf(entry + 1)]! <= time + CLOCK_JITTER) entry++;
  return entry;
}
