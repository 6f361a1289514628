import type { QueueFacts } from '../domain/index.ts';

/**
 * Share of the agents serving the queue who are busy: the platform's figure, else (busy + after-contact work) /
 * (those + available). Undefined when no agent serves the queue or their states are unknown.
 */
export function occupancyRatio({ occupancy, agents }: QueueFacts): number | undefined {
  if (occupancy !== undefined) return occupancy;
  if (agents?.available === undefined || agents.busy === undefined) return undefined;
  const working = agents.busy + (agents.after_contact_work ?? 0);
  const serving = working + agents.available;
  return serving > 0 ? working / serving : undefined;
}
