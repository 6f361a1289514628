/** Upper bounds of the wait ranges, inclusive; the last range has no bound. */
export const WAIT_BOUNDS_SECONDS = [5, 10, 15, 20, 30, 60, 120, 300, 600] as const;

/** Waits by range, {@link WAIT_BOUNDS_SECONDS}. */
export interface WaitRanges {
  readonly counts: number[];
  readonly seconds: number[];
}

/** Sums of a queue over a period. An event belongs to the period in which it happens. */
export interface WindowSums {
  offered: number;
  answered: number;
  answeredWithinThreshold: number;
  abandoned: number;
  /** Part of `abandoned`. */
  shortAbandoned: number;
  /** Total waits of answered and of abandoned contacts. */
  answeredWaitSeconds: number;
  abandonedWaitSeconds: number;
  /** Contacts whose handling, after-contact work included, ended. */
  handled: number;
  talkSeconds: number;
  holdSeconds: number;
  wrapSeconds: number;
  /** Part of `handled`: resolved at first contact. */
  resolved: number;
  readonly answeredWaits: WaitRanges;
  readonly abandonedWaits: WaitRanges;
}

const COUNTERS = [
  'offered',
  'answered',
  'answeredWithinThreshold',
  'abandoned',
  'shortAbandoned',
  'answeredWaitSeconds',
  'abandonedWaitSeconds',
  'handled',
  'talkSeconds',
  'holdSeconds',
  'wrapSeconds',
  'resolved',
] as const satisfies readonly (keyof WindowSums)[];

export function emptySums(): WindowSums {
  return {
    offered: 0,
    answered: 0,
    answeredWithinThreshold: 0,
    abandoned: 0,
    shortAbandoned: 0,
    answeredWaitSeconds: 0,
    abandonedWaitSeconds: 0,
    handled: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    wrapSeconds: 0,
    resolved: 0,
    answeredWaits: emptyRanges(),
    abandonedWaits: emptyRanges(),
  };
}

export function copySums(sums: Readonly<WindowSums>): WindowSums {
  const copy = emptySums();
  addSums(copy, sums);
  return copy;
}

/** Adds `more` to `sums`. */
export function addSums(sums: WindowSums, more: Readonly<WindowSums>): void {
  for (const counter of COUNTERS) sums[counter] += more[counter];
  for (const outcome of ['answeredWaits', 'abandonedWaits'] as const) {
    for (const [range, count] of more[outcome].counts.entries()) {
      addToRange(sums[outcome], range, count, more[outcome].seconds[range] ?? 0);
    }
  }
}

/** Adds one wait to its range. */
export function countWait(ranges: WaitRanges, wait: number): void {
  const range = WAIT_BOUNDS_SECONDS.findIndex((bound) => wait <= bound);
  addToRange(ranges, range < 0 ? WAIT_BOUNDS_SECONDS.length : range, 1, wait);
}

export function handleSeconds(sums: Readonly<WindowSums>): number {
  return sums.talkSeconds + sums.holdSeconds + sums.wrapSeconds;
}

export function waitSeconds(sums: Readonly<WindowSums>): number {
  return sums.answeredWaitSeconds + sums.abandonedWaitSeconds;
}

function emptyRanges(): WaitRanges {
  const zeros = (): number[] => new Array<number>(WAIT_BOUNDS_SECONDS.length + 1).fill(0);
  return { counts: zeros(), seconds: zeros() };
}

function addToRange({ counts, seconds }: WaitRanges, range: number, count: number, wait: number): void {
  counts[range] = (counts[range] ?? 0) + count;
  seconds[range] = (seconds[range] ?? 0) + wait;
}
