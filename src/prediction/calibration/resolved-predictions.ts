/**
 * Predictions whose horizon has not passed yet, and the verdict on each once it has: was the queue in breach at any
 * poll inside it? Nothing is learned from a prediction before its time, nor from one whose horizon was not watched.
 */
export interface Pending {
  readonly at: Float64Array;
  readonly score: Float32Array;
  readonly erlang: Float32Array;
  readonly rule: Float32Array;
  readonly breached: Uint8Array;
  /** Entries ever written, and ever judged. */
  written: number;
  judged: number;
}

export interface Verdict {
  /** Log odds before calibration, and the exported probability of each method; NaN where there was none. */
  readonly score: number;
  readonly erlang: number;
  readonly rule: number;
  readonly breached: boolean;
}

/** Predictions kept per queue: one per poll of 15 s over 10 minutes and some more; closer polls are thinned out. */
const KEPT = 64;
const slotOf = (entry: number): number => entry & (KEPT - 1);

export function createPending(): Pending {
  return {
    at: new Float64Array(KEPT),
    score: new Float32Array(KEPT),
    erlang: new Float32Array(KEPT),
    rule: new Float32Array(KEPT),
    breached: new Uint8Array(KEPT),
    written: 0,
    judged: 0,
  };
}

export function enter(
  pending: Pending,
  at: number,
  said: { readonly score?: number; readonly erlang?: number; readonly rule?: number },
  horizonSeconds: number,
): void {
  const tooClose = at - pending.at[slotOf(pending.written - 1)]! < horizonSeconds / (KEPT - 4);
  if (pending.written > pending.judged && (tooClose || pending.written - pending.judged >= KEPT)) return;
  const slot = slotOf(pending.written++);
  pending.at[slot] = at;
  pending.score[slot] = said.score ?? Number.NaN;
  pending.erlang[slot] = said.erlang ?? Number.NaN;
  pending.rule[slot] = said.rule ?? Number.NaN;
  pending.breached[slot] = 0;
}

/** Takes the probability of the newest prediction back, if it was made at `at`. What came of it still teaches. */
export function withdraw(pending: Pending, at: number): void {
  const newest = slotOf(pending.written - 1);
  if (pending.written > pending.judged && pending.at[newest] === at) pending.erlang[newest] = Number.NaN;
}

/** Notes what this poll saw, then hands over every prediction whose horizon has passed with it. */
export function judge(
  pending: Pending,
  at: number,
  breached: boolean,
  horizonSeconds: number,
  hand: (verdict: Verdict) => void,
): void {
  if (breached) {
    for (let entry = pending.judged; entry < pending.written; entry++) {
      const slot = slotOf(entry);
      if (at - pending.at[slot]! <= horizonSeconds) pending.breached[slot] = 1;
    }
  }
  while (pending.judged < pending.written && at - pending.at[slotOf(pending.judged)]! >= horizonSeconds) {
    const slot = slotOf(pending.judged++);
    hand({
      score: pending.score[slot]!,
      erlang: pending.erlang[slot]!,
      rule: pending.rule[slot]!,
      breached: pending.breached[slot] === 1,
    });
  }
}

/** After a time without polls nobody can tell what became of the predictions before it. */
export function forgetPending(pending: Pending): void {
  pending.judged = pending.written;
}
