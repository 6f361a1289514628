/**
 * Predictions whose horizon has not passed yet, and their resolution once it has: was the queue in breach at any poll
 * within it? A prediction teaches nothing before its horizon has passed, nor when its horizon was not observed.
 */
export interface PendingPredictions {
  readonly at: Float64Array;
  /** {@link FIELDS} numbers per prediction: {@link ResolvedPrediction}, `breached` as 0 or 1. One array costs less than four. */
  readonly values: Float32Array;
  /** Entries ever written, and ever resolved. */
  written: number;
  resolved: number;
}

export interface ResolvedPrediction {
  /** Log odds of the base calibration, and the exported probability of each method; NaN where there was none. */
  readonly score: number;
  readonly erlang: number;
  readonly rule: number;
  readonly breached: boolean;
}

/** Predictions per queue, a power of two: one per poll of 15 s over 10 minutes, with some to spare. */
const CAPACITY = 64;
const SPARE_ENTRIES = 4;
const slotOf = (entry: number): number => entry & (CAPACITY - 1);
/** Places of the numbers of a prediction. */
const SCORE = 0;
const ERLANG = 1;
const RULE = 2;
const BREACHED = 3;
const FIELDS = 4;

export function createPending(): PendingPredictions {
  return {
    at: new Float64Array(CAPACITY),
    values: new Float32Array(CAPACITY * FIELDS),
    written: 0,
    resolved: 0,
  };
}

/** Least time between two predictions that are kept, in seconds. */
export function pendingSpacing(horizonSeconds: number): number {
  return horizonSeconds / (CAPACITY - SPARE_ENTRIES);
}

/** Adds a prediction made at `at`, Unix seconds; skips one that comes too soon after the last for the capacity. */
export function addPending(
  pending: PendingPredictions,
  at: number,
  prediction: { readonly score?: number; readonly erlang?: number; readonly rule?: number | undefined },
  horizonSeconds: number,
): void {
  const isTooSoon = at - (pending.at[slotOf(pending.written - 1)] ?? 0) < pendingSpacing(horizonSeconds);
  const count = pending.written - pending.resolved;
  if (count > 0 && (isTooSoon || count >= CAPACITY)) return;
  const slot = slotOf(pending.written++);
  pending.at[slot] = at;
  pending.values[slot * FIELDS + SCORE] = prediction.score ?? Number.NaN;
  pending.values[slot * FIELDS + ERLANG] = prediction.erlang ?? Number.NaN;
  pending.values[slot * FIELDS + RULE] = prediction.rule ?? Number.NaN;
  pending.values[slot * FIELDS + BREACHED] = 0;
}

/**
 * Withdraws the probability of the newest prediction, if it was made at `at`: it was not exported and is not scored. The
 * calibration still learns from its outcome.
 */
export function withdrawNewest(pending: PendingPredictions, at: number): void {
  const newest = slotOf(pending.written - 1);
  if (pending.written > pending.resolved && pending.at[newest] === at)
    pending.values[newest * FIELDS + ERLANG] = Number.NaN;
}

/** Records whether the queue is in breach at this poll, then resolves every prediction whose horizon has passed. */
export function resolvePending(
  pending: PendingPredictions,
  at: number,
  breached: boolean,
  horizonSeconds: number,
  onResolved: (resolved: ResolvedPrediction) => void,
): void {
  const { at: madeAt, values } = pending;
  if (breached) {
    for (let entry = pending.resolved; entry < pending.written; entry++) {
      const slot = slotOf(entry);
      if (at - (madeAt[slot] ?? 0) <= horizonSeconds) values[slot * FIELDS + BREACHED] = 1;
    }
  }
  while (pending.resolved < pending.written) {
    const slot = slotOf(pending.resolved);
    if (at - (madeAt[slot] ?? 0) < horizonSeconds) return;
    pending.resolved++;
    onResolved({
      score: values[slot * FIELDS + SCORE] ?? Number.NaN,
      erlang: values[slot * FIELDS + ERLANG] ?? Number.NaN,
      rule: values[slot * FIELDS + RULE] ?? Number.NaN,
      breached: values[slot * FIELDS + BREACHED] === 1,
    });
  }
}

/** Discards predictions made before a gap in the polls: their outcome is unknown. */
export function discardPending(pending: PendingPredictions): void {
  pending.resolved = pending.written;
}
