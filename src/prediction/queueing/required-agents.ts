import type { ErlangParameters } from './erlang-a.ts';
import { serviceLevelWithin } from './service-level.ts';

/** Staff above this are not searched for: no queue has them. */
const MAX_AGENTS = 20_000;

/**
 * Smallest number of agents with which an Erlang A queue serves at least `target` (0..1) of its contacts within `seconds`.
 * Undefined when no number does: a target of 1 is never reached while contacts arrive at random.
 */
export function requiredAgents(
  queue: Omit<ErlangParameters, 'agents'>,
  target: number,
  seconds: number,
): number | undefined {
  if (target >= 1) return undefined;
  const load = queue.arrivalRate * queue.handlingSeconds;
  // Not a number would never be enough, nor too many.
  if (!Number.isFinite(load)) return undefined;
  const isEnough = (agents: number): boolean => serviceLevelWithin({ ...queue, agents }, seconds) >= target;
  // Agents serve at most their own number of erlangs, so fewer than this share of the load cannot reach the target.
  let tooFew = Math.max(0, Math.ceil(target * load) - 1);
  let step = Math.ceil(Math.sqrt(load));
  let enough = tooFew + step;
  while (!isEnough(enough)) {
    if (enough > MAX_AGENTS) return undefined;
    tooFew = enough;
    step *= 2;
    enough += step;
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
