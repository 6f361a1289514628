import { intervalAt } from '../../domain/index.ts';
import { meanRate } from './arrival-rate.ts';
import { deviationOf, limitedChange, returnedWithin } from './plan-record.ts';
import { rateShape, SMALLEST, staffShape } from './plan-shape.ts';
import { doubtVariance, followedShare, returnedShare } from './plan-trust.ts';
import type { QueueModel } from './queue-model.ts';

/**
 * What a queue's plan makes expected at poll 1, 2, ... of a horizon, as far as it is trusted. Changes are natural
 * logarithms relative to now; the sigmas are the doubt about them.
 */
export interface PlannedCourse {
  readonly staffChange: Float64Array;
  readonly staffSigma: Float64Array;
  /** Share of a staffing's deviation from the plan that vanishes within an interval. */
  staffReturned: number;
  readonly rateChange: Float64Array;
  readonly rateSigma: Float64Array;
  /** Share of the distance from a rate's own level to `rateLevel` that is gone by then. */
  readonly rateReturned: Float64Array;
  /** Logarithm of the rate that the plan makes expected now, contacts per second. */
  rateLevel: number;
}

export function createPlannedCourse(polls: number): PlannedCourse {
  return {
    staffChange: new Float64Array(polls),
    staffSigma: new Float64Array(polls),
    staffReturned: 0,
    rateChange: new Float64Array(polls),
    rateSigma: new Float64Array(polls),
    rateReturned: new Float64Array(polls),
    rateLevel: 0,
  };
}

/** `growth` is the logarithm of the rate's growth over the horizon without a plan. Overwrites and returns `course`. */
export function plannedCourseOf(
  model: QueueModel,
  steps: { readonly polls: number; readonly pollSeconds: number },
  growth: number,
  course: PlannedCourse,
): PlannedCourse | undefined {
  if (!model.plan || !model.last.plan) return undefined;
  fillStaff(model, steps, course);
  fillArrivals(model, steps, growth, course);
  return course;
}

function fillStaff(
  { plan: record, last: { at, plan = [] }, statistics }: QueueModel,
  { polls, pollSeconds }: { readonly polls: number; readonly pollSeconds: number },
  course: PlannedCourse,
): void {
  const { staff } = record!;
  const { staffChange, staffSigma } = course;
  const now = staffShape(plan, at);
  const deviation = deviationOf(staff, now, Math.log(statistics.agentsShortTerm + SMALLEST));
  course.staffReturned = now === undefined || staff.intervals === 0 ? 0 : returnedShare(staff.trust);
  let last = now;
  for (let poll = 0; poll < polls; poll++) {
    const then = at + (poll + 1) * pollSeconds;
    last = staffShape(plan, then) ?? last;
    if (now === undefined || last === undefined) {
      staffChange[poll] = 0;
      staffSigma[poll] = 0;
      continue;
    }
    const starts = countStarts(plan, at, then);
    const planned = limitedChange(last - now);
    const returning = deviation * returnedWithin(staff, starts);
    staffChange[poll] = followedShare(staff.trust) * planned + returning;
    const doubt = starts > 0 ? doubtVariance(staff.trust, planned, deviation) : 0;
    staffSigma[poll] = Math.sqrt(Math.max(0, doubt));
  }
}

function fillArrivals(
  { plan: record, last: { at, plan = [] }, arrivals: posterior }: QueueModel,
  { polls, pollSeconds }: { readonly polls: number; readonly pollSeconds: number },
  growth: number,
  course: PlannedCourse,
): void {
  const { arrivals } = record!;
  const { rateChange, rateSigma, rateReturned } = course;
  const now = rateShape(plan, at);
  const interval = intervalAt(plan, at);
  const level = Math.log(meanRate(posterior));
  const deviation = deviationOf(arrivals, now, level);
  const known = arrivals.intervals / (arrivals.intervals + 1);
  course.rateLevel = now === undefined ? level : now - arrivals.distance;
  let last = now;
  for (let poll = 0; poll < polls; poll++) {
    const ahead = (poll + 0.5) * pollSeconds;
    const unplanned = (growth * (poll + 0.5)) / polls;
    last = rateShape(plan, at + ahead) ?? last;
    rateChange[poll] = unplanned;
    rateSigma[poll] = 0;
    rateReturned[poll] = 0;
    if (now === undefined || last === undefined || !interval) continue;
    const planned = limitedChange(last - now) - unplanned;
    // What was learned is the change to an interval's mean, half an interval ahead.
    const returned = known * returnedWithin(arrivals, ahead / ((interval.end - interval.start) / 2));
    rateChange[poll] = unplanned + followedShare(arrivals.trust) * planned;
    rateReturned[poll] = returned;
    const doubt = doubtVariance(arrivals.trust, planned, deviation * returned);
    rateSigma[poll] = Math.sqrt(Math.max(0, doubt));
  }
}

/** Intervals that start after `from` and by `to`. */
function countStarts(plan: readonly { readonly start: number }[], from: number, to: number): number {
  let count = 0;
  for (const { start } of plan) if (start > from && start <= to) count++;
  return count;
}
