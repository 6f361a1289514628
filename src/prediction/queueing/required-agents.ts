import type { ErlangParameters } from './erlang-a.ts';
import { serviceLevelWithin } from './service-level.ts';

/** Staff above this are not searched for: no queue has them. */
const MAX_AGENTS = 20_000;
/** Load below which a queue has no contacts, in erlangs: estimates of an idle queue decay until rounding makes them 0. */
const MIN_LOAD = 1e-9;
/** Range of the patience, in seconds: a second to a day. Values beyond hardly change the staff, but the cost of the sums. */
const MIN_PATIENCE_SECONDS = 1;
const MAX_PATIENCE_SECONDS = 86_400;

/**
 * Smallest number of agents with which an Erlang A queue serves at least `target` (0..1) of its counted contacts within
 * `seconds`; an abandoned contact counts as `countedAbandon` (0..1).
 * Undefined without a load, and when no number does: a target of 1 is never reached while contacts arrive at random.
 */
export function requiredAgents(
  { arrivalRate, handlingSeconds, patienceSeconds: estimatedPatience }: Omit<ErlangParameters, 'agents'>,
  target: number,
  seconds: number,
  countedAbandon = 1,
): number | undefined {
  const load = arrivalRate * handlingSeconds;
  const patienceSeconds = Math.min(Math.max(estimatedPatience, MIN_PATIENCE_SECONDS), MAX_PATIENCE_SECONDS);
  // Written so that a value that is not a number is refused too: no search with it would end.
  if (!(target < 1 && load >= MIN_LOAD && load <= MAX_AGENTS && estimatedPatience > 0)) return undefined;
  const queue = { arrivalRate, handlingSeconds, patienceSeconds };
  const isEnough = (agents: number): boolean =>
    serviceLevelWithin({ ...queue, agents }, seconds, countedAbandon) >= target;
  // Agents serve at most their own number of erlangs, so fewer than this share of the load cannot reach the target, unless
  // contacts that abandon do not count.
  let tooFew = countedAbandon < 1 ? 0 : Math.max(0, Math.ceil(target * load) - 1);
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
