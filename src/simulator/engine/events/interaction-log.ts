import { createEventLog } from './event-log.ts';
import { addSums, countWait, emptySums, type WindowSums } from './window-sums.ts';

const DAY = 86_400;
/** Events are summed by quarter hour for a week; single events are kept for a day. */
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

/** Interactions of one queue: every event of the last day, sums of the last week, totals since the start. */
export interface InteractionLog {
  readonly totals: Readonly<WindowSums>;
  offered(at: number): void;
  answered(at: number, waitSeconds: number): void;
  abandoned(at: number, waitSeconds: number): void;
  handled(at: number, handling: Handling): void;
  /**
   * Sums over (from, to]. Exact within the last 24 hours; before that, the window is widened to full quarter hours.
   * Events older than a week are not included.
   */
  window(from: number, to: number): WindowSums;
  /** Contacts handled in (from, to], within the last 24 hours. */
  handlings(from: number, to: number): readonly Handling[];
  forget(now: number): void;
}

export function createInteractionLog(rules: {
  thresholdSeconds: number;
  shortAbandonSeconds: number;
}): InteractionLog {
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
      const detailFrom = latest - DAY;
      const begin = from < detailFrom ? quarterBefore(from) : from;
      const end = to < detailFrom ? quarterAfter(to) : to;
      const firstWhole = quarterAfter(begin);
      const lastWhole = quarterBefore(end);
      if (firstWhole > lastWhole) return detail(begin, end);
      const sums = detail(begin, firstWhole);
      for (const [start, bucket] of buckets) {
        if (firstWhole <= start && start < lastWhole) addSums(sums, bucket);
      }
      addSums(sums, detail(lastWhole, end));
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

/** The full quarter hour at or before an instant. */
function quarterBefore(at: number): number {
  return Math.floor(at / BUCKET_SECONDS) * BUCKET_SECONDS;
}

function quarterAfter(at: number): number {
  return Math.ceil(at / BUCKET_SECONDS) * BUCKET_SECONDS;
}

/** Start of the quarter hour (start, end] that contains the instant. */
function bucketOf(at: number): number {
  return quarterAfter(at) - BUCKET_SECONDS;
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
