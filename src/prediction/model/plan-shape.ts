import {
  intervalAt,
  intervalsAround,
  type PlanInterval,
  type ServiceLevelPolicy,
} from '../../domain/index.ts';

/** Courses of a queue's plan as natural logarithms, of which only differences are used: the plan's shape. */

/** Half an agent or contact, so that a plan of none has a logarithm. */
export const SMALLEST = 0.5;
/**
 * Planned contacts are averaged with those of neighbouring intervals, with weights that fall to 0 at this distance in
 * seconds: the errors of a plan's intervals are larger than what a day changes from one to the next.
 */
const SMOOTHING_SECONDS = 3600;

/** The part of a queue's plan that a prediction at `at`, Unix seconds, can use. */
export function planAround(
  intervals: readonly PlanInterval[],
  at: number,
  { horizonSeconds, furtherHorizons = [] }: ServiceLevelPolicy,
): readonly PlanInterval[] {
  const longest = Math.max(horizonSeconds, ...furtherHorizons);
  return intervalsAround(intervals, at - SMOOTHING_SECONDS, at + longest + SMOOTHING_SECONDS);
}

/** Planned agents at `at`, which change at the start of an interval; undefined where none are planned. */
export function staffShape(plan: readonly PlanInterval[], at: number): number | undefined {
  return staffLevel(intervalAt(plan, at));
}

/** Planned agents of an interval. */
export function staffLevel(interval: PlanInterval | undefined): number | undefined {
  return interval?.agents === undefined ? undefined : Math.log(interval.agents + SMALLEST);
}

/** Agents after a change, given as a logarithm. */
export function changedStaff(agents: number, change: number): number {
  return Math.max(0, (agents + SMALLEST) * Math.exp(change) - SMALLEST);
}

/**
 * Planned contacts per second at `at`, interpolated between the middles of adjacent intervals: arrivals change smoothly.
 * Undefined where none are planned.
 */
export function rateShape(plan: readonly PlanInterval[], at: number): number | undefined {
  const index = plan.findIndex(({ start, end }) => at >= start && at < end);
  const here = plan[index];
  const rate = rateLevel(plan, here);
  if (!here || rate === undefined) return undefined;
  const other = at < middleOf(here) ? plan[index - 1] : plan[index + 1];
  const isAdjacent = other && (other.end === here.start || other.start === here.end);
  const otherRate = isAdjacent ? rateLevel(plan, other) : undefined;
  if (!other || otherRate === undefined) return rate;
  return rate + ((otherRate - rate) * (at - middleOf(here))) / (middleOf(other) - middleOf(here));
}

/** Planned contacts per second around an interval of the plan. */
export function rateLevel(
  plan: readonly PlanInterval[],
  interval: PlanInterval | undefined,
): number | undefined {
  if (interval?.contacts === undefined) return undefined;
  let contacts = SMALLEST;
  let seconds = 0;
  for (const each of plan) {
    const distance = Math.abs(middleOf(each) - middleOf(interval));
    if (each.contacts === undefined || distance >= SMOOTHING_SECONDS) continue;
    const weight = 1 - distance / SMOOTHING_SECONDS;
    contacts += weight * each.contacts;
    seconds += weight * (each.end - each.start);
  }
  return Math.log(contacts / seconds);
}

function middleOf({ start, end }: PlanInterval): number {
  return (start + end) / 2;
}
