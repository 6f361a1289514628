import type { DesiredQueue } from './desired.ts';
import type { QueuePlan } from './plan.ts';

/** Desired state that undoes the plans; queues without changes are omitted. */
export function rollbackOf(plans: readonly QueuePlan[]): readonly DesiredQueue[] {
  return plans
    .map(({ queue, differences }) => ({
      id: queue.id,
      settings: Object.fromEntries(
        differences.filter(({ before }) => before !== undefined).map(({ field, before }) => [field, before]),
      ),
    }))
    .filter(({ settings }) => Object.keys(settings).length > 0);
}
