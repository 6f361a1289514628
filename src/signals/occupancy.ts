import { type Staffing, workingAgents } from '../domain/index.ts';

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
