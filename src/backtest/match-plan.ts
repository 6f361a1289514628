import type { Plan, PlanInterval } from '../domain/index.ts';
import type { TraceRow } from './trace.ts';

/**
 * Returns what finds a row's part of a plan: by the queue's id, else by its name while no other queue of the trace has it.
 * Of a queue with several media the plan belongs to the row `all`, else to the first one, as in the exporter.
 */
export function planMatcher(plan: Plan): (row: TraceRow) => readonly PlanInterval[] | undefined {
  const byQueue = new Map(plan.map(({ queue, intervals }) => [queue, intervals]));
  const idsOf = new Map<string, Set<string>>();
  const mediaOf = new Map<string, string>();
  return ({ queue, observation: { tenant, queueId, media = 'all' } }) => {
    const key = `${tenant}\u0000${queueId}`;
    if (!mediaOf.has(key) || media === 'all') mediaOf.set(key, media);
    if (mediaOf.get(key) !== media) return undefined;
    const byId = byQueue.get(queueId);
    if (byId || queue === undefined) return byId;
    const ids = idsOf.get(queue) ?? new Set<string>();
    idsOf.set(queue, ids.add(key));
    return ids.size === 1 ? byQueue.get(queue) : undefined;
  };
}
