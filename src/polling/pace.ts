import type { CollectorName } from '../domain/index.ts';

/** A tenant's request budget, as the poll loop sees it. */
export interface PollBudget {
  /** Infinite where there is no limit. */
  readonly requestsPerMinute: number;
  /** How many requests the collector has been admitted, since the start. */
  admitted(collector: CollectorName): number;
}

export type PollEnd = 'succeeded' | 'failed' | 'budget_spent';

/**
 * The pace at which a tenant can be polled. Where its collectors need more requests than the budget has, all intervals
 * are stretched by one factor: each collector is polled more slowly, at even distances, and none has to miss polls.
 */
export interface Pace {
  /** By how much intervals are stretched now: 1 where the budget suffices. */
  stretch(): number;
  /** Begins to count the requests of a poll; what it returns is called when the poll has ended. */
  measure(collector: CollectorName): (end: PollEnd) => void;
}

export interface PaceOptions {
  readonly plans: readonly { readonly name: CollectorName; readonly intervalSeconds: number }[];
  readonly budget: PollBudget | undefined;
  /** Called when intervals begin to be stretched, and when they no longer are. */
  readonly onChange: (stretch: number) => void;
}

/** Left for signing in, retries, and people who ask. */
const MARGIN = 1.05;
/** Weight of the newest poll in the average cost: what is read now and then, such as a list, counts for its share. */
const NEWEST_WEIGHT = 0.3;
/** A budget that suffices by this much ends the stretching, so that a need near the budget does not switch to and fro. */
const ENOUGH = 0.9;
/** A poll that the budget cut short would have cost more than was seen: at least twice as much, until it succeeds. */
const CUT_SHORT_FACTOR = 2;

export function createPace({ plans, budget, onChange }: PaceOptions): Pace {
  if (!budget || !Number.isFinite(budget.requestsPerMinute))
    return { stretch: () => 1, measure: () => () => {} };
  const { requestsPerMinute, admitted } = budget;
  /** Requests of one poll. */
  const costs = new Map<CollectorName, number>();
  let isStretched = false;

  function neededShare(): number {
    const perMinute = plans.map(
      ({ name, intervalSeconds }) => (60 * (costs.get(name) ?? 0)) / intervalSeconds,
    );
    return (MARGIN * perMinute.reduce((sum, each) => sum + each, 0)) / requestsPerMinute;
  }

  function stretch(): number {
    return isStretched ? Math.max(1, neededShare()) : 1;
  }

  return {
    stretch,
    measure: (name) => {
      const before = admitted(name);
      return (end) => {
        const cost = costAfter(costs.get(name), admitted(name) - before, end);
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
