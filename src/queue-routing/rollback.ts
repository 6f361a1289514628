import type { DesiredQueue } from './desired.ts';
import type { QueuePlan } from './plan.ts';

/** What brings the queues back to where they were before the plans were applied; queues without changes are left out. */
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
