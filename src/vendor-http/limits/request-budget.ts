import { setTimeout as delay } from 'node:timers/promises';
import { deadlineOf, isTimeout } from '../../async/index.ts';
import { BudgetSpentError, COLLECTORS, type CollectorName } from '../../domain/index.ts';

/**
 * A tenant's requests per minute, as a sliding window of 60 seconds, which also keeps a limit that the platform counts per
 * calendar minute. (A token bucket would let twice as many through.) Calls beyond the budget queue by priority. The poll
 * loop keeps the demand within the budget.
 */
export interface RequestBudget {
  /** Infinite without a limit. */
  readonly requestsPerMinute: number;
  /** How many requests the collector has been admitted, since the start. */
  admitted(collector: CollectorName): number;
  /**
   * Resolves when one request may be sent. A call without a collector (a token request, an interactive command) has the
   * priority of the queue poll.
   * @throws BudgetSpentError when the budget allows no request before the signal's deadline, at once where that is known;
   * the signal's reason when it aborts for another one.
   */
  admit(collector: CollectorName | undefined, signal: AbortSignal): Promise<void>;
  /** Limits this process to a part of the budget, which other processes share: 1 for all of it. */
  setShare(share: number): void;
  /** Reports no more changes. */
  close(): void;
}

export const UNLIMITED: RequestBudget = {
  requestsPerMinute: Number.POSITIVE_INFINITY,
  admitted: () => 0,
  admit: async () => {},
  setShare: () => {},
  close: () => {},
};

/** Clock of the budget; injectable for tests. */
interface BudgetClock {
  /** Seconds, in step with `performance.now()` where signals have deadlines. */
  monotonic(): number;
  /** Rejects when the signal aborts. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

export interface BudgetOptions {
  readonly requestsPerMinute: number;
  /** Called with what is left of the budget: when it is created, at each request, and when a place is free again. */
  readonly onChange: (remaining: number) => void;
  /** Other than 60 s in tests only. */
  readonly windowSeconds?: number;
  readonly clock?: BudgetClock;
}

/** The budget is per minute. */
const WINDOW_SECONDS = 60;

const SYSTEM_CLOCK: BudgetClock = {
  monotonic: () => performance.now() / 1000,
  sleep: (seconds, signal) => delay(Math.ceil(seconds * 1000), undefined, { signal }),
};

/**
 * Averaging time of the urgent requests per minute. That many are reserved, so that other collectors cannot delay a queue
 * poll.
 */
const AVERAGED_SECONDS = 300;

interface Place {
  readonly takenAt: number;
  readonly isUrgent: boolean;
}

interface Waiting {
  readonly rank: number;
  readonly collector: CollectorName | undefined;
  /** Aborts when it is admitted: it waits no longer. */
  readonly admission: AbortController;
}

export function createRequestBudget({
  requestsPerMinute: wholeBudget,
  onChange,
  windowSeconds = WINDOW_SECONDS,
  clock = SYSTEM_CLOCK,
}: BudgetOptions): RequestBudget {
  let requestsPerMinute = wholeBudget;
  /** The places of the running window, oldest first. */
  const taken: Place[] = [];
  /** How many of them are of calls that are not urgent. */
  let othersTaken = 0;
  /** By rank, then by arrival. */
  const line: Waiting[] = [];
  const admitted = new Map<CollectorName | undefined, number>();
  let nextFree: NodeJS.Timeout | undefined;

  /** Urgent requests, each counting less the longer ago it was. */
  let urgent = 0;
  let urgentAt = clock.monotonic();

  function remaining(): number {
    const now = clock.monotonic();
    while (taken[0] !== undefined && taken[0].takenAt + windowSeconds <= now)
      if (taken.shift()?.isUrgent === false) othersTaken--;
    return Math.max(0, requestsPerMinute - taken.length);
  }

  /** Urgent requests as of now. */
  function urgentNow(): number {
    const now = clock.monotonic();
    urgent *= Math.exp((urgentAt - now) / AVERAGED_SECONDS);
    urgentAt = now;
    return urgent;
  }

  function hasPlaceFor({ rank }: Waiting): boolean {
    if (remaining() <= 0) return false;
    if (rank === 0) return true;
    const kept = Math.ceil((urgentNow() * windowSeconds) / AVERAGED_SECONDS);
    return othersTaken < Math.max(1, requestsPerMinute - kept);
  }

  function serve(): void {
    for (let next = line[0]; next && hasPlaceFor(next); next = line[0]) {
      line.shift();
      next.admission.abort();
      const isUrgent = next.rank === 0;
      if (isUrgent) urgent = urgentNow() + 1;
      else othersTaken++;
      taken.push({ takenAt: clock.monotonic(), isUrgent });
      admitted.set(next.collector, (admitted.get(next.collector) ?? 0) + 1);
    }
    onChange(remaining());
    reportWhenFree();
  }

  /** Keeps the reported remainder current while no request is made. */
  function reportWhenFree(): void {
    if (nextFree || taken[0] === undefined) return;
    const milliseconds = Math.ceil((taken[0].takenAt + windowSeconds - clock.monotonic()) * 1000);
    nextFree = setTimeout(() => {
      nextFree = undefined;
      onChange(remaining());
      reportWhenFree();
    }, milliseconds).unref();
  }

  function join(collector: CollectorName | undefined): Waiting {
    const rank = collector === undefined ? 0 : COLLECTORS.indexOf(collector);
    const waiting: Waiting = { rank, collector, admission: new AbortController() };
    const behind = line.findIndex((each) => each.rank > rank);
    line.splice(behind < 0 ? line.length : behind, 0, waiting);
    return waiting;
  }

  /** When the request may be sent, unless more urgent ones arrive. */
  function freeAt(waiting: Waiting): number {
    const index = Math.max(0, Math.min(line.indexOf(waiting) - remaining(), taken.length - 1));
    return (taken[index]?.takenAt ?? clock.monotonic()) + windowSeconds;
  }

  async function waitForPlace(waiting: Waiting, signal: AbortSignal): Promise<void> {
    const deadline = (deadlineOf(signal) ?? Number.POSITIVE_INFINITY) / 1000;
    if (freeAt(waiting) >= deadline) throw spent(requestsPerMinute);
    const admitted = waiting.admission.signal;
    const ended = AbortSignal.any([signal, admitted]);
    while (!admitted.aborted) {
      const next = (taken[0]?.takenAt ?? clock.monotonic()) + windowSeconds;
      try {
        await clock.sleep(Math.max(0, next - clock.monotonic()), ended);
      } catch {
        if (admitted.aborted) return;
        throw isTimeout(signal.reason) ? spent(requestsPerMinute) : signal.reason;
      }
      serve();
    }
  }

  onChange(requestsPerMinute);
  return {
    get requestsPerMinute() {
      return requestsPerMinute;
    },
    setShare: (share) => {
      requestsPerMinute = Math.max(1, Math.floor(share * wholeBudget));
      serve();
    },
    admitted: (collector) => admitted.get(collector) ?? 0,
    admit: async (collector, signal) => {
      const waiting = join(collector);
      try {
        serve();
        if (!waiting.admission.signal.aborted) await waitForPlace(waiting, signal);
      } finally {
        const index = line.indexOf(waiting);
        if (index >= 0) line.splice(index, 1);
      }
    },
    close: () => clearTimeout(nextFree),
  };
}

function spent(requestsPerMinute: number): BudgetSpentError {
  return new BudgetSpentError(
    `request budget spent: none of ${requestsPerMinute} requests a minute is left before the deadline; raise rate_limit.requests_per_minute or poll less often`,
  );
}
