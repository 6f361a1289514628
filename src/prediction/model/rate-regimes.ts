/** Transition model of the arrival rate: how the mass on the grid of (regime, level) pairs moves with time. */

export const LEVELS = 72;
/** Natural logarithm between neighbouring levels: 13 %, finer than ten minutes of contacts can resolve. */
export const LOG_SPACING = 0.13;
/** Logarithm of the lowest level, one contact in two hours per second. The highest is about 1.4 per second. */
export const LOWEST_LOG_RATE = Math.log(1 / 7200);

export interface Regime {
  /** Change of the logarithm of the rate per hour. */
  readonly drift: number;
  /** Standard deviation of that change over one hour. */
  readonly volatility: number;
}

/** Steady; wandering; slow and fast ramps, up and down. */
export const REGIMES: readonly Regime[] = [
  { drift: 0, volatility: 0.1 },
  { drift: 0, volatility: 0.65 },
  { drift: 1.2, volatility: 0.2 },
  { drift: -1.2, volatility: 0.2 },
  { drift: 4, volatility: 0.5 },
  { drift: -4, volatility: 0.5 },
];
/** Probability of each regime without data, and after a change of regime. */
export const REGIME_PRIOR = [0.5, 0.26, 0.08, 0.08, 0.04, 0.04];
/** Mean time in each regime before it changes, hours. */
const MEAN_SOJOURN_HOURS = [3, 1.5, 0.7, 0.7, 0.25, 0.25];
/** Sudden jumps of the rate per hour, and their mean size in logarithm. */
const JUMPS_PER_HOUR = 0.15;
const JUMP_SIZE = 0.4;

export const CELLS = LEVELS * REGIMES.length;

/** Working memory of {@link switchRegimes}; its content has no meaning between calls. */
export interface RegimeScratch {
  /** Probability to leave each regime. */
  readonly leaving: Float64Array;
  /** Mass that jumped to each level from below. */
  readonly fromBelow: Float64Array;
}

export function createRegimeScratch(): RegimeScratch {
  return { leaving: new Float64Array(REGIMES.length), fromBelow: new Float64Array(LEVELS) };
}

/** Drift and diffusion of the levels within each regime. */
export function diffuseRate(mass: Float32Array, hours: number, expectedGrowth: number): void {
  for (let regime = 0; regime < REGIMES.length; regime++) {
    const { drift, volatility } = REGIMES[regime]!;
    const cells = mass.subarray(regime * LEVELS, (regime + 1) * LEVELS);
    diffuse(
      cells,
      (drift * hours + expectedGrowth) / LOG_SPACING,
      (volatility * volatility * hours) / (LOG_SPACING * LOG_SPACING),
    );
  }
}

/** Rare events: changes of regime and jumps of the rate. */
export function switchRegimes(mass: Float32Array, hours: number, scratch: RegimeScratch): void {
  changeRegime(mass, hours, scratch);
  jump(mass, 1 - Math.exp(-JUMPS_PER_HOUR * hours), scratch);
}

/** Moves the mass by `shift` levels on average with `variance`, by steps to the two neighbours. */
function diffuse(cells: Float32Array, shift: number, variance: number): void {
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

function changeRegime(mass: Float32Array, hours: number, { leaving }: RegimeScratch): void {
  for (let regime = 0; regime < REGIMES.length; regime++) {
    leaving[regime] = 1 - Math.exp(-hours / MEAN_SOJOURN_HOURS[regime]!);
  }
  for (let level = 0; level < LEVELS; level++) {
    let moved = 0;
    for (let regime = 0; regime < REGIMES.length; regime++) {
      const cell = regime * LEVELS + level;
      const left = mass[cell]! * leaving[regime]!;
      moved += left;
      mass[cell]! -= left;
    }
    for (let regime = 0; regime < REGIMES.length; regime++) {
      mass[regime * LEVELS + level]! += moved * REGIME_PRIOR[regime]!;
    }
  }
}

/** Spreads `share` of the mass around its level by a two-sided exponential (Laplace) distribution. */
function jump(mass: Float32Array, share: number, { fromBelow }: RegimeScratch): void {
  const keep = Math.exp(-LOG_SPACING / JUMP_SIZE);
  const scale = (1 - keep) / (1 + keep);
  for (let start = 0; start < CELLS; start += LEVELS) {
    let running = 0;
    for (let level = 0; level < LEVELS; level++) {
      running = running * keep + mass[start + level]!;
      fromBelow[level] = running;
    }
    running = 0;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const here = mass[start + level]!;
      const landed = scale * (fromBelow[level]! + running * keep);
      running = running * keep + here;
      mass[start + level] = (1 - share) * here + share * landed;
    }
  }
}
