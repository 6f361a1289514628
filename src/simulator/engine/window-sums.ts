/** Waits are counted by range: range i holds waits up to and including bound i, the last one all longer waits. */
export const WAIT_BOUNDS_SECONDS = [5, 10, 15, 20, 30, 60, 120, 300, 600] as const;

/** Everything that happened on a queue in a span of time. An event belongs to the span in which it happens. */
export interface WindowSums {
  offered: number;
  answered: number;
  answeredWithinThreshold: number;
  abandoned: number;
  /** Part of `abandoned`. */
  shortAbandoned: number;
  /** Waits of contacts answered, and of contacts abandoned. */
  answeredWaitSeconds: number;
  abandonedWaitSeconds: number;
  /** Contacts whose handling, after-contact work included, ended. */
  handled: number;
  talkSeconds: number;
  holdSeconds: number;
  wrapSeconds: number;
  /** Part of `handled`: settled at once. */
  resolved: number;
  /** By wait range, {@link WAIT_BOUNDS_SECONDS}. */
  readonly answeredWaits: number[];
  readonly abandonedWaits: number[];
}

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
    answeredWaits: new Array<number>(WAIT_BOUNDS_SECONDS.length + 1).fill(0),
    abandonedWaits: new Array<number>(WAIT_BOUNDS_SECONDS.length + 1).fill(0),
  };
}

export function copySums(sums: Readonly<WindowSums>): WindowSums {
  return { ...sums, answeredWaits: [...sums.answeredWaits], abandonedWaits: [...sums.abandonedWaits] };
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

/** Adds `more` to `sums`. */
export function addSums(sums: WindowSums, more: Readonly<WindowSums>): void {
  for (const counter of COUNTERS) sums[counter] += more[counter];
  addRanges(sums.answeredWaits, more.answeredWaits);
  addRanges(sums.abandonedWaits, more.abandonedWaits);
}

function addRanges(counts: number[], more: readonly number[]): void {
  for (const [range, count] of more.entries()) counts[range] = (counts[range] ?? 0) + count;
}

export function handleSeconds(sums: Readonly<WindowSums>): number {
  return sums.talkSeconds + sums.holdSeconds + sums.wrapSeconds;
}

export function waitSeconds(sums: Readonly<WindowSums>): number {
  return sums.answeredWaitSeconds + sums.abandonedWaitSeconds;
}

export function countWait(counts: number[], wait: number): void {
  const range = WAIT_BOUNDS_SECONDS.findIndex((bound) => wait <= bound);
  const index = range < 0 ? WAIT_BOUNDS_SECONDS.length : range;
  counts[index] = (counts[index] ?? 0) + 1;
}
