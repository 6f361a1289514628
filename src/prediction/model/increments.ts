import type { QueueTotals } from '../../domain/index.ts';
import { type OutcomeHistory, type Outcomes, outcomesSince } from './history.ts';
import type { QueueObservation } from './observation.ts';

/**
 * Source of the outcomes: counters, differences of a sliding window's counts, or an inference from waiting contacts and
 * busy agents where the platform counts nothing. In order of decreasing precision.
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

const NO_TOTALS: QueueTotals = {};

/** `expectedRate`, contacts per second, is used for a platform that counts nothing. */
export function incrementsBetween(
  before: QueueObservation,
  after: QueueObservation,
  history: OutcomeHistory,
  expectedRate: number,
): Increments {
  return (
    fromTotals(before, after) ?? fromWindow(before, after, history) ?? inferred(before, after, expectedRate)
  );
}

function fromTotals(before: QueueObservation, after: QueueObservation): Increments | undefined {
  const { totals: from = NO_TOTALS } = before;
  const { totals: to = NO_TOTALS } = after;
  const answered = counterIncrease(from.answered, to.answered);
  const abandoned = counterIncrease(from.abandoned, to.abandoned);
  const answeredWithinThreshold = counterIncrease(from.answeredWithinThreshold, to.answeredWithinThreshold);
  const shortAbandoned = counterIncrease(from.shortAbandoned, to.shortAbandoned);
  if (answered === undefined || abandoned === undefined || answeredWithinThreshold === undefined) {
    return undefined;
  }
  if (needsShort(after) && shortAbandoned === undefined) return undefined;
  const completed = answered + abandoned;
  const handleSeconds = counterIncrease(from.handleSeconds, to.handleSeconds);
  return {
    source: 'totals',
    seconds: after.at - before.at,
    offered: counterIncrease(from.offered, to.offered) ?? offeredByBalance(completed, before, after),
    answered,
    abandoned,
    completed,
    answeredWithinThreshold,
    ...(shortAbandoned !== undefined && { shortAbandoned }),
    ...(handleSeconds !== undefined && { handleSeconds }),
  };
}

/** Whether the outcomes give no service level without short abandons. */
function needsShort({ policy }: QueueObservation): boolean {
  return policy.abandons === 'exclude_short';
}

/** A counter that falls was reset, and adds nothing. */
function counterIncrease(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

/** New outcomes: the counts of the window less those of its past that it still holds. */
function fromWindow(
  before: QueueObservation,
  after: QueueObservation,
  history: OutcomeHistory,
): Increments | undefined {
  const { answered, abandoned, answeredWithinThreshold, shortAbandoned } = after.window ?? {};
  if (answered === undefined || abandoned === undefined || answeredWithinThreshold === undefined) {
    return undefined;
  }
  if (needsShort(after) && shortAbandoned === undefined) return undefined;
  const held = outcomesSince(history, after.at - history.windowSeconds);
  const completed = Math.max(0, answered + abandoned - held.completed);
  const newlyAbandoned = Math.min(completed, Math.max(0, abandoned - held.abandoned));
  const newlyAnswered = completed - newlyAbandoned;
  return {
    source: 'window',
    seconds: after.at - before.at,
    offered: offeredByBalance(completed, before, after),
    answered: newlyAnswered,
    abandoned: newlyAbandoned,
    completed,
    ...(shortAbandoned !== undefined && {
      shortAbandoned: Math.min(newlyAbandoned, Math.max(0, shortAbandoned - held.shortAbandoned)),
    }),
    answeredWithinThreshold: Math.min(
      newlyAnswered,
      Math.max(0, answeredWithinThreshold - held.answeredWithinThreshold),
    ),
  };
}

/** Contacts at the expected rate, all within the threshold unless the oldest one waits longer than it. */
function inferred(before: QueueObservation, after: QueueObservation, expectedRate: number): Increments {
  const seconds = after.at - before.at;
  const completed = expectedRate * seconds;
  const isLate = (after.oldestWaitSeconds ?? 0) > after.policy.thresholdSeconds;
  return {
    source: 'inferred',
    seconds,
    offered: offeredByBalance(completed, before, after),
    answered: completed,
    abandoned: 0,
    completed,
    answeredWithinThreshold: isLate ? 0 : completed,
  };
}

/** Flow balance: every contact offered has completed or still waits. */
function offeredByBalance(completed: number, before: QueueObservation, after: QueueObservation): number {
  return Math.max(0, completed + (after.waiting ?? 0) - (before.waiting ?? 0));
}
