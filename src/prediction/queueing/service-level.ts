import type { ErlangParameters } from './erlang-a.ts';

/**
 * Share of contacts that an Erlang A queue serves within a threshold, from the density of the virtual wait (the wait of a
 * contact with endless patience). The same value as `servedWithin` in erlang-a.ts, at a small part of its cost, which a
 * search over the number of agents for every queue at every poll needs.
 *
 * Baccelli, F., Hebuterne, G. (1981). On queues with impatient customers. Performance '81.
 */

/** Nodes (positive half) and weights of the Gauss-Legendre rule with four points. */
const NODES = [0.339981043584856, 0.861136311594053] as const;
const WEIGHTS = [0.652145154862546, 0.347854845137454] as const;
/** Most that the exponent of the density, or the share of patient contacts, changes over one panel. */
const PANEL_EXPONENT = 0.5;
/** Exponent below the highest one from which the density adds nothing. */
const NEGLIGIBLE_EXPONENT = 45;
/** Halvings that find where the density becomes negligible. */
const CROSSING_STEPS = 40;
/** Share of the sum below which its terms are cut. */
const TAIL = 1e-14;
/** Terms are scaled down when they pass this, to stay far from overflow. */
const RESCALE_ABOVE = 1e200;

/**
 * `seconds` is the threshold. Abandoned contacts count as this share of a contact each: 1 is the share of all contacts, 0
 * that of the answered ones. The agents are a whole number from 1 on, patience is finite, rates and times are positive.
 */
export function serviceLevelWithin(
  parameters: ErlangParameters,
  seconds: number,
  countedAbandon = 1,
): number {
  const { arrivalRate, handlingSeconds, patienceSeconds, agents } = parameters;
  const serviceRate = agents / handlingSeconds;
  const free = freeAgentMass(parameters);
  // More agents than any load needs.
  if (free === Number.POSITIVE_INFINITY) return 1;
  const { mass: queued, logScale } = queuedMass(arrivalRate, serviceRate, patienceSeconds);
  const exponent = (wait: number): number =>
    -arrivalRate * patienceSeconds * Math.expm1(-wait / patienceSeconds) - serviceRate * wait - logScale;
  const slope = (wait: number): number => arrivalRate * Math.exp(-wait / patienceSeconds) - serviceRate;
  const unit = Math.exp(-logScale);
  const peak = Math.min(seconds, Math.max(0, patienceSeconds * Math.log(arrivalRate / serviceRate)));
  const floor = exponent(peak) - NEGLIGIBLE_EXPONENT;
  const from = crossing(exponent, floor, 0, peak);
  const to = crossing(exponent, floor, seconds, peak);
  const steepest = Math.max(Math.abs(slope(from)), Math.abs(slope(to)), 1 / patienceSeconds);
  const panels = Math.max(1, Math.ceil((steepest * (to - from)) / PANEL_EXPONENT));
  const withinThreshold =
    Math.exp(exponent(seconds)) - unit + serviceRate * integralOfExp(exponent, from, to, panels);
  const all = free * unit + queued;
  // Detailed balance: contacts served per arrival, with all agents busy beyond the last free one.
  const served = (free - 1) * unit + (serviceRate / arrivalRate) * queued;
  const counted = countedAbandon * all + (1 - countedAbandon) * served;
  return Math.min(1, (free * unit + withinThreshold) / counted);
}

/** Probability of a free agent, relative to that of exactly one free agent: the inverse of the Erlang B formula. */
function freeAgentMass({ arrivalRate, handlingSeconds, agents }: ErlangParameters): number {
  const load = arrivalRate * handlingSeconds;
  let mass = 1;
  for (let n = 1; n < agents; n++) mass = 1 + (mass * n) / load;
  return mass;
}

/** Probability that all agents are busy, relative to that of exactly one free agent; divided by `exp(logScale)`. */
function queuedMass(
  arrivalRate: number,
  serviceRate: number,
  patienceSeconds: number,
): { readonly mass: number; readonly logScale: number } {
  let term = 1;
  let mass = 0;
  let logScale = 0;
  for (let waiting = 0; ; waiting++) {
    const departures = serviceRate + waiting / patienceSeconds;
    term *= arrivalRate / departures;
    mass += term;
    // Written so that a value that is not a number ends it too.
    if (!(departures <= arrivalRate || term >= TAIL * mass)) return { mass, logScale };
    if (term > RESCALE_ABOVE) {
      term /= RESCALE_ABOVE;
      mass /= RESCALE_ABOVE;
      logScale += Math.log(RESCALE_ABOVE);
    }
  }
}

/**
 * Wait between `far` and `peak` at which the exponent, which falls from its peak to both sides, passes `floor`; `far` when it
 * does not.
 */
function crossing(exponent: (wait: number) => number, floor: number, far: number, peak: number): number {
  if (exponent(far) >= floor) return far;
  let below = far;
  let above = peak;
  for (let step = 0; step < CROSSING_STEPS; step++) {
    const middle = (below + above) / 2;
    if (exponent(middle) < floor) below = middle;
    else above = middle;
  }
  return below;
}

/** Integral of `exp(exponent(x))` over the range, with a number of panels of equal width. */
function integralOfExp(exponent: (x: number) => number, from: number, to: number, panels: number): number {
  const half = (to - from) / panels / 2;
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const middle = from + (2 * panel + 1) * half;
    for (let i = 0; i < NODES.length; i++) {
      const offset = NODES[i]! * half;
      sum += WEIGHTS[i]! * (Math.exp(exponent(middle - offset)) + Math.exp(exponent(middle + offset)));
    }
  }
  return sum * half;
}
