import { type QueueFacts, type ServiceLevelPolicy, type Staffing, workingAgents } from '../domain/index.ts';
import { abandonmentRatio, effectiveWindow } from './service-level.ts';

/** Occupancy, and the rule of thumb that predicts a breach from it: the baseline for better predictions. */

const OCCUPANCY_LIMIT = 0.85;
/** Share of the service-level threshold that the wait must exceed. */
const WAIT_LIMIT = 0.5;
const OCCUPANCY_WEIGHT = 0.6;
const ABANDONMENT_WEIGHT = 0.4;

/** The rule in words. */
export const OCCUPANCY_RULE = {
  probability: `${OCCUPANCY_WEIGHT} × occupancy + ${ABANDONMENT_WEIGHT} × abandonment ratio of the window, at most 1`,
  predicted: `occupancy > ${OCCUPANCY_LIMIT} and current wait > ${WAIT_LIMIT} × service_level_threshold_seconds`,
} as const;

export interface Prediction {
  /** Probability of a breach within the horizon, 0..1; absent when an input is unknown. */
  readonly probability?: number;
  /** The decision; absent when an input is unknown. */
  readonly predicted?: boolean;
}

/** Prediction for one of several horizons. */
export interface HorizonPrediction extends Prediction {
  readonly horizonSeconds: number;
}

/** `at` is the time of the poll, Unix seconds; `staffing` the agents who serve the queue, when its own row lacks them. */
export function occupancyRule(
  queue: QueueFacts,
  policy: ServiceLevelPolicy,
  at: number,
  staffing: Staffing = queue,
): Prediction {
  const occupancy = occupancyRatio(staffing);
  const wait = currentWait(queue, at);
  const abandonment = abandonmentShare(queue, policy);
  if (occupancy === undefined) return {};
  return {
    ...(abandonment !== undefined && {
      probability: Math.min(1, OCCUPANCY_WEIGHT * occupancy + ABANDONMENT_WEIGHT * abandonment),
    }),
    ...(wait !== undefined && {
      predicted: occupancy > OCCUPANCY_LIMIT && wait > WAIT_LIMIT * policy.thresholdSeconds,
    }),
  };
}

/**
 * Share of the agents serving the queue who are busy: the platform's figure, else (busy + after-contact work) /
 * (those + available). Undefined when no agent serves the queue or their states are unknown.
 */
export function occupancyRatio({ occupancy, agents }: Staffing): number | undefined {
  if (occupancy !== undefined) return occupancy;
  const working = agents && workingAgents(agents);
  if (agents?.available === undefined || working === undefined) return undefined;
  const serving = working + agents.available;
  return serving > 0 ? working / serving : undefined;
}

/** Current wait in seconds: the platform's figure, else the age of the oldest waiting contact; 0 with none waiting. */
export function currentWait(queue: QueueFacts, at: number): number | undefined {
  if (queue.waitSeconds !== undefined) return queue.waitSeconds;
  if (queue.oldestWaitingAt !== undefined) return Math.max(0, at - queue.oldestWaitingAt);
  return queue.waiting === 0 ? 0 : undefined;
}

/** Abandonment ratio; 0 in a window without completed contacts. */
function abandonmentShare(queue: QueueFacts, policy: ServiceLevelPolicy): number | undefined {
  const counts = effectiveWindow(queue, policy);
  if (counts?.abandoned === 0 && counts.answered === 0) return 0;
  return counts && abandonmentRatio(counts);
}
