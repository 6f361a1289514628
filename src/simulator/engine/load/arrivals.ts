import { exponential, multiplier } from './distribution.ts';
import { trapezoid } from './disturbance.ts';
import type { ArrivalProfile, SurgeHabit } from './profile.ts';
import { createRandom } from './random.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;
/** Resolution of what a planner expects. */
const PLAN_STEP_SECONDS = 60;

export interface Arrivals {
  /** Contacts per second expected at a local time, before any disturbance. */
  rateAt(localTime: number): number;
  /** Arrival times in (from, from + seconds] at a rate per second. Calls must be in order of time. */
  draw(from: number, seconds: number, rate: number): readonly number[];
}

export function createArrivals(profile: ArrivalProfile, seed: number, label: string): Arrivals {
  const random = createRandom(seed, label, 'arrivals');
  const byDay = cached((day) => multiplier(profile.dayVariation ?? 0, createRandom(seed, label, 'day', day)));
  const byHour = cached((hour) =>
    multiplier(profile.hourVariation ?? 0, createRandom(seed, label, 'hour', hour)),
  );
  const surgesOf = cached((day) => drawSurges(profile.surges, day, seed, label));
  // Unit-rate time left until the next arrival: inverting the cumulative rate keeps the process exactly Poisson.
  let untilNext = exponential(random);

  return {
    rateAt(localTime) {
      const day = Math.floor(localTime / DAY);
      const perHour = usualPerHour(profile, localTime);
      const random = byDay(day) * byHour(Math.floor(localTime / HOUR));
      const surge = surgesOf(day - 1)(localTime) * surgesOf(day)(localTime);
      return (perHour * random * surge) / HOUR;
    },
    draw(from, seconds, rate) {
      const instants: number[] = [];
      let left = rate * seconds;
      while (untilNext <= left) {
        left -= untilNext;
        instants.push(from + seconds - left / rate);
        untilNext = exponential(random);
      }
      untilNext -= left;
      return instants;
    },
  };
}

/** Contacts expected from a local time on for some seconds, without surges and random variation. */
export function expectedContacts(profile: ArrivalProfile, localTime: number, seconds: number): number {
  const steps = Math.max(1, Math.round(seconds / PLAN_STEP_SECONDS));
  const step = seconds / steps;
  let contacts = 0;
  for (let i = 0; i < steps; i++)
    contacts += (usualPerHour(profile, localTime + (i + 0.5) * step) * step) / HOUR;
  return contacts;
}

function usualPerHour(profile: ArrivalProfile, localTime: number): number {
  const weekday = profile.weekdays?.[(Math.floor(localTime / DAY) + EPOCH_WEEKDAY) % 7] ?? 1;
  return profile.perHour * hourFactor(profile, localTime) * weekday;
}

function hourFactor({ hours }: ArrivalProfile, localTime: number): number {
  if (!hours) return 1;
  const position = (localTime % DAY) / HOUR;
  const hour = Math.floor(position);
  const here = hours[hour] ?? 0;
  const next = hours[(hour + 1) % 24] ?? 0;
  return here + (next - here) * (position - hour);
}

/** The factor at a local time of the surges that begin on one day. */
function drawSurges(
  habit: SurgeHabit | undefined,
  day: number,
  seed: number,
  label: string,
): (localTime: number) => number {
  if (!habit) return () => 1;
  const random = createRandom(seed, label, 'surges', day);
  const surges: { at: number; factor: number }[] = [];
  for (let at = exponential(random); at < habit.perDay; at += exponential(random)) {
    const factor = habit.factor.min + (habit.factor.max - habit.factor.min) * random();
    surges.push({ at: (day + at / habit.perDay) * DAY, factor });
  }
  return (localTime) =>
    surges.reduce(
      (product, { at, factor }) =>
        product * (1 + (factor - 1) * trapezoid(localTime - at, habit.rampSeconds, habit.holdSeconds)),
      1,
    );
}

/** Caches the last few results: days and hours are requested in order. */
function cached<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      if (known.size >= 4) known.clear();
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
