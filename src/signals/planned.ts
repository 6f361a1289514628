import {
  intervalAt,
  type Plan,
  type PlanInterval,
  planEnd,
  type QueueFacts,
  queueKey,
} from '../domain/index.ts';

/** What the plan's running interval holds for a queue; absent values are not planned. */
export interface Planned {
  readonly agents?: number;
  /** Contacts expected in the whole interval. */
  readonly contacts?: number;
  readonly intervalSeconds: number;
  /** All intervals of the queue's plan. */
  readonly intervals: readonly PlanInterval[];
}

/** A tenant's plan as a whole. */
export interface PlanCoverage {
  /** When the last interval of a queue that is polled ends, Unix seconds; absent without one. */
  readonly endsAt?: number;
  /** Queues of the plan that no polled queue has as its id or name. */
  readonly unmatched: number;
}

export interface PlannedQueues {
  /** By {@link queueKey}. */
  readonly queues: ReadonlyMap<string, Planned>;
  readonly coverage: PlanCoverage;
}

/**
 * Matches a plan with a tenant's queues by id, else by a name that one queue alone has. Of a queue with several media the
 * plan belongs to the row `all`, else to the first one: it does not tell media apart, and must not count twice.
 */
export function plannedQueues(plan: Plan, queues: readonly QueueFacts[], at: number): PlannedQueues {
  const { matched, unmatched } = matchPlan(plan, queues);
  const planned = new Map<string, Planned>();
  for (const { row, intervals } of matched) {
    const interval = intervalAt(intervals, at);
    if (!interval) continue;
    const { start, end, agents, contacts } = interval;
    planned.set(queueKey(row), {
      ...(agents !== undefined && { agents }),
      ...(contacts !== undefined && { contacts }),
      intervalSeconds: end - start,
      intervals,
    });
  }
  const endsAt = planEnd(matched);
  return {
    queues: planned,
    coverage: { unmatched: unmatched.length, ...(endsAt !== undefined && { endsAt }) },
  };
}

export interface PlanMatches {
  /** Those by id come last and so win over those by name. */
  readonly matched: readonly { readonly row: QueueFacts; readonly intervals: readonly PlanInterval[] }[];
  /** Queues of the plan, as written in it, that are the id or the name of no queue, or the name of several. */
  readonly unmatched: readonly string[];
}

export function matchPlan(plan: Plan, queues: readonly QueueFacts[]): PlanMatches {
  const rows = new Map<string, QueueFacts>();
  for (const queue of queues) if (!rows.has(queue.id) || queue.media === 'all') rows.set(queue.id, queue);
  const byName = Map.groupBy(rows.values(), ({ name }) => name);
  const matched: PlanMatches['matched'][number][] = [];
  const unmatched: string[] = [];
  const byId = plan.filter(({ queue }) => rows.has(queue));
  const others = plan.filter(({ queue }) => !rows.has(queue));
  for (const { queue, intervals } of [...others, ...byId]) {
    const named = byName.get(queue) ?? [];
    const row = rows.get(queue) ?? (named.length === 1 ? named[0] : undefined);
    if (row) matched.push({ row, intervals });
    else unmatched.push(queue);
  }
  return { matched, unmatched };
}
