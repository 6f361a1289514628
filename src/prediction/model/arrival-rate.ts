import {
  CELLS,
  createRegimeScratch,
  diffuseRate,
  LEVELS,
  LOG_SPACING,
  LOWEST_LOG_RATE,
  REGIME_PRIOR,
  REGIMES,
  type RegimeScratch,
  switchRegimes,
} from './rate-regimes.ts';

/**
 * Posterior of the arrival rate, a hidden state: a level on a logarithmic grid, and a regime of change (steady, wandering,
 * ramp). Bayes' rule weighs every (regime, level) pair by the contacts counted at each poll. A steady queue is therefore
 * averaged over hours and a ramp over minutes, and the spread of the posterior is the uncertainty of the rate.
 *
 * A switching state-space model filtered on a grid: Harrison, P., Stevens, C. (1976). Bayesian forecasting.
 * J. R. Stat. Soc. B 38(3); Poisson observations as in West, M., Harrison, J., Migon, H. (1985).
 */
export interface ArrivalRatePosterior {
  /**
   * Probability of each cell, in the order of {@link REGIMES}, then of levels. Single precision: half of the memory of
   * thousands of queues, and its error of 1e-7 is far below what the data can tell.
   */
  readonly mass: Float32Array;
  /** Seconds since regime changes and jumps were last applied. */
  pendingSeconds: number;
}

export interface RateSample {
  /** Contacts per second. */
  readonly rate: Float64Array;
  /** Indexes into {@link REGIMES}. */
  readonly regime: Uint8Array;
}

/** Working memory of {@link updateArrivalRate}; its content has no meaning between calls. */
export interface FilterScratch extends RegimeScratch {
  /** Relative likelihood of each level. */
  readonly likelihood: Float64Array;
  /** Factor by which the chance of no further contact falls from each level to the next. */
  readonly survivalRatio: Float64Array;
  /** Seconds for which `survivalRatio` was computed. */
  survivalSeconds: number;
}

/** Contacts per second at each level. */
const RATES = Float64Array.from({ length: LEVELS }, (_, level) =>
  Math.exp(LOWEST_LOG_RATE + level * LOG_SPACING),
);
/** Ratio of the rates of neighbouring levels. */
const LEVEL_RATIO = Math.exp(LOG_SPACING);
/** Regime changes and jumps are rare: applying them once a minute saves time and loses nothing. */
const REGIME_STEP_SECONDS = 60;
const SECONDS_PER_HOUR = 3600;

export function createFilterScratch(): FilterScratch {
  return {
    ...createRegimeScratch(),
    likelihood: new Float64Array(LEVELS),
    survivalRatio: new Float64Array(LEVELS),
    survivalSeconds: Number.NaN,
  };
}

/** Log-normal prior around `median`, contacts per second; `sigma` is the standard deviation of the logarithm. */
export function createArrivalRatePosterior(median: number, sigma: number): ArrivalRatePosterior {
  const mass = new Float32Array(CELLS);
  const centre = (Math.log(median) - LOWEST_LOG_RATE) / LOG_SPACING;
  for (let regime = 0; regime < REGIMES.length; regime++) {
    for (let level = 0; level < LEVELS; level++) {
      const z = ((level - centre) * LOG_SPACING) / sigma;
      mass[regime * LEVELS + level] = REGIME_PRIOR[regime]! * Math.exp((-z * z) / 2);
    }
  }
  normalise(mass);
  return { mass, pendingSeconds: 0 };
}

/**
 * One step of the filter: `count` contacts arrived in the last `seconds`. `expectedGrowth` is the logarithm of the
 * change of the rate that the time of day alone predicts.
 */
export function updateArrivalRate(
  arrivals: ArrivalRatePosterior,
  count: number,
  seconds: number,
  scratch: FilterScratch,
  expectedGrowth = 0,
): void {
  const { mass } = arrivals;
  const { likelihood } = scratch;
  propagate(arrivals, seconds, expectedGrowth, scratch);
  poissonLikelihood(count, seconds, scratch);
  for (let start = 0; start < CELLS; start += LEVELS) {
    for (let level = 0; level < LEVELS; level++) mass[start + level]! *= likelihood[level]!;
  }
  if (!mass.some((cell) => cell > 0)) restart(mass, likelihood);
  normalise(mass);
}

/** A count that no level with a probability above 0 explains, in single precision: the posterior starts from that count. */
function restart(mass: Float32Array, likelihood: Float64Array): void {
  for (let cell = 0; cell < CELLS; cell++) {
    mass[cell] = REGIME_PRIOR[Math.floor(cell / LEVELS)]! * likelihood[cell % LEVELS]!;
  }
}

/** Propagates the posterior over time without a count: the rate may have changed. */
export function propagateUnobserved(
  arrivals: ArrivalRatePosterior,
  seconds: number,
  scratch: RegimeScratch,
): void {
  propagate(arrivals, seconds, 0, scratch);
  normalise(arrivals.mass);
}

/** Posterior mean, contacts per second. */
export function meanRate({ mass }: ArrivalRatePosterior): number {
  let mean = 0;
  for (let start = 0; start < CELLS; start += LEVELS) {
    for (let level = 0; level < LEVELS; level++) mean += mass[start + level]! * RATES[level]!;
  }
  return mean;
}

/** Standard deviation of the logarithm of the rate: 0.2 is about 20 %. */
export function rateUncertainty({ mass }: ArrivalRatePosterior): number {
  let mean = 0;
  let square = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const level = cell % LEVELS;
    mean += mass[cell]! * level;
    square += mass[cell]! * level * level;
  }
  return Math.sqrt(Math.max(0, square - mean * mean)) * LOG_SPACING;
}

/** Fills `sample` with equally likely rates of the posterior (systematic sampling). */
export function sampleRates({ mass }: ArrivalRatePosterior, sample: RateSample): void {
  const size = sample.rate.length;
  let cell = 0;
  let below = 0;
  for (let i = 0; i < size; i++) {
    const quantile = (i + 0.5) / size;
    while (cell < CELLS - 1 && below + mass[cell]! < quantile) below += mass[cell++]!;
    const within = Math.min(1, Math.max(0, (quantile - below) / mass[cell]!));
    sample.rate[i] = RATES[cell % LEVELS]! * Math.exp((within - 0.5) * LOG_SPACING);
    sample.regime[i] = Math.floor(cell / LEVELS);
  }
}

/** Poisson likelihood of each level, up to a factor: computed outwards from its maximum, so that it cannot underflow. */
function poissonLikelihood(count: number, seconds: number, scratch: FilterScratch): void {
  const { likelihood, survivalRatio } = scratch;
  if (seconds !== scratch.survivalSeconds) {
    scratch.survivalSeconds = seconds;
    for (let level = 0; level < LEVELS; level++) {
      survivalRatio[level] = Math.exp(-(RATES[level]! * (LEVEL_RATIO - 1)) * seconds);
    }
  }
  const growth = Math.exp(count * LOG_SPACING);
  const fit = count > 0 ? (Math.log(count / seconds) - LOWEST_LOG_RATE) / LOG_SPACING : 0;
  const best = Math.min(LEVELS - 1, Math.max(0, Math.round(fit)));
  likelihood[best] = 1;
  for (let level = best; level < LEVELS - 1; level++) {
    likelihood[level + 1] = likelihood[level]! * growth * survivalRatio[level]!;
  }
  for (let level = best; level > 0; level--) {
    likelihood[level - 1] = likelihood[level]! / (growth * survivalRatio[level - 1]!);
  }
}

function propagate(
  arrivals: ArrivalRatePosterior,
  seconds: number,
  expectedGrowth: number,
  scratch: RegimeScratch,
): void {
  const { mass } = arrivals;
  diffuseRate(mass, seconds / SECONDS_PER_HOUR, expectedGrowth);
  arrivals.pendingSeconds += seconds;
  if (arrivals.pendingSeconds < REGIME_STEP_SECONDS) return;
  switchRegimes(mass, arrivals.pendingSeconds / SECONDS_PER_HOUR, scratch);
  arrivals.pendingSeconds = 0;
}

function normalise(mass: Float32Array): void {
  let total = 0;
  for (let cell = 0; cell < CELLS; cell++) total += mass[cell]!;
  const scale = 1 / total;
  for (let cell = 0; cell < CELLS; cell++) mass[cell]! *= scale;
}
