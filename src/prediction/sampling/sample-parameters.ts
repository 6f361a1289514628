import { MAX_PATHS, MAX_POLLS, type ParameterPosterior, type QueueState } from '../model/forecast-inputs.ts';
import { changedStaff } from '../model/plan-shape.ts';
import type { PlannedCourse } from '../model/planned-course.ts';
import { REGIMES } from '../model/rate-regimes.ts';
import { normalQuantile, quasiRandom } from './random.ts';

/** Parameters of one path. Rates per second. */
export interface SampledParameters {
  /** Arrivals before poll 1, 2, ... */
  readonly arrivalRates: Float64Array;
  /** Agents from a poll interval before poll 1, 2, ... on. */
  readonly agents: Float64Array;
  serviceRate: number;
  abandonRate: number;
  /** Contacts of other queues that the same agents take, in the same line. */
  crossTrafficRate: number;
}

/** Steps of the quasi-random sequences, one for each parameter: inverse powers of the root of x^6 = x + 1. */
const STEPS = [
  0.8812714616335696, 0.7766393890897682, 0.6844301295853426, 0.6031687406857282, 0.5315535228830238,
] as const;
/** Steps for the doubt about the plan's staff and arrivals: the fractions of the roots of 2 and 3. */
const PLAN_STEPS = [0.4142135623730951, 0.7320508075688772] as const;
/** Standard normal variate of each path in each dimension: the same in every forecast. */
const NORMALS = STEPS.map(normalsOf);
const PLAN_NORMALS = PLAN_STEPS.map(normalsOf);
/** Order in which the sampled rates are used (golden ratio), so that the first few already cover them. */
const RATE_STEP = 0.6180339887498949;
/** Coprime to the usual 40 polls: spreads the polls at which the staffing changes. */
const CHANGE_STRIDE = 7;

export function createParameters(): SampledParameters {
  return {
    arrivalRates: new Float64Array(MAX_POLLS),
    agents: new Float64Array(MAX_POLLS),
    serviceRate: 0,
    abandonRate: 0,
    crossTrafficRate: 0,
  };
}

/** Draws the parameters of path `i` into `parameters`. */
export function sampleParameters(
  parameters: SampledParameters,
  state: QueueState,
  posterior: ParameterPosterior,
  i: number,
): void {
  parameters.serviceRate = Math.exp(-posterior.handlingSigma * NORMALS[1]![i]!) / posterior.handlingSeconds;
  parameters.abandonRate = Math.exp(-posterior.patienceSigma * NORMALS[2]![i]!) / posterior.patienceSeconds;
  parameters.crossTrafficRate = posterior.crossTrafficRate;
  const { planned } = posterior;
  if (planned) {
    samplePlannedRates(parameters, state, posterior, planned, i);
    samplePlannedAgents(parameters, state, posterior, planned, i);
  } else {
    sampleRates(parameters, state, posterior, i);
    sampleAgents(parameters, state, posterior, i);
  }
}

/** Even growth over the horizon. */
function sampleRates(
  { arrivalRates }: SampledParameters,
  { polls, pollSeconds }: QueueState,
  { rates, expectedGrowth }: ParameterPosterior,
  i: number,
): void {
  const sampled = sampledRate(rates, i);
  const growth = expectedGrowth + randomGrowth(rates.regime[sampled]!, polls * pollSeconds, i);
  const growthPerPoll = Math.exp(growth / polls);
  let rate = rates.rate[sampled]! * Math.sqrt(growthPerPoll);
  for (let poll = 0; poll < polls; poll++) {
    arrivalRates[poll] = rate;
    rate *= growthPerPoll;
  }
}

function sampleAgents(
  { agents }: SampledParameters,
  { polls }: QueueState,
  { agents: mean, agentsSigma }: ParameterPosterior,
  i: number,
): void {
  const part = quasiRandom(i, STEPS[3]);
  const change = (i * CHANGE_STRIDE) % polls;
  const before = Math.floor(mean + part);
  const after = Math.max(0, Math.floor(mean + agentsSigma * NORMALS[4]![i]! + part));
  // A loop is faster than `fill` for so few.
  for (let poll = 0; poll < polls; poll++) agents[poll] = poll < change ? before : after;
}

/** Each rate returns to the plan's level as far as deviations usually do, and follows its changes. */
function samplePlannedRates(
  { arrivalRates }: SampledParameters,
  { polls, pollSeconds }: QueueState,
  { rates }: ParameterPosterior,
  { rateChange, rateSigma, rateReturned, rateLevel }: PlannedCourse,
  i: number,
): void {
  const sampled = sampledRate(rates, i);
  const level = Math.log(rates.rate[sampled]!);
  const growth = randomGrowth(rates.regime[sampled]!, polls * pollSeconds, i);
  const doubt = PLAN_NORMALS[1]![i]!;
  for (let poll = 0; poll < polls; poll++) {
    const returned = rateReturned[poll]!;
    const unplanned = level + (growth * (poll + 0.5)) / polls;
    arrivalRates[poll] = Math.exp(
      unplanned + (rateLevel - unplanned) * returned + rateChange[poll]! + rateSigma[poll]! * doubt,
    );
  }
}

function samplePlannedAgents(
  { agents }: SampledParameters,
  { polls }: QueueState,
  { agents: mean, agentsSigma }: ParameterPosterior,
  { staffChange, staffSigma }: PlannedCourse,
  i: number,
): void {
  const part = quasiRandom(i, STEPS[3]);
  const change = (i * CHANGE_STRIDE) % polls;
  const later = agentsSigma * NORMALS[4]![i]!;
  const doubt = PLAN_NORMALS[0]![i]!;
  for (let poll = 0; poll < polls; poll++) {
    const expected = changedStaff(mean, staffChange[poll]! + staffSigma[poll]! * doubt);
    agents[poll] = Math.max(0, Math.floor(expected + (poll < change ? 0 : later) + part));
  }
}

/** Index of the sampled rate that path `i` uses. */
function sampledRate({ rate }: ParameterPosterior['rates'], i: number): number {
  return Math.floor(quasiRandom(i, RATE_STEP) * rate.length);
}

/** Growth of a path's rate over the horizon beside the expected one, as a logarithm. */
function randomGrowth(regime: number, horizonSeconds: number, i: number): number {
  const { drift, volatility } = REGIMES[regime]!;
  const hours = horizonSeconds / 3600;
  return drift * hours + volatility * Math.sqrt(hours) * NORMALS[0]![i]!;
}

function normalsOf(step: number): Float64Array {
  return Float64Array.from({ length: MAX_PATHS }, (_, i) => normalQuantile(quasiRandom(i, step)));
}
