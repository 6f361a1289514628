import { intervalAt, type PlanInterval } from '../../domain/index.ts';
import { rateLevel, rateShape, SMALLEST, staffLevel, staffShape } from './plan-shape.ts';
import { createPlanTrust, followedShare, type PlanTrust, returnedShare, updateTrust } from './plan-trust.ts';

/** How the plan of one queue and what came moved together so far. Updated in place. */
export interface PlanRecord {
  readonly staff: PlannedQuantity;
  readonly arrivals: PlannedQuantity;
}

/** Levels are natural logarithms, of agents or of contacts per second. */
export interface PlannedQuantity {
  trust: PlanTrust;
  /** Usual distance from the actual level up to the planned one, and the intervals that it rests on. */
  distance: number;
  intervals: number;
  /** The running interval. Its change is learned when it is over, so that it cannot leak into its own forecast. */
  running: RunningInterval | undefined;
}

interface RunningInterval {
  readonly start: number;
  readonly end: number;
  /** Planned level. */
  readonly plannedLevel: number;
  /** Level at the start, the planned change from there to the interval's mean, and the deviation at the start. */
  readonly level: number;
  readonly planned: number;
  readonly deviation: number;
  /** Change that is expected without a plan. */
  readonly unplanned: number;
  /** Agent-seconds or contacts, and the seconds observed. */
  sum: number;
  seconds: number;
}

/** One poll interval, Unix seconds, and what was observed in it. */
export interface Elapsed {
  readonly from: number;
  readonly to: number;
  /** Agent-seconds or contacts. */
  readonly amount: number;
}

/** Fitted on generated queues (test/prediction/support/fit-plan-trust.ts), and wide enough to learn of a wrong plan. */
const STAFF_PRIOR = { followed: 0.7, returned: 0.8, covariance: [0.12, 0.07, 0.12] } as const;
const ARRIVALS_PRIOR = { followed: 0.8, returned: 0.75, covariance: [0.16, 0.08, 0.14] } as const;
/** Variance of an interval's change that no plan explains, before any evidence: of staff, and of arrivals beside chance. */
const STAFF_NOISE = 0.07 ** 2;
const ARRIVALS_NOISE = 0.12 ** 2;
/** Intervals over which the usual distance of plan and actual is averaged. */
const DISTANCE_INTERVALS = 8;
/** Share of an interval that must be observed for the interval to teach something. */
const MIN_OBSERVED_SHARE = 0.8;
/** Changes by more than this, as a logarithm, are an opening or a closing. */
const MAX_CHANGE = 4;

export function createPlanRecord(): PlanRecord {
  const quantity = ({ followed, returned, covariance }: typeof STAFF_PRIOR | typeof ARRIVALS_PRIOR) => ({
    trust: createPlanTrust(followed, returned, covariance),
    distance: 0,
    intervals: 0,
    running: undefined,
  });
  return { staff: quantity(STAFF_PRIOR), arrivals: quantity(ARRIVALS_PRIOR) };
}

/** Forgets the running intervals: not all of them was observed. */
export function discardRunning({ staff, arrivals }: PlanRecord): void {
  staff.running = undefined;
  arrivals.running = undefined;
}

/**
 * Takes in the staff of one poll interval. `agents` is the smoothed number at its start. Returns the logarithm of the
 * change that the plan makes expected at the start of a new interval within it; 0 without one.
 */
export function followStaff(
  { staff }: PlanRecord,
  plan: readonly PlanInterval[],
  elapsed: Elapsed,
  agents: number,
): number {
  const isRunning = advance(
    staff,
    elapsed,
    (mean) => Math.log(mean + SMALLEST),
    () => STAFF_NOISE,
  );
  const interval = isRunning ? undefined : intervalAt(plan, elapsed.to);
  const plannedLevel = staffLevel(interval);
  if (!interval || plannedLevel === undefined) return 0;
  const before = staffShape(plan, elapsed.from);
  const level = Math.log(agents + SMALLEST);
  const planned = before === undefined ? 0 : limitedChange(plannedLevel - before);
  const deviation = deviationOf(staff, before, level);
  start(staff, interval, { plannedLevel, level, planned, deviation, unplanned: 0 });
  return followedShare(staff.trust) * planned;
}

/** Takes in the contacts of one poll interval. `rate`, contacts per second, is the estimate at its start. */
export function followArrivals(
  { arrivals }: PlanRecord,
  plan: readonly PlanInterval[],
  elapsed: Elapsed,
  rate: () => number,
  growthWithoutPlan: (at: number, seconds: number) => number,
): void {
  const isRunning = advance(
    arrivals,
    elapsed,
    (mean, seconds) => Math.log(mean + SMALLEST / seconds),
    (mean, seconds) => ARRIVALS_NOISE + 1 / (mean * seconds + 1),
  );
  const interval = isRunning ? undefined : intervalAt(plan, elapsed.to);
  const plannedLevel = rateLevel(plan, interval);
  if (!interval || plannedLevel === undefined) return;
  const before = rateShape(plan, elapsed.from);
  const level = Math.log(rate());
  const planned = before === undefined ? 0 : limitedChange(plannedLevel - before);
  const deviation = deviationOf(arrivals, before, level);
  const unplanned = growthWithoutPlan(elapsed.from, (interval.end - interval.start) / 2);
  start(arrivals, interval, { plannedLevel, level, planned, deviation, unplanned });
}

/** How far a level is below the plan's, less the usual distance of the two; shrunk while that rests on few intervals. */
export function deviationOf(
  { distance, intervals }: PlannedQuantity,
  plannedLevel: number | undefined,
  level: number,
): number {
  if (plannedLevel === undefined || intervals === 0) return 0;
  return (limitedChange(plannedLevel - distance - level) * intervals) / (intervals + 1);
}

/** Share of a deviation that vanishes within so many intervals, when {@link PlanTrust.returned} vanishes within one. */
export function returnedWithin({ trust }: PlannedQuantity, intervals: number): number {
  return 1 - (1 - returnedShare(trust)) ** intervals;
}

export function limitedChange(change: number): number {
  return Math.max(-MAX_CHANGE, Math.min(MAX_CHANGE, change));
}

function start(
  quantity: PlannedQuantity,
  { start: from, end }: PlanInterval,
  change: Omit<RunningInterval, 'start' | 'end' | 'sum' | 'seconds'>,
): void {
  quantity.running = { ...change, start: from, end, sum: 0, seconds: 0 };
}

/** Adds to the running interval, or learns from it when it is over. Returns whether it still runs. */
function advance(
  quantity: PlannedQuantity,
  { from, to, amount }: Elapsed,
  levelOf: (mean: number, seconds: number) => number,
  noiseOf: (mean: number, seconds: number) => number,
): boolean {
  const { running } = quantity;
  if (!running) return false;
  if (to < running.end) {
    running.sum += amount;
    running.seconds += to - from;
    return true;
  }
  quantity.running = undefined;
  const { sum, seconds, planned, deviation, unplanned } = running;
  if (seconds < MIN_OBSERVED_SHARE * (running.end - running.start)) return false;
  const mean = sum / seconds;
  const level = levelOf(mean, seconds);
  quantity.trust = updateTrust(quantity.trust, {
    planned: planned - unplanned,
    deviation,
    actual: limitedChange(level - running.level) - unplanned,
    noise: noiseOf(mean, seconds),
  });
  const weight = Math.max(1 / (quantity.intervals + 1), 1 / DISTANCE_INTERVALS);
  quantity.distance += (running.plannedLevel - level - quantity.distance) * weight;
  quantity.intervals++;
  return false;
}
