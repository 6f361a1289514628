import type { QueueTotals } from '../../domain/index.ts';
import { type History, type Outcomes, windowFrom } from './history.ts';
import type { QueueObservation } from './observation.ts';

/**
 * Where the outcomes come from: counted, told apart from a sliding window's counts, or inferred from who waits and
 * who serves where the platform counts nothing. From first to last they are less sure.
 */
export type OutcomeSource = 'totals' | 'window' | 'inferred';

/** What happened between two polls. */
export interface Increments extends Outcomes {
  readonly source: OutcomeSource;
  readonly seconds: number;
  readonly offered: number;
  readonly answered: number;
  readonly handleSeconds?: number;
}

/** `expectedRate` in contacts per second, for a platform that counts nothing. */
export function incrementsBetween(
  before: QueueObservation,
  after: QueueObservation,
  history: History,
  expectedRate: number,
): Increments {
  return (
    fromTotals(before, after) ?? fromWindow(before, after, history) ?? inferred(before, after, expectedRate)
  );
}

function fromTotals(before: QueueObservation, after: QueueObservation): Increments | undefined {
  const { totals: from = NO_TOTALS } = before;
  const { totals: to = NO_TOTALS } = after;
  const answered = rise(from.answered, to.answered);
  const abandoned = rise(from.abandoned, to.abandoned);
  const inTime = rise(from.answeredWithinThreshold, to.answeredWithinThreshold);
  if (answered === undefined || abandoned === undefined || inTime === undefined) return undefined;
  const ended = answered + abandoned;
  return {
    source: 'totals',
    seconds: after.at - before.at,
    offered: rise(from.offered, to.offered) ?? offeredFor(ended, before, after),
    answered,
    abandoned,
    ended,
    inTime,
    handleSeconds: rise(from.handleSeconds, to.handleSeconds),
  };
}

const NO_TOTALS: QueueTotals = {};

/** A counter that falls has started anew, and adds nothing. */
function rise(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

/** What must have come for the window to hold what it holds: its counts, less what it held of the past already. */
function fromWindow(
  before: QueueObservation,
  after: QueueObservation,
  history: History,
): Increments | undefined {
  const { answered, abandoned, answeredWithinThreshold } = after.window ?? {};
  if (answered === undefined || abandoned === undefined || answeredWithinThreshold === undefined) {
    return undefined;
  }
  const held = windowFrom(history, after.at - history.windowSeconds);
  const ended = Math.max(0, answered + abandoned - held.ended);
  const gaveUp = Math.min(ended, Math.max(0, abandoned - held.abandoned));
  return {
    source: 'window',
    seconds: after.at - before.at,
    offered: offeredFor(ended, before, after),
    answered: ended - gaveUp,
    abandoned: gaveUp,
    ended,
    inTime: Math.min(ended - gaveUp, Math.max(0, answeredWithinThreshold - held.inTime)),
  };
}

/** As many as the usual rate lets expect, all in time while nobody waits longer than the threshold. */
function inferred(before: QueueObservation, after: QueueObservation, expectedRate: number): Increments {
  const seconds = after.at - before.at;
  const ended = expectedRate * seconds;
  const isLate = (after.oldestWaitSeconds ?? 0) > after.policy.thresholdSeconds;
  return {
    source: 'inferred',
    seconds,
    offered: offeredFor(ended, before, after),
    answered: ended,
    abandoned: 0,
    ended,
    inTime: isLate ? 0 : ended,
  };
}

/** Who came has ended or waits still. */
function offeredFor(ended: number, before: QueueObservation, after: QueueObservation): number {
  return Math.max(0, ended + (after.waiting ?? 0) - (before.waiting ?? 0));
}
