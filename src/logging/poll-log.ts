import { type BudgetSpentError, type CollectorName, PlatformFailure } from '../domain/index.ts';
import type { Log } from '../platforms/index.ts';

/** Logs a collector's failures once each, not at every poll, and its recovery. */
export interface PollLog {
  readonly failed: (collector: CollectorName, error: unknown) => void;
  /** A skipped poll is no failure: its recovery is not logged. */
  readonly budgetSpent: (collector: CollectorName, error: BudgetSpentError) => void;
  readonly succeeded: (collector: CollectorName) => void;
}

export function createPollLog(log: Log): PollLog {
  const lastProblem = new Map<CollectorName, string>();
  const skipping = new Set<CollectorName>();
  return {
    failed: (collector, error) => {
      const problem = problemOf(error);
      if (lastProblem.get(collector) === problem) return;
      lastProblem.set(collector, problem);
      log.warn({ collector, error }, 'Poll failed');
    },
    budgetSpent: (collector, error) => {
      if (skipping.has(collector)) return;
      skipping.add(collector);
      log.warn({ collector, error }, 'Poll skipped');
    },
    succeeded: (collector) => {
      skipping.delete(collector);
      if (lastProblem.delete(collector)) log.info({ collector }, 'Poll recovered');
    },
  };
}

/** The same for the same failure: numbers in a message, such as of the seconds that are left, change with every poll. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = error instanceof PlatformFailure ? (error.status ?? '') : '';
  return `${status} ${error.message.replaceAll(/\d+/g, '0')}`;
}
