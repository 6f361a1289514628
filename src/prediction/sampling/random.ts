/**
 * Reproducible random numbers for sample paths: the same seed gives the same paths, so that equal inputs give equal
 * forecasts and a forecast does not vary from poll to poll by chance alone.
 */
export interface RandomState {
  seed: number;
}

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
/** Distance of neighbouring uniform variates: 20 bits. */
const UNIFORM_STEP = 1 / 0x100000;
/** Exponential variates of mean 1, at the middle of equally likely slices. */
const EXPONENTIALS = Float64Array.from({ length: TABLE_SIZE }, (_, i) => -Math.log((i + 0.5) / TABLE_SIZE));

/** Marsaglia, G. (2003). Xorshift RNGs. Journal of Statistical Software 8(14). */
export function nextSeed(seed: number): number {
  let x = seed;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x;
}

/** Exponential variate of mean 1, from the upper bits of {@link nextSeed}. */
export function exponentialFrom(bits: number): number {
  return EXPONENTIALS[bits >>> (32 - TABLE_BITS)]!;
}

/** Uniform variate in (0, 1), from the lower bits: independent of {@link exponentialFrom} the same bits. */
export function uniformFrom(bits: number): number {
  return ((bits & 0xfffff) + 0.5) * UNIFORM_STEP;
}

/**
 * The `i`-th point of an additive recurrence, a quasi-random sequence: as many sequences as there are different `step`s
 * fill the unit cube more evenly than independent variates. Roberts, M. (2018). The unreasonable effectiveness of
 * quasirandom sequences.
 */
export function quasiRandom(i: number, step: number): number {
  const point = 0.5 + (i + 1) * step;
  return point - Math.floor(point);
}

/** Quantile of the standard normal distribution, to 4.5e-4. Abramowitz, M., Stegun, I. (1964), 26.2.23. */
export function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(tail));
  const value =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  return share < 0.5 ? -value : value;
}
