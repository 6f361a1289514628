import { type RateSample, sampleRates } from './arrival-rate.ts';
import { expectedGrowth } from './day-profile.ts';
import {
  countedShareOfAbandons,
  crossTrafficRate,
  handlingSeconds,
  patienceSeconds,
  staffingResidual,
  throughputResidual,
} from './estimates.ts';
import { knownOutcomesAhead } from './history.ts';
import { createPlannedCourse, type PlannedCourse, plannedCourseOf } from './planned-course.ts';
import type { QueueModel } from './queue-model.ts';

/** What a forecast takes from a queue's model: the state now, the posterior of its parameters, and residual features. */

/** The queue at this poll, and what its window already holds. */
export interface QueueState {
  /** Polls within the horizon, and the time between them. */
  readonly polls: number;
  readonly pollSeconds: number;
  readonly thresholdSeconds: number;
  readonly target: number;
  readonly minContacts: number;
  /** Busy agents. */
  readonly busy: number;
  /** Time waited so far, in seconds, of each waiting contact; the longest first. */
  readonly ages: readonly number[];
  /** Share of a contact yet to abandon that the service level counts. */
  readonly countedAbandon: number;
  /**
   * Counted contacts known now that will still be in the window at poll 1, 2, ... Views of the scratch they were made
   * with.
   */
  readonly knownCounted: Float64Array;
  readonly knownWithinThreshold: Float64Array;
  /** Polls after which an outcome of now leaves the window. */
  readonly windowPolls: number;
}

/** Posterior of the queue's parameters: each sample path draws its own parameters from it. */
export interface ParameterPosterior {
  /** Equally likely arrival rates. A view of the scratch it was made with. */
  readonly rates: RateSample;
  /** Logarithm of the growth of the rate over the horizon that the time of day predicts. */
  readonly expectedGrowth: number;
  readonly handlingSeconds: number;
  /** Standard deviation of the logarithm, as in `patienceSigma`. */
  readonly handlingSigma: number;
  readonly patienceSeconds: number;
  readonly patienceSigma: number;
  /** Agents serving now; a fraction is the probability of one more. */
  readonly agents: number;
  /** Standard deviation of their change within the horizon. */
  readonly agentsSigma: number;
  /** Contacts of other queues that the same agents take, per second. */
  readonly crossTrafficRate: number;
  /** What the plan makes expected; absent without a plan. */
  readonly planned?: PlannedCourse;
}

/** What the latest polls show beyond the smoothed estimates that the sample paths use. */
export interface ResidualFeatures {
  /** Agents available at this poll. */
  readonly availableAgents: number;
  /** Agents shown in excess of the smoothed number, in square roots of it: agents just arriving or leaving. */
  readonly staffingResidual: number;
  /** Logarithm of contacts answered recently to those expected: long contacts cluster. */
  readonly throughputResidual: number;
}

/** Buffers of the queue state and the posterior, which the next call with the same scratch overwrites. */
export interface InputScratch {
  readonly planned: PlannedCourse;
  readonly knownCounted: Float64Array;
  readonly knownWithinThreshold: Float64Array;
  readonly rates: RateSample;
}

/** Arrival rates drawn, one for each sample path: enough for a standard error of 5 % at even chances. */
export const MAX_PATHS = 96;
/** Polls simulated within a horizon; more frequent ones are simulated in coarser steps. */
export const MAX_POLLS = 40;
/** Contacts further back in the line are not reached within a horizon. */
const MAX_WAITING = 2048;
/** Standard deviations of the logarithms of the priors. */
const PRIOR_HANDLING_SIGMA = 0.4;
const PRIOR_PATIENCE_SIGMA = 0.8;
/** Variance of the staffing's change within a horizon, relative to that between its two moving averages. */
const STAFF_CHANGE_IN_HORIZON = 1.3;
/** Horizon for which that ratio was chosen, seconds. */
const STAFF_CHANGE_SECONDS = 600;

export function createInputScratch(): InputScratch {
  return {
    planned: createPlannedCourse(MAX_POLLS),
    knownCounted: new Float64Array(MAX_POLLS),
    knownWithinThreshold: new Float64Array(MAX_POLLS),
    rates: { rate: new Float64Array(MAX_PATHS), regime: new Uint8Array(MAX_PATHS) },
  };
}

/** Undefined when the waiting contacts or the busy agents are unknown. */
export function queueStateOf(
  model: QueueModel,
  scratch: InputScratch,
  horizonSeconds = model.last.policy.horizonSeconds,
): QueueState | undefined {
  const { waiting, oldestWaitSeconds, agents, policy } = model.last;
  const countedAbandon = countedShareOfAbandons(model.statistics, policy.abandons);
  if (waiting === undefined || agents?.busy === undefined) return undefined;
  const { polls, pollSeconds } = stepsOf(model, horizonSeconds);
  const knownCounted = scratch.knownCounted.subarray(0, polls);
  const knownWithinThreshold = scratch.knownWithinThreshold.subarray(0, polls);
  knownOutcomesAhead(model.history, pollSeconds, knownCounted, knownWithinThreshold, policy.abandons);
  return {
    polls,
    pollSeconds,
    thresholdSeconds: policy.thresholdSeconds,
    target: policy.target,
    minContacts: policy.minContacts,
    busy: agents.busy,
    ages: agesOf(waiting, oldestWaitSeconds ?? 0),
    countedAbandon,
    knownCounted,
    knownWithinThreshold,
    windowPolls: Math.max(1, Math.round(policy.windowSeconds / pollSeconds)),
  };
}

/** Polls within a horizon, and the time between them. */
function stepsOf(model: QueueModel, horizonSeconds: number): Pick<QueueState, 'polls' | 'pollSeconds'> {
  const pollSeconds = Math.max(model.pollSeconds, horizonSeconds / MAX_POLLS);
  const polls = Math.max(1, Math.min(MAX_POLLS, Math.round(horizonSeconds / pollSeconds)));
  return { polls, pollSeconds };
}

export function parameterPosteriorOf(
  model: QueueModel,
  scratch: InputScratch,
  horizonSeconds = model.last.policy.horizonSeconds,
): ParameterPosterior {
  const { arrivals, arrivalProfile, statistics, last } = model;
  const { rates } = scratch;
  sampleRates(arrivals, rates);
  const handling = handlingSeconds(statistics);
  const patience = patienceSeconds(statistics);
  const growth = expectedGrowth(arrivalProfile, last.at, horizonSeconds);
  const planned = plannedCourseOf(model, stepsOf(model, horizonSeconds), growth, scratch.planned);
  const staffVariance = statistics.agentsVariance * horizonFactor(horizonSeconds, planned?.staffReturned);
  return {
    rates,
    expectedGrowth: growth,
    handlingSeconds: handling.value,
    handlingSigma: posteriorSigma(handling.samples, PRIOR_HANDLING_SIGMA),
    patienceSeconds: patience.value,
    patienceSigma: posteriorSigma(patience.samples, PRIOR_PATIENCE_SIGMA),
    agents: statistics.agentsShortTerm,
    agentsSigma: Math.sqrt(STAFF_CHANGE_IN_HORIZON * staffVariance),
    crossTrafficRate: crossTrafficRate(statistics),
    ...(planned && { planned }),
  };
}

/**
 * Variance of the staffing's change grows with the time ahead, as that of a random walk does; not where deviations from
 * the plan return to it.
 */
function horizonFactor(horizonSeconds: number, returned = 0): number {
  return 1 + (1 - returned) * (Math.max(1, horizonSeconds / STAFF_CHANGE_SECONDS) - 1);
}

export function residualFeaturesOf({ statistics, last }: QueueModel): ResidualFeatures {
  return {
    availableAgents: last.agents?.available ?? 0,
    staffingResidual: staffingResidual(statistics, last),
    throughputResidual: throughputResidual(statistics),
  };
}

/** Assumes that the waiting contacts arrived evenly since the oldest one. */
function agesOf(waiting: number, oldest: number): readonly number[] {
  return Array.from(
    { length: Math.min(waiting, MAX_WAITING) },
    (_, place) => (oldest * (waiting - place)) / waiting,
  );
}

/** Relative error of an exponential mean: one over the root of the sample; the prior counts as some samples. */
function posteriorSigma(samples: number, priorSigma: number): number {
  return 1 / Math.sqrt(samples + 1 / priorSigma ** 2);
}
