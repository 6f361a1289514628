/**
 * The arrival rate as a hidden state: a level on a logarithmic grid, and how it is moving. Bayes' rule weighs every
 * (movement, level) pair by the contacts counted at each poll, so that a queue that has been steady is averaged over
 * hours, one in a ramp over minutes, and the spread of what is left is the honest uncertainty about the rate.
 *
 * A switching state-space model filtered on a grid: Harrison, P., Stevens, C. (1976). Bayesian forecasting.
 * J. R. Stat. Soc. B 38(3); Poisson observations as in West, M., Harrison, J., Migon, H. (1985).
 */

const LEVELS = 72;
/** Natural logarithm between neighbouring levels: 13 %, finer than ten minutes of contacts can tell. */
const SPACING = 0.13;
/** The lowest level, in contacts per second: one in two hours. The highest is about 1.4 per second. */
const LOWEST = Math.log(1 / 7200);

interface Movement {
  /** Of the logarithm of the rate, per hour. */
  readonly drift: number;
  /** Standard deviation that the logarithm gathers in an hour, apart from the drift. */
  readonly wander: number;
}

/** At rest; wandering; slow and fast ramps both ways. */
export const MOVEMENTS: readonly Movement[] = [
  { drift: 0, wander: 0.1 },
  { drift: 0, wander: 0.65 },
  { drift: 1.2, wander: 0.2 },
  { drift: -1.2, wander: 0.2 },
  { drift: 4, wander: 0.5 },
  { drift: -4, wander: 0.5 },
];
/** How likely each movement is when nothing is known, and what a queue changes to. */
const PRIOR = [0.5, 0.26, 0.08, 0.08, 0.04, 0.04];
/** Mean time a queue keeps to one movement, in hours. */
const STAY_HOURS = [3, 1.5, 0.7, 0.7, 0.25, 0.25];
/** Sudden jumps of the rate per hour, and their mean size in logarithm. */
const JUMPS_PER_HOUR = 0.15;
const JUMP_SIZE = 0.4;

const RATES = Float64Array.from({ length: LEVELS }, (_, level) => Math.exp(LOWEST + level * SPACING));
const CELLS = LEVELS * MOVEMENTS.length;
const scratch = new Float64Array(CELLS);
const likelihood = new Float64Array(LEVELS);

export interface ArrivalRate {
  readonly mass: Float64Array;
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
  return { mass };
}

/**
 * `count` contacts came in the last `seconds`. `expectedGrowth` is the logarithm by which the time of day alone was
 * expected to change the rate.
 */
export function observeArrivals(
  { mass }: ArrivalRate,
  count: number,
  seconds: number,
  expectedGrowth = 0,
): void {
  move(mass, seconds / 3600, expectedGrowth);
  let best = Number.NEGATIVE_INFINITY;
  for (let level = 0; level < LEVELS; level++) {
    likelihood[level] = count * (LOWEST + level * SPACING) - RATES[level]! * seconds;
    if (likelihood[level]! > best) best = likelihood[level]!;
  }
  for (let level = 0; level < LEVELS; level++) likelihood[level] = Math.exp(likelihood[level]! - best);
  for (let cell = 0; cell < CELLS; cell++) mass[cell]! *= likelihood[cell % LEVELS]!;
  normalise(mass);
}

/** Nobody counted for a while: the rate may have moved. */
export function letTimePass({ mass }: ArrivalRate, seconds: number): void {
  move(mass, seconds / 3600, 0);
  normalise(mass);
}

/** The mean rate, contacts per second. */
export function meanRate({ mass }: ArrivalRate): number {
  let mean = 0;
  for (let cell = 0; cell < CELLS; cell++) mean += mass[cell]! * RATES[cell % LEVELS]!;
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

function move(mass: Float64Array, hours: number, expectedGrowth: number): void {
  for (let movement = 0; movement < MOVEMENTS.length; movement++) {
    const { drift, wander } = MOVEMENTS[movement]!;
    const cells = mass.subarray(movement * LEVELS, (movement + 1) * LEVELS);
    diffuse(
      cells,
      (drift * hours + expectedGrowth) / SPACING,
      (wander * wander * hours) / (SPACING * SPACING),
    );
  }
  changeMovement(mass, hours);
  jump(mass, 1 - Math.exp(-JUMPS_PER_HOUR * hours));
}

/** Moves the mass by `shift` levels on average with `variance`, by steps to the two neighbours. */
function diffuse(cells: Float64Array, shift: number, variance: number): void {
  const steps = Math.ceil(Math.max(1, 2 * Math.abs(shift), 2 * variance));
  const drift = shift / steps;
  const spread = Math.min(1, Math.max(Math.abs(drift), variance / steps + drift * drift));
  const up = (spread + drift) / 2;
  const down = (spread - drift) / 2;
  for (let step = 0; step < Math.min(steps, LEVELS); step++) {
    let below = 0;
    const last = LEVELS - 1;
    for (let level = 0; level <= last; level++) {
      const here = cells[level]!;
      const stay = 1 - (level < last ? up : 0) - (level > 0 ? down : 0);
      const above = level < last ? cells[level + 1]! : 0;
      cells[level] = here * stay + below * up + above * down;
      below = here;
    }
  }
}

function changeMovement(mass: Float64Array, hours: number): void {
  const leave = STAY_HOURS.map((stay) => 1 - Math.exp(-hours / stay));
  for (let level = 0; level < LEVELS; level++) {
    let moved = 0;
    for (let movement = 0; movement < MOVEMENTS.length; movement++) {
      const cell = movement * LEVELS + level;
      const leaving = mass[cell]! * leave[movement]!;
      moved += leaving;
      mass[cell]! -= leaving;
    }
    for (let movement = 0; movement < MOVEMENTS.length; movement++) {
      mass[movement * LEVELS + level]! += moved * PRIOR[movement]!;
    }
  }
}

/** A share of the mass lands around where it was, by a two-sided exponential law. */
function jump(mass: Float64Array, share: number): void {
  const keep = Math.exp(-SPACING / JUMP_SIZE);
  const scale = (1 - keep) / (1 + keep);
  for (let start = 0; start < CELLS; start += LEVELS) {
    let running = 0;
    for (let level = 0; level < LEVELS; level++) {
      running = running * keep + mass[start + level]!;
      scratch[level] = running;
    }
    running = 0;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const here = mass[start + level]!;
      const landed = scale * (scratch[level]! + running * keep);
      running = running * keep + here;
      mass[start + level] = (1 - share) * here + share * landed;
    }
  }
}

function normalise(mass: Float64Array): void {
  let total = 0;
  for (let cell = 0; cell < CELLS; cell++) total += mass[cell]!;
  for (let cell = 0; cell < CELLS; cell++) mass[cell]! /= total;
}
