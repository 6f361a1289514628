import { createEventLog } from './event-log.ts';
import { addSums, countWait, emptySums, type WindowSums } from './window-sums.ts';

const DAY = 86_400;
/** Beyond the last day, events are known by the quarter hour they fell in, for a week. */
const BUCKET_SECONDS = 900;
const BUCKETS_KEPT_SECONDS = 7 * DAY;

export interface Handling {
  readonly agent: number;
  readonly waitSeconds: number;
  readonly talkSeconds: number;
  readonly holdSeconds: number;
  readonly wrapSeconds: number;
  readonly resolved: boolean;
}

/** The book of one queue: every event of the last day, sums of the last week, totals since the beginning. */
export interface Ledger {
  readonly totals: Readonly<WindowSums>;
  offered(at: number): void;
  answered(at: number, waitSeconds: number): void;
  abandoned(at: number, waitSeconds: number): void;
  handled(at: number, handling: Handling): void;
  /**
   * What happened in (from, to]. Exact within the last 24 hours; what is older is added by whole quarter hours,
   * what is older than a week is left out.
   */
  window(from: number, to: number): WindowSums;
  /** The contacts handled in (from, to], of the last 24 hours only. */
  handlings(from: number, to: number): readonly Handling[];
  forget(now: number): void;
}

export function createLedger(rules: { thresholdSeconds: number; shortAbandonSeconds: number }): Ledger {
  const totals = emptySums();
  const buckets = new Map<number, WindowSums>();
  const offered = createEventLog();
  const answered = createEventLog();
  const abandoned = createEventLog();
  const handled = createEventLog();
  let latest = 0;

  const record = (at: number, change: (sums: WindowSums) => void): void => {
    latest = at;
    change(totals);
    const key = bucketOf(at);
    const bucket = buckets.get(key) ?? emptySums();
    buckets.set(key, bucket);
    change(bucket);
  };
  const detail = (from: number, to: number): WindowSums => {
    const sums = emptySums();
    sums.offered = offered.count(from, to);
    answered.each(from, to, ([wait = 0]) => addAnswer(sums, wait, rules.thresholdSeconds));
    abandoned.each(from, to, ([wait = 0]) => addAbandon(sums, wait, rules.shortAbandonSeconds));
    handled.each(from, to, (figures) => addHandling(sums, toHandling(figures)));
    return sums;
  };

  return {
    totals,
    offered(at) {
      offered.append(at);
      record(at, (sums) => {
        sums.offered += 1;
      });
    },
    answered(at, wait) {
      answered.append(at, wait);
      record(at, (sums) => addAnswer(sums, wait, rules.thresholdSeconds));
    },
    abandoned(at, wait) {
      abandoned.append(at, wait);
      record(at, (sums) => addAbandon(sums, wait, rules.shortAbandonSeconds));
    },
    handled(at, handling) {
      const { agent, waitSeconds, talkSeconds, holdSeconds, wrapSeconds, resolved } = handling;
      handled.append(at, agent, waitSeconds, talkSeconds, holdSeconds, wrapSeconds, Number(resolved));
      record(at, (sums) => addHandling(sums, handling));
    },
    window(from, to) {
      // Whole buckets up to here, single events from here on.
      const seam = bucketOf(latest - DAY) + BUCKET_SECONDS;
      const sums = detail(Math.max(from, seam), to);
      if (from >= seam) return sums;
      for (const [start, bucket] of buckets) {
        if (start + BUCKET_SECONDS > from && start < Math.min(seam, to)) addSums(sums, bucket);
      }
      return sums;
    },
    handlings(from, to) {
      const found: Handling[] = [];
      handled.each(Math.max(from, latest - DAY), to, (figures) => found.push(toHandling(figures)));
      return found;
    },
    forget(now) {
      latest = now;
      for (const log of [offered, answered, abandoned, handled]) log.forgetBefore(now - DAY - BUCKET_SECONDS);
      for (const start of buckets.keys()) {
        if (start >= now - BUCKETS_KEPT_SECONDS) break;
        buckets.delete(start);
      }
    },
  };
}

/** Start of the quarter hour (start, end] that holds the instant. */
function bucketOf(at: number): number {
  return (Math.ceil(at / BUCKET_SECONDS) - 1) * BUCKET_SECONDS;
}

function addAnswer(sums: WindowSums, wait: number, thresholdSeconds: number): void {
  sums.answered += 1;
  sums.answeredWaitSeconds += wait;
  if (wait <= thresholdSeconds) sums.answeredWithinThreshold += 1;
  countWait(sums.answeredWaits, wait);
}

function addAbandon(sums: WindowSums, wait: number, shortAbandonSeconds: number): void {
  sums.abandoned += 1;
  sums.abandonedWaitSeconds += wait;
  if (wait < shortAbandonSeconds) sums.shortAbandoned += 1;
  countWait(sums.abandonedWaits, wait);
}

function addHandling(sums: WindowSums, handling: Handling): void {
  sums.handled += 1;
  sums.talkSeconds += handling.talkSeconds;
  sums.holdSeconds += handling.holdSeconds;
  sums.wrapSeconds += handling.wrapSeconds;
  if (handling.resolved) sums.resolved += 1;
}

function toHandling(figures: readonly number[]): Handling {
  const [agent = 0, waitSeconds = 0, talkSeconds = 0, holdSeconds = 0, wrapSeconds = 0, resolved = 0] =
    figures;
  return { agent, waitSeconds, talkSeconds, holdSeconds, wrapSeconds, resolved: resolved === 1 };
}
