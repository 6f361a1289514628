import { CELLS, driftRate, LEVELS, LOWEST, MOVEMENTS, PRIOR, SPACING, settleRate } from './rate-movement.ts';

/**
 * The arrival rate as a hidden state: a level on a logarithmic grid, and how it is moving. Bayes' rule weighs every
 * (movement, level) pair by the contacts counted at each poll, so that a queue that has been steady is averaged over
 * hours, one in a ramp over minutes, and the spread of what is left is the honest uncertainty about the rate.
 *
 * A switching state-space model filtered on a grid: Harrison, P., Stevens, C. (1976). Bayesian forecasting.
 * J. R. Stat. Soc. B 38(3); Poisson observations as in West, M., Harrison, J., Migon, H. (1985).
 */

const RATES = Float64Array.from({ length: LEVELS }, (_, level) => Math.exp(LOWEST + level * SPACING));
const likelihood = new Float64Array(LEVELS);

export interface ArrivalRate {
  readonly mass: Float64Array;
  /** Seconds for which changes of movement and jumps are still to be let happen: see {@link move}. */
  settling: number;
}

export interface RateSample {
  /** Contacts per second. */
  readonly rate: Float64Array;
  readonly movement: Uint8Array;
}

/** `guess` in contacts per second, believed within a factor of e^`sigma` or so. */
export function createArrivalRate(guess: number, sigma: number): ArrivalRate {
  const mass = new Float64Array(CELLS);
  const centre = (Math.log(guess) - LOWEST) / SPACING;
  for (let movement = 0; movement < MOVEMENTS.length; movement++) {
    for (let level = 0; level < LEVELS; level++) {
      const z = ((level - centre) * SPACING) / sigma;
      mass[movement * LEVELS + level] = PRIOR[movement]! * Math.exp((-z * z) / 2);
    }
  }
  normalise(mass);
  return { mass, settling: 0 };
}

/**
 * `count` contacts came in the last `seconds`. `expectedGrowth` is the logarithm by which the time of day alone was
 * expected to change the rate.
 */
export function observeArrivals(
  arrivals: ArrivalRate,
  count: number,
  seconds: number,
  expectedGrowth = 0,
): void {
  const { mass } = arrivals;
  move(arrivals, seconds, expectedGrowth);
  weigh(count, seconds);
  for (let start = 0; start < CELLS; start += LEVELS) {
    for (let level = 0; level < LEVELS; level++) mass[start + level]! *= likelihood[level]!;
  }
  normalise(mass);
}

/** Poisson likelihood of each level, up to a factor: from its largest value outwards, lest it underflow. */
function weigh(count: number, seconds: number): void {
  if (seconds !== weighedSeconds) {
    weighedSeconds = seconds;
    for (let level = 0; level < LEVELS; level++) {
      lessPerStep[level] = Math.exp(-(RATES[level]! * (STEP - 1)) * seconds);
    }
  }
  const growth = Math.exp(count * SPACING);
  const fit = count > 0 ? (Math.log(count / seconds) - LOWEST) / SPACING : 0;
  const best = Math.min(LEVELS - 1, Math.max(0, Math.round(fit)));
  likelihood[best] = 1;
  for (let level = best; level < LEVELS - 1; level++) {
    likelihood[level + 1] = likelihood[level]! * growth * lessPerStep[level]!;
  }
  for (let level = best; level > 0; level--) {
    likelihood[level - 1] = likelihood[level]! / (growth * lessPerStep[level - 1]!);
  }
}

/** Ratio of neighbouring levels. */
const STEP = Math.exp(SPACING);
/** By what the chance of no more contacts falls from each level to the next, for so many seconds. */
const lessPerStep = new Float64Array(LEVELS);
let weighedSeconds = Number.NaN;

/** Nobody counted for a while: the rate may have moved. */
export function letTimePass(arrivals: ArrivalRate, seconds: number): void {
  move(arrivals, seconds, 0);
  normalise(arrivals.mass);
}

/** The mean rate, contacts per second. */
export function meanRate({ mass }: ArrivalRate): number {
  let mean = 0;
  for (let start = 0; start < CELLS; start += LEVELS) {
    for (let level = 0; level < LEVELS; level++) mean += mass[start + level]! * RATES[level]!;
  }
  return mean;
}

/** Standard deviation of the logarithm of the rate: 0.2 is about 20 %. */
export function rateUncertainty({ mass }: ArrivalRate): number {
  let mean = 0;
  let square = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const level = cell % LEVELS;
    mean += mass[cell]! * level;
    square += mass[cell]! * level * level;
  }
  return Math.sqrt(Math.max(0, square - mean * mean)) * SPACING;
}

/** Draws as many plausible rates as `sample` holds, evenly over what is believed (systematic sampling). */
export function sampleRates({ mass }: ArrivalRate, sample: RateSample): void {
  const size = sample.rate.length;
  let cell = 0;
  let below = 0;
  for (let i = 0; i < size; i++) {
    const share = (i + 0.5) / size;
    while (cell < CELLS - 1 && below + mass[cell]! < share) below += mass[cell++]!;
    const within = Math.min(1, Math.max(0, (share - below) / mass[cell]!));
    sample.rate[i] = RATES[cell % LEVELS]! * Math.exp((within - 0.5) * SPACING);
    sample.movement[i] = Math.floor(cell / LEVELS);
  }
}

/** Changes of movement and jumps are so rare that they are let happen once a minute, for all of it. */
const SETTLE_SECONDS = 60;
function move(arrivals: ArrivalRate, seconds: number, expectedGrowth: number): void {
  const { mass } = arrivals;
  driftRate(mass, seconds / 3600, expectedGrowth);
  arrivals.settling += seconds;
  if (arrivals.settling < SETTLE_SECONDS) return;
  settleRate(mass, arrivals.settling / 3600);
  arrivals.settling = 0;
}

function normalise(mass: Float64Array): void {
  let total = 0;
  for (let cell = 0; cell < CELLS; cell++) total += mass[cell]!;
  const scale = 1 / total;
  for (let cell = 0; cell < CELLS; cell++) mass[cell]! *= scale;
}
