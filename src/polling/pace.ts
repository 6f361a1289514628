import type { CollectorName } from '../domain/index.ts';

/** The part of a tenant's request budget that the poll loop uses. */
export interface PollBudget {
  /** Infinite without a limit; changes with the number of processes that share the budget. */
  readonly requestsPerMinute: number;
  /** How many requests the collector has been admitted, since the start. */
  admitted(collector: CollectorName): number;
}

export type PollEnd = 'succeeded' | 'failed' | 'budget_spent';

/**
 * Pace at which a tenant can be polled. Where its collectors need more requests than the budget allows, all intervals are
 * stretched by one factor, so that each collector is polled at a regular, longer interval and none misses polls.
 */
export interface Pace {
  /** Current factor of all intervals: 1 where the budget suffices. */
  stretch(): number;
  /** Starts counting the requests of a poll; call the returned function when the poll has ended. */
  measure(collector: CollectorName): (end: PollEnd) => void;
}

export interface PaceOptions {
  readonly plans: readonly { readonly name: CollectorName; readonly intervalSeconds: number }[];
  readonly budget: PollBudget | undefined;
  /** Called when intervals begin to be stretched, and when they no longer are. */
  readonly onChange: (stretch: number) => void;
}

/** Reserve for token requests, retries and interactive commands. */
const MARGIN = 1.05;
/** Weight of the newest poll in the average cost; occasional reads, such as a list, count proportionally. */
const NEWEST_WEIGHT = 0.3;
/** Stretching ends below this share of the budget: hysteresis for a need near the budget. */
const ENOUGH = 0.9;
/** Assumed cost of a poll that the budget cut short, relative to its requests so far, until one succeeds. */
const CUT_SHORT_FACTOR = 2;

export function createPace({ plans, budget, onChange }: PaceOptions): Pace {
  if (!budget || !Number.isFinite(budget.requestsPerMinute))
    return { stretch: () => 1, measure: () => () => {} };
  return createPaceFor(budget, plans, onChange);
}

function createPaceFor(
  budget: PollBudget,
  plans: PaceOptions['plans'],
  onChange: PaceOptions['onChange'],
): Pace {
  /** Requests of one poll. */
  const costs = new Map<CollectorName, number>();
  let isStretched = false;

  function neededShare(): number {
    const perMinute = plans.map(
      ({ name, intervalSeconds }) => (60 * (costs.get(name) ?? 0)) / intervalSeconds,
    );
    return (MARGIN * perMinute.reduce((sum, each) => sum + each, 0)) / budget.requestsPerMinute;
  }

  function stretch(): number {
    return isStretched ? Math.max(1, neededShare()) : 1;
  }

  return {
    stretch,
    measure: (name) => {
      const before = budget.admitted(name);
      return (end) => {
        const cost = costAfter(costs.get(name), budget.admitted(name) - before, end);
        if (cost !== undefined) costs.set(name, cost);
        const share = neededShare();
        const changed = isStretched ? share >= ENOUGH : share > 1;
        if (changed === isStretched) return;
        isStretched = changed;
        onChange(stretch());
      };
    },
  };
}

function costAfter(known: number | undefined, requests: number, end: PollEnd): number | undefined {
  if (end === 'succeeded') return known === undefined ? requests : known + NEWEST_WEIGHT * (requests - known);
  const atLeast = end === 'failed' ? requests : CUT_SHORT_FACTOR * requests;
  return Math.max(known ?? 0, atLeast);
}
