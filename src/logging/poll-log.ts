import { type BudgetSpentError, type CollectorName, PlatformFailure } from '../domain/index.ts';

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Logs each failure of a collector once, not at every poll, and its recovery. */
export interface PollLog {
  readonly failed: (collector: CollectorName, error: unknown) => void;
  /** A skipped poll is not a failure: its recovery is not logged. */
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

/** Key of a failure, without the numbers in its message, such as remaining seconds, which change with every poll. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = error instanceof PlatformFailure ? (error.status ?? '') : '';
  return `${status} ${error.message.replaceAll(/\d+/g, '0')}`;
}
