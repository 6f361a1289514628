import { type BirthDeath, evolve } from './birth-death.ts';
import { type ErlangParameters, servedFromQueue } from './erlang-a.ts';

/**
 * The Erlang A chain on its way from what is seen now: how many contacts are in the system `t` seconds from now.
 * Parameters may change from stretch to stretch (a ramp of arrivals, agents who leave).
 */

export interface Stretch extends ErlangParameters {
  readonly seconds: number;
}

export interface TransientPoint {
  /** Seconds from now. */
  readonly at: number;
  readonly meanWaiting: number;
  /** Chance that a contact arriving then finds no free agent. */
  readonly waitProbability: number;
  /** Chance that it is served within the threshold. */
  readonly servedInTime: number;
}

/** Standard deviations above the mean that the chain is given room for. */
const ROOM_SIGMAS = 8;
const ROOM_CONTACTS = 12;

/** One point per stretch, at its end. `inSystem` counts contacts waiting and in service. */
export function transient(
  inSystem: number,
  stretches: readonly Stretch[],
  thresholdSeconds: number,
): readonly TransientPoint[] {
  let distribution = new Float64Array(roomFor(inSystem, stretches));
  distribution[inSystem] = 1;
  let at = 0;
  return stretches.map((stretch) => {
    distribution = Float64Array.from(
      evolve(distribution, chainOf(stretch, distribution.length), stretch.seconds),
    );
    at += stretch.seconds;
    return pointOf(at, distribution, stretch, thresholdSeconds);
  });
}

/** The chain of Erlang A with its states cut off at `size`. */
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

/** The system can at most gain every arrival: room for their number and its chance fluctuation. */
function roomFor(inSystem: number, stretches: readonly Stretch[]): number {
  const arrivals = stretches.reduce((sum, { arrivalRate, seconds }) => sum + arrivalRate * seconds, 0);
  return Math.ceil(inSystem + arrivals + ROOM_SIGMAS * Math.sqrt(arrivals)) + ROOM_CONTACTS;
}
