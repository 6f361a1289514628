/**
 * How an arrival rate moves: the mass on the grid of (movement, level) pairs of arrival-rate.ts, let go on by some time.
 */

export const LEVELS = 72;
/** Natural logarithm between neighbouring levels: 13 %, finer than ten minutes of contacts can tell. */
export const SPACING = 0.13;
/** The lowest level, in contacts per second: one in two hours. The highest is about 1.4 per second. */
export const LOWEST = Math.log(1 / 7200);

export interface Movement {
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
export const PRIOR = [0.5, 0.26, 0.08, 0.08, 0.04, 0.04];
/** Mean time a queue keeps to one movement, in hours. */
const STAY_HOURS = [3, 1.5, 0.7, 0.7, 0.25, 0.25];
/** Sudden jumps of the rate per hour, and their mean size in logarithm. */
const JUMPS_PER_HOUR = 0.15;
const JUMP_SIZE = 0.4;

export const CELLS = LEVELS * MOVEMENTS.length;
const leave = new Float64Array(MOVEMENTS.length);
const scratch = new Float64Array(LEVELS);

/** The levels wander and drift, each movement in its own way. */
export function driftRate(mass: Float64Array, hours: number, expectedGrowth: number): void {
  for (let movement = 0; movement < MOVEMENTS.length; movement++) {
    const { drift, wander } = MOVEMENTS[movement]!;
    const cells = mass.subarray(movement * LEVELS, (movement + 1) * LEVELS);
    diffuse(
      cells,
      (drift * hours + expectedGrowth) / SPACING,
      (wander * wander * hours) / (SPACING * SPACING),
    );
  }
}

/** What happens seldom: a change of movement, a jump of the rate. */
export function settleRate(mass: Float64Array, hours: number): void {
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
  for (let movement = 0; movement < MOVEMENTS.length; movement++) {
    leave[movement] = 1 - Math.exp(-hours / STAY_HOURS[movement]!);
  }
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
