import { type BirthDeath, evolve } from './birth-death.ts';
import { type ErlangParameters, servedFromQueue } from './erlang-a.ts';

/**
 * Transient behaviour of the Erlang A queue: the distribution of contacts in the system `t` seconds from now. Parameters
 * may change from interval to interval (a ramp of arrivals, agents who leave).
 */

export interface ParameterInterval extends ErlangParameters {
  readonly seconds: number;
}

export interface TransientPoint {
  /** Seconds from now. */
  readonly at: number;
  readonly meanWaiting: number;
  /** Probability that a contact arriving then finds no free agent. */
  readonly waitProbability: number;
  /** Probability that it is served within the threshold. */
  readonly servedInTime: number;
}

/** Room of the chain above the mean number of contacts: standard deviations, and contacts besides. */
const ROOM_SIGMAS = 8;
const ROOM_CONTACTS = 12;
/** Steps, of one state each, beyond which a course is not computed: half a second. */
const MAX_COURSE_STEPS = 2e8;

/**
 * One point per interval, at its end; none when that takes too long, as with counts that no queue has. `inSystem` counts
 * contacts waiting and in service.
 */
export function transientCourse(
  inSystem: number,
  intervals: readonly ParameterInterval[],
  thresholdSeconds: number,
): readonly TransientPoint[] {
  const size = roomFor(inSystem, intervals);
  const steps = intervals.map((interval) => stepsOf(interval, size, thresholdSeconds));
  if (!(steps.reduce((sum, each) => sum + each, 0) <= MAX_COURSE_STEPS)) return [];
  let distribution = new Float64Array(size);
  distribution[inSystem] = 1;
  let at = 0;
  return intervals.map((interval) => {
    distribution = Float64Array.from(
      evolve(distribution, chainOf(interval, distribution.length), interval.seconds),
    );
    at += interval.seconds;
    return pointOf(at, distribution, interval, thresholdSeconds);
  });
}

/** Upper bound of the steps of one point. */
function stepsOf(interval: ParameterInterval, size: number, thresholdSeconds: number): number {
  const { arrivalRate, handlingSeconds, patienceSeconds, agents, seconds } = interval;
  const fastest = arrivalRate + agents / handlingSeconds + size / patienceSeconds;
  return size * (1 + fastest * (seconds + thresholdSeconds));
}

/** The chain of Erlang A, truncated to `size` states. */
export function chainOf(parameters: ErlangParameters, size: number): BirthDeath {
  const { arrivalRate, handlingSeconds, patienceSeconds, agents } = parameters;
  const up = new Float64Array(size).fill(arrivalRate);
  up[size - 1] = 0;
  const down = Float64Array.from(
    { length: size },
    (_, n) => Math.min(n, agents) / handlingSeconds + Math.max(0, n - agents) / patienceSeconds,
  );
  return { up, down };
}

function pointOf(
  at: number,
  distribution: Float64Array,
  parameters: ErlangParameters,
  thresholdSeconds: number,
): TransientPoint {
  const { agents } = parameters;
  const waiting = distribution.subarray(Math.min(agents, distribution.length));
  let meanWaiting = 0;
  let waitProbability = 0;
  waiting.forEach((mass, ahead) => {
    meanWaiting += ahead * mass;
    waitProbability += mass;
  });
  return {
    at,
    meanWaiting,
    waitProbability,
    servedInTime: 1 - waitProbability + servedFromQueue(waiting, parameters, thresholdSeconds),
  };
}

/** The system gains at most every arrival: room for their number and its random fluctuation. */
function roomFor(inSystem: number, intervals: readonly ParameterInterval[]): number {
  const arrivals = intervals.reduce((sum, { arrivalRate, seconds }) => sum + arrivalRate * seconds, 0);
  return Math.ceil(inSystem + arrivals + ROOM_SIGMAS * Math.sqrt(arrivals)) + ROOM_CONTACTS;
}
