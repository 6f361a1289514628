/**
 * A birth-death process with killing, truncated to the states `0..length-1`. Rates per second: from state `n` up by
 * `up[n]`, down by `down[n]`, out of the process altogether by `kill[n]`. `down[0]` and the last `up` must be 0.
 */
export interface BirthDeath {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly kill?: Float64Array;
}

/** Poisson mass omitted at the end of the series: far below the precision of a double. */
const SERIES_TAIL = 1e-14;
/** Steps, of one state each, beyond which the evolution is not computed: a second or two. */
const MAX_STEPS = 2e8;
/** Expected jumps per pass: keeps exp(-jumps) from underflow. */
const MAX_JUMPS_PER_PASS = 200;

/**
 * Distribution over the states after `seconds`, by uniformization: the process is sampled at the jumps of a Poisson clock
 * fast enough for every state, so that the result is a Poisson mixture of powers of one stochastic matrix. All terms are
 * positive, so no precision is lost to cancellation.
 *
 * Jensen, A. (1953). Markoff chains as an aid in the study of Markoff processes. Skandinavisk Aktuarietidskrift 36.
 *
 * @throws RangeError when that takes too many steps.
 */
export function evolve(start: Float64Array, chain: BirthDeath, seconds: number): Float64Array {
  const clock = fastestExit(chain);
  const jumps = clock * seconds;
  if (!(jumps > 0)) return Float64Array.from(start);
  if (!(jumps * start.length <= MAX_STEPS))
    throw new RangeError('Birth-death process: too many jumps to be computed');
  const passes = Math.ceil(jumps / MAX_JUMPS_PER_PASS);
  let distribution = start;
  for (let pass = 0; pass < passes; pass++) {
    distribution = poissonMixture(distribution, chain, clock, jumps / passes);
  }
  return distribution;
}

function poissonMixture(
  start: Float64Array,
  chain: BirthDeath,
  clock: number,
  meanJumps: number,
): Float64Array {
  const size = start.length;
  const mixture = new Float64Array(size);
  let current = Float64Array.from(start);
  let next = new Float64Array(size);
  let weight = Math.exp(-meanJumps);
  let missing = 1;
  for (let jump = 0; ; jump++) {
    for (let n = 0; n < size; n++) mixture[n]! += weight * current[n]!;
    missing -= weight;
    // Written so that a value that is not a number ends it too.
    if (!(missing >= SERIES_TAIL) || (jump > meanJumps && !(weight >= SERIES_TAIL))) return mixture;
    jumpOnce(current, next, chain, clock);
    [current, next] = [next, current];
    weight *= meanJumps / (jump + 1);
  }
}

function jumpOnce(from: Float64Array, to: Float64Array, { up, down, kill }: BirthDeath, clock: number): void {
  const last = from.length - 1;
  for (let n = 0; n <= last; n++) {
    const leaving = up[n]! + down[n]! + (kill?.[n] ?? 0);
    let mass = from[n]! * (clock - leaving);
    if (n > 0) mass += from[n - 1]! * up[n - 1]!;
    if (n < last) mass += from[n + 1]! * down[n + 1]!;
    to[n] = mass / clock;
  }
}

function fastestExit({ up, down, kill }: BirthDeath): number {
  let fastest = 0;
  for (let n = 0; n < up.length; n++) fastest = Math.max(fastest, up[n]! + down[n]! + (kill?.[n] ?? 0));
  return fastest;
}
