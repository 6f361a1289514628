import type { QueueFacts, ServiceLevelPolicy, Staffing } from '../domain/index.ts';
import { occupancyRatio } from './occupancy.ts';
import { abandonmentRatio, judgedWindow } from './service-level.ts';

/** The rule of thumb of the platform's own guide: kept as the yardstick for better predictions. */

const OCCUPANCY_LIMIT = 0.85;
/** Share of the service-level threshold that the wait may reach. */
const WAIT_LIMIT = 0.5;
const OCCUPANCY_WEIGHT = 0.6;
const ABANDONMENT_WEIGHT = 0.4;

export interface Prediction {
  /** Chance of a breach within the horizon, 0..1; absent when an input is unknown. */
  readonly probability?: number;
  /** The decision; absent when an input is unknown. */
  readonly predicted?: boolean;
}

/** `at` is the time of the poll, Unix seconds; `staffing` is who serves the queue, where that is not its own row's. */
export function occupancyRule(
  queue: QueueFacts,
  policy: ServiceLevelPolicy,
  at: number,
  staffing: Staffing = queue,
): Prediction {
  const occupancy = occupancyRatio(staffing);
  const wait = currentWait(queue, at);
  const abandonment = abandonmentShare(queue, policy);
  return {
    probability:
      occupancy === undefined || abandonment === undefined
        ? undefined
        : Math.min(1, OCCUPANCY_WEIGHT * occupancy + ABANDONMENT_WEIGHT * abandonment),
    predicted:
      occupancy === undefined || wait === undefined
        ? undefined
        : occupancy > OCCUPANCY_LIMIT && wait > WAIT_LIMIT * policy.thresholdSeconds,
  };
}

/** Seconds that contacts wait now: the platform's figure, else the oldest one's age; nobody waiting is no wait. */
export function currentWait(queue: QueueFacts, at: number): number | undefined {
  if (queue.waitSeconds !== undefined) return queue.waitSeconds;
  if (queue.oldestWaitingAt !== undefined) return Math.max(0, at - queue.oldestWaitingAt);
  return queue.waiting === 0 ? 0 : undefined;
}

/** A window in which nothing ended has nobody who gave up. */
function abandonmentShare(queue: QueueFacts, policy: ServiceLevelPolicy): number | undefined {
  const counts = judgedWindow(queue, policy);
  if (counts?.abandoned === 0 && counts.answered === 0) return 0;
  return counts && abandonmentRatio(counts);
}
