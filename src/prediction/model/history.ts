import { type AbandonRule, countedContacts } from '../../domain/index.ts';

/**
 * Outcomes of the recent past, from which the rolling window is read at this poll and, without the outcomes to come, at
 * later polls. A ring of running sums: of bounded size, however short the poll interval.
 */
export interface OutcomeHistory {
  readonly windowSeconds: number;
  /** Entries of {@link FIELDS} numbers each: time, and sums of the outcomes so far. Grows up to {@link MAX_CAPACITY}. */
  entries: Float64Array;
  /** Entries ever written. */
  written: number;
}

export interface Outcomes {
  /** Contacts answered or abandoned. */
  readonly completed: number;
  readonly answeredWithinThreshold: number;
  readonly abandoned: number;
  /** Of those abandoned, the short ones; absent where none are counted. */
  readonly shortAbandoned?: number;
}

/** Contacts of those outcomes that the service level counts. */
export function countedOutcomes(outcomes: Outcomes, abandons: AbandonRule | undefined): number {
  const { completed, abandoned, shortAbandoned = 0 } = outcomes;
  return countedContacts({ answered: completed - abandoned, abandoned, shortAbandoned }, abandons) ?? 0;
}

/** Entries, powers of two: few for a queue without contacts, many for a busy one. */
const INITIAL_CAPACITY = 4;
const MAX_CAPACITY = 256;
/** Entries to spare, so that a window never fills the ring. */
const SPARE_ENTRIES = 8;
/** Polls are never exactly on time: a window that begins this little after a poll begins at it. Seconds. */
const CLOCK_JITTER = 0.5;
/** Places of the numbers in an entry. */
const AT = 0;
const COMPLETED = 1;
const WITHIN_THRESHOLD = 2;
const ABANDONED = 3;
const SHORT_ABANDONED = 4;
const FIELDS = 5;

const capacityOf = ({ entries }: OutcomeHistory): number => entries.length / FIELDS;
/** Index of the entry's first number. */
const indexOf = (history: OutcomeHistory, entry: number): number =>
  (entry & (capacityOf(history) - 1)) * FIELDS;
const timeOf = (history: OutcomeHistory, entry: number): number =>
  history.entries[indexOf(history, entry) + AT]!;
const oldestOf = (history: OutcomeHistory): number => Math.max(0, history.written - capacityOf(history));

export function createHistory(windowSeconds: number, startAt: number): OutcomeHistory {
  const entries = new Float64Array(INITIAL_CAPACITY * FIELDS);
  entries[AT] = startAt;
  return { windowSeconds, entries, written: 1 };
}

/** Adds the outcomes since the last poll. Polls closer than the ring's resolution share an entry. */
export function recordOutcomes(
  history: OutcomeHistory,
  at: number,
  { completed, answeredWithinThreshold, abandoned, shortAbandoned = 0 }: Outcomes,
): void {
  const { entries } = history;
  const last = indexOf(history, history.written - 1);
  const sums = {
    completed: entries[last + COMPLETED]! + completed,
    withinThreshold: entries[last + WITHIN_THRESHOLD]! + answeredWithinThreshold,
    abandoned: entries[last + ABANDONED]! + abandoned,
    shortAbandoned: entries[last + SHORT_ABANDONED]! + shortAbandoned,
  };
  const isIdle = completed === 0 && answeredWithinThreshold === 0 && abandoned === 0;
  if (!isClose(history) && !(isIdle && isNewestIdle(history))) addEntry(history, at);
  const newest = indexOf(history, history.written - 1);
  history.entries[newest + AT] = at;
  history.entries[newest + COMPLETED] = sums.completed;
  history.entries[newest + WITHIN_THRESHOLD] = sums.withinThreshold;
  history.entries[newest + ABANDONED] = sums.abandoned;
  history.entries[newest + SHORT_ABANDONED] = sums.shortAbandoned;
}

function isClose(history: OutcomeHistory): boolean {
  const resolution = history.windowSeconds / (MAX_CAPACITY - SPARE_ENTRIES);
  const newest = history.written - 1;
  return newest > 0 && timeOf(history, newest) - timeOf(history, newest - 1) < resolution;
}

/** Whether the newest entry has the sums of the one before: of more such entries only the first and the last matter. */
function isNewestIdle(history: OutcomeHistory): boolean {
  if (history.written < 2) return false;
  const newest = indexOf(history, history.written - 1);
  const before = indexOf(history, history.written - 2);
  for (let field = COMPLETED; field < FIELDS; field++)
    if (history.entries[newest + field] !== history.entries[before + field]) return false;
  return true;
}

/** Makes room for an entry: in place of the oldest one when the window at `at` does not need it, or in a larger ring. */
function addEntry(history: OutcomeHistory, at: number): void {
  const capacity = capacityOf(history);
  const oldest = history.written - capacity;
  const isNeeded = oldest >= 0 && timeOf(history, oldest + 1) > at - history.windowSeconds;
  if (isNeeded && capacity < MAX_CAPACITY) grow(history);
  history.written++;
}

function grow(history: OutcomeHistory): void {
  const entries = new Float64Array(2 * history.entries.length);
  const grown = { ...history, entries };
  for (let entry = oldestOf(history); entry < history.written; entry++) {
    const from = indexOf(history, entry);
    entries.set(history.entries.subarray(from, from + FIELDS), indexOf(grown, entry));
  }
  history.entries = entries;
}

/** Outcomes in the window at the newest poll. */
export function currentWindow(history: OutcomeHistory): Required<Outcomes> {
  return outcomesSince(history, timeOf(history, history.written - 1) - history.windowSeconds);
}

/** Outcomes after `start`, Unix seconds. */
export function outcomesSince(history: OutcomeHistory, start: number): Required<Outcomes> {
  return outcomesAfter(history, indexOf(history, entryAt(history, oldestOf(history), start)));
}

/** Outcomes since the entry that begins at the index. */
function outcomesAfter(history: OutcomeHistory, before: number): Required<Outcomes> {
  const { entries } = history;
  const newest = indexOf(history, history.written - 1);
  const since = (field: number): number => entries[newest + field]! - entries[before + field]!;
  return {
    completed: since(COMPLETED),
    answeredWithinThreshold: since(WITHIN_THRESHOLD),
    abandoned: since(ABANDONED),
    shortAbandoned: since(SHORT_ABANDONED),
  };
}

/** Fills in, for each poll to come, the counted contacts known now that will still be in the window. */
export function knownOutcomesAhead(
  history: OutcomeHistory,
  pollSeconds: number,
  counted: Float64Array,
  withinThreshold: Float64Array,
  abandons?: AbandonRule,
): void {
  const { entries } = history;
  const newest = indexOf(history, history.written - 1);
  const start = entries[newest + AT]! - history.windowSeconds;
  let entry = oldestOf(history);
  for (let poll = 0; poll < counted.length; poll++) {
    entry = entryAt(history, entry, start + (poll + 1) * pollSeconds);
    const outcomes = outcomesAfter(history, indexOf(history, entry));
    counted[poll] = countedOutcomes(outcomes, abandons);
    withinThreshold[poll] = outcomes.answeredWithinThreshold;
  }
}

/** The last entry at or before `time`, from `from` on; the oldest entry when all are later. */
function entryAt(history: OutcomeHistory, from: number, time: number): number {
  let entry = from;
  while (entry < history.written - 1 && timeOf(history, entry + 1) <= time + CLOCK_JITTER) entry++;
  return entry;
}
