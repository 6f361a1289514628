import { evolve } from './birth-death.ts';

/**
 * The Erlang A queue (M/M/c+M) in steady state: Poisson arrivals, exponential handling, exponential patience.
 *
 * Palm, C. (1957). Research on telephone traffic carried by full availability groups. Tele 1.
 * Garnett, O., Mandelbaum, A., Reiman, M. (2002). Designing a call center with impatient customers. M&SOM 4(3).
 */

export interface ErlangParameters {
  /** Contacts per second. */
  readonly arrivalRate: number;
  /** Mean handling time, after-contact work included. */
  readonly handlingSeconds: number;
  /** Mean time a contact is willing to wait; `Infinity` is Erlang C. */
  readonly patienceSeconds: number;
  readonly agents: number;
}

export interface SteadyState {
  /** Share of contacts that do not find a free agent. */
  readonly waitProbability: number;
  readonly abandonProbability: number;
  /** Busy share of the agents. */
  readonly occupancy: number;
  /** Mean over all contacts, abandoned ones included. */
  readonly meanWaitSeconds: number;
  readonly meanWaiting: number;
}

/** Share of the largest state's probability below which the tail is cut. */
const TAIL = 1e-17;
/** Enough for 100,000 contacts waiting; bounds memory and time. */
const MAX_STATES = 200_000;
/** Unnormalised probabilities are scaled down when they pass this, to stay far from overflow. */
const RESCALE_ABOVE = 1e200;

/** @throws RangeError for parameters that are not positive, or a number of agents that is not whole. */
export function erlangA(parameters: ErlangParameters): SteadyState {
  check(parameters);
  const { arrivalRate, handlingSeconds, patienceSeconds, agents } = parameters;
  if (patienceSeconds === Number.POSITIVE_INFINITY) return erlangC(parameters);
  const distribution = stationaryDistribution(parameters);
  let waitProbability = 0;
  let meanWaiting = 0;
  for (let n = agents; n < distribution.length; n++) {
    waitProbability += distribution[n]!;
    meanWaiting += (n - agents) * distribution[n]!;
  }
  const abandonProbability = meanWaiting / patienceSeconds / arrivalRate;
  return {
    waitProbability,
    abandonProbability,
    occupancy: agents === 0 ? 1 : (arrivalRate * (1 - abandonProbability) * handlingSeconds) / agents,
    meanWaitSeconds: meanWaiting / arrivalRate,
    meanWaiting,
  };
}

/**
 * Erlang C, the limit of infinite patience, by the recursion of the inverse Erlang B formula. With more load than agents
 * the queue grows without bound, and every contact waits forever.
 */
export function erlangC(parameters: Omit<ErlangParameters, 'patienceSeconds'>): SteadyState {
  const { arrivalRate, handlingSeconds, agents } = parameters;
  const load = arrivalRate * handlingSeconds;
  if (load >= agents) {
    const forever = Number.POSITIVE_INFINITY;
    return {
      waitProbability: 1,
      abandonProbability: 0,
      occupancy: 1,
      meanWaitSeconds: forever,
      meanWaiting: forever,
    };
  }
  let inverseB = 1;
  for (let n = 1; n <= agents; n++) inverseB = 1 + (inverseB * n) / load;
  const occupancy = load / agents;
  const waitProbability = 1 / (inverseB * (1 - occupancy) + occupancy);
  const meanWaitSeconds = (waitProbability * handlingSeconds) / (agents - load);
  return {
    waitProbability,
    abandonProbability: 0,
    occupancy,
    meanWaitSeconds,
    meanWaiting: arrivalRate * meanWaitSeconds,
  };
}

/** Share of all contacts that are served within `seconds`. @throws RangeError as {@link erlangA} does. */
export function servedWithin(parameters: ErlangParameters, seconds: number): number {
  check(parameters);
  const { arrivalRate, handlingSeconds, patienceSeconds, agents } = parameters;
  if (patienceSeconds === Number.POSITIVE_INFINITY) {
    const { waitProbability, occupancy } = erlangC(parameters);
    if (occupancy >= 1) return 0;
    return 1 - waitProbability * Math.exp((arrivalRate - agents / handlingSeconds) * seconds);
  }
  const distribution = stationaryDistribution(parameters);
  const waiting = distribution.subarray(agents);
  let immediately = 0;
  for (let n = 0; n < Math.min(agents, distribution.length); n++) immediately += distribution[n]!;
  return immediately + servedFromQueue(waiting, parameters, seconds);
}

/**
 * Probability of being served within `seconds` for a contact that joins the queue and finds `k` others waiting with
 * probability `ahead[k]`. Contacts ahead leave when they are served or abandon; the contact itself may abandon too.
 */
export function servedFromQueue(
  ahead: Float64Array,
  { handlingSeconds, patienceSeconds, agents }: Omit<ErlangParameters, 'arrivalRate'>,
  seconds: number,
): number {
  const size = ahead.length + 1;
  const chain = { up: new Float64Array(size), down: new Float64Array(size), kill: new Float64Array(size) };
  const start = new Float64Array(size);
  start.set(ahead, 1);
  for (let place = 1; place < size; place++) {
    chain.down[place] = agents / handlingSeconds + (place - 1) / patienceSeconds;
    chain.kill[place] = 1 / patienceSeconds;
  }
  return evolve(start, chain, seconds)[0]!;
}

/** Probability of `n` contacts in the system, waiting or handled, for `n = 0, 1, ...` until the tail is negligible. */
export function stationaryDistribution(parameters: ErlangParameters): Float64Array {
  const { arrivalRate, handlingSeconds, patienceSeconds, agents } = parameters;
  const masses = [1];
  let total = 1;
  for (let n = 1; ; n++) {
    const departures = Math.min(n, agents) / handlingSeconds + Math.max(0, n - agents) / patienceSeconds;
    const mass = (masses[n - 1]! * arrivalRate) / departures;
    masses.push(mass);
    total += mass;
    if (n > agents && departures > arrivalRate && mass < TAIL * total) break;
    if (n >= MAX_STATES) throw new RangeError('Erlang A: the queue is too long to be computed');
    if (total > RESCALE_ABOVE) {
      for (let k = 0; k <= n; k++) masses[k]! /= total;
      total = 1;
    }
  }
  return Float64Array.from(masses, (mass) => mass / total);
}

function check({ arrivalRate, handlingSeconds, patienceSeconds, agents }: ErlangParameters): void {
  const positive = arrivalRate > 0 && handlingSeconds > 0 && patienceSeconds > 0;
  if (!positive || !Number.isInteger(agents) || agents < 0) {
    throw new RangeError('Erlang A needs positive rates and times, and a whole number of agents');
  }
}
