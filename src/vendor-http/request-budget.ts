import { BudgetSpentError, COLLECTORS, type CollectorName } from '../domain/index.ts';

/**
 * A tenant's requests per minute, as a sliding window: in no 60 seconds are more sent than that, which also keeps to a
 * limit that the platform counts by the clock's minute. (A token bucket would let twice as many through.)
 */
export interface RequestBudget {
  /**
   * Takes a place and returns 0; or, for the first in line, returns after how many milliseconds to ask again.
   * Signing in, which has no collector, is first in line like the queues: without it nobody gets anywhere.
   * @throws BudgetSpentError to a collector for which the rest is not meant.
   */
  take(collector: CollectorName | undefined): number;
  /** Tells no more changes. */
  close(): void;
}

/** The share of the budget that the least urgent collector leaves for the others; those between leave less in step. */
const LARGEST_RESERVE = 0.5;

export const UNLIMITED: RequestBudget = { take: () => 0, close: () => {} };

export interface BudgetOptions {
  readonly requestsPerMinute: number;
  readonly windowSeconds: number;
  /** Called with what is left of the budget for the first in line: at each asking, and when a place is free again. */
  readonly onChange: (remaining: number) => void;
}

export function createRequestBudget({
  requestsPerMinute,
  windowSeconds,
  onChange,
}: BudgetOptions): RequestBudget {
  const windowMilliseconds = windowSeconds * 1000;
  /** When the places of the running window were taken, oldest first. */
  const taken: number[] = [];
  const remaining = () => requestsPerMinute - taken.length;
  let nextFree: NodeJS.Timeout | undefined;

  function freeAt(now: number): void {
    while (taken[0] !== undefined && taken[0] <= now - windowMilliseconds) taken.shift();
  }

  /** Without it, what is left would look used up for as long as nobody asks. */
  function tellWhenFree(): void {
    if (nextFree || taken[0] === undefined) return;
    const milliseconds = Math.ceil(taken[0] + windowMilliseconds - performance.now());
    nextFree = setTimeout(() => {
      nextFree = undefined;
      freeAt(performance.now());
      onChange(remaining());
      tellWhenFree();
    }, milliseconds).unref();
  }

  function takeAt(now: number, collector: CollectorName | undefined): number {
    freeAt(now);
    const rank = collector === undefined ? 0 : COLLECTORS.indexOf(collector);
    const reserve = Math.ceil((requestsPerMinute * LARGEST_RESERVE * rank) / (COLLECTORS.length - 1));
    if (remaining() > reserve) {
      taken.push(now);
      return 0;
    }
    if (rank === 0) return (taken[0] ?? now) + windowMilliseconds - now;
    throw new BudgetSpentError(
      `${remaining()} of ${requestsPerMinute} requests a minute are left, and kept for what is more urgent than ${collector}; raise rate_limit.requests_per_minute or poll less often`,
    );
  }

  onChange(remaining());
  return {
    take: (collector) => {
      try {
        return takeAt(performance.now(), collector);
      } finally {
        onChange(remaining());
        tellWhenFree();
      }
    },
    close: () => clearTimeout(nextFree),
  };
}
