import type { PlanInterval } from '../../../src/domain/index.ts';
import { type Drawn, dayCurve, draw, type GeneratedTrace, MORNING, simulate, trapezium } from './families.ts';
import { createRandom, type Random } from './random.ts';

/**
 * Families of generated queues with a workforce plan. Each has surges and short drops of staff that no plan knows. `tuning`
 * and `held_out` draw their parameters from different ranges.
 */

export const PLANNED_FAMILIES = ['shaped_day', 'changes_anywhere', 'flat_day'] as const;
export type PlannedFamily = (typeof PLANNED_FAMILIES)[number];
export type ParameterSet = 'tuning' | 'held_out';

export interface PlanOptions {
  readonly intervalSeconds: number;
  /** Standard deviation of the relative error of each interval, independent of the others. */
  readonly staffError: number;
  readonly contactsError: number;
}

export const REALISTIC_PLAN: PlanOptions = { intervalSeconds: 1800, staffError: 0.07, contactsError: 0.12 };

export interface PlannedQueue {
  readonly simulate: () => GeneratedTrace;
  readonly planWith: (options: PlanOptions) => readonly PlanInterval[];
}

export interface QueueOptions {
  readonly days?: number;
  readonly set?: ParameterSet;
}

/** What the planner knows. */
interface Known {
  readonly rate: (at: number) => number;
  readonly staff: (at: number) => number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const OPEN_SECONDS = 10 * HOUR;
const HALF_HOUR = 1800;

type Range = readonly [number, number];

const LOADS: Readonly<Record<ParameterSet, Range>> = { tuning: [6, 25], held_out: [4, 40] };
const SPARE: Readonly<Record<ParameterSet, Range>> = { tuning: [0.9, 2.1], held_out: [0.8, 2.3] };
const LOWER_STAFF: Readonly<Record<ParameterSet, Range>> = { tuning: [0.15, 0.4], held_out: [0.12, 0.45] };
const DAY_FACTOR_CV = 0.08;
/** Averaging step of the plan, seconds. */
const STEP = 60;

/** A queue that is open ten hours a day, polled every 15 s. */
export function generatePlannedQueue(
  family: PlannedFamily,
  seed: number,
  { days = 1, set = 'tuning' }: QueueOptions = {},
): PlannedQueue {
  const random = createRandom(seed * 1013 + PLANNED_FAMILIES.indexOf(family) * 7907 + 29);
  const drawn = draw(random, LOADS[set], SPARE[set]);
  const known = KNOWN[family](random, drawn, set, days);
  const factors = Array.from({ length: days }, () => random.logNormal(1, DAY_FACTOR_CV));
  const surges = surprises(random, days, 0.8, [8, 40], [0.3, 0.7]);
  const drops = surprises(random, days, 1, [5, 20], [0.1, 0.3]);
  const rate = (at: number): number =>
    isOpen(at)
      ? known.rate(at) *
        factors[dayOf(at)]! *
        (1 + sum(surges, (surge) => surge.size * trapezium(at - surge.from, 120, surge.lasts)))
      : 0;
  const staff = (at: number): number => {
    if (!isOpen(at)) return 0;
    const gone = sum(drops, ({ from, lasts, size }) => (at >= from && at < from + lasts ? size : 0));
    return Math.max(1, Math.round(known.staff(at) * (1 - Math.min(0.6, gone))));
  };
  const simulateQueue = () =>
    simulate(family, random, drawn, {
      rate,
      maxRate: drawn.rate * 5,
      staff,
      seconds: (days - 1) * DAY + OPEN_SECONDS,
    });
  return {
    simulate: simulateQueue,
    planWith: (options) => planOf(known, days, options, createRandom(seed * 31 + 7)),
  };
}

const KNOWN: Record<PlannedFamily, (random: Random, drawn: Drawn, set: ParameterSet, days: number) => Known> =
  {
    /** A day with two peaks, staffed each half hour, with planned stretches of lower staff. */
    shaped_day: (random, drawn, set, days) => {
      const rate = dailyCurve(drawn.rate, random);
      const spare = random.between(...SPARE[set]);
      const slots = OPEN_SECONDS / HALF_HOUR;
      const lower = Array.from({ length: days }, () => {
        const shares = new Array<number>(slots).fill(0);
        for (let stretch = random.integer(3, 5); stretch > 0; stretch--) {
          const from = random.integer(1, slots - 2);
          const share = random.between(...LOWER_STAFF[set]);
          shares.fill(share, from, from + random.integer(1, 3));
        }
        return shares;
      });
      const staff = (at: number): number => {
        const slot = Math.floor(inDay(at) / HALF_HOUR);
        const load = rate(MORNING + (slot + 0.5) * HALF_HOUR) * drawn.handlingSeconds;
        const full = load + spare * Math.sqrt(load);
        return Math.max(2, Math.round(full * (1 - (lower[dayOf(at)]?.[slot] ?? 0))));
      };
      return { rate, staff };
    },
    /** Staff that changes at any time of the hour. */
    changes_anywhere: (random, drawn, set, days) => {
      const rate = dailyCurve(drawn.rate, random);
      const spare = random.between(...SPARE[set]);
      const changes: { at: number; factor: number }[] = [];
      for (let day = 0; day < days; day++) {
        for (let at = 0; at < OPEN_SECONDS; at += random.between(15, 90) * 60)
          changes.push({ at: MORNING + day * DAY + at, factor: random.between(0.72, 1.18) });
      }
      const staff = (at: number): number => {
        const factor = changes.findLast((change) => change.at <= at)?.factor ?? 1;
        const load = rate(at - (inDay(at) % HOUR) + HALF_HOUR) * drawn.handlingSeconds;
        return Math.max(2, Math.round((load + spare * Math.sqrt(load)) * factor));
      };
      return { rate, staff };
    },
    /** The same rate and staff all day: each change in the plan is an error of the plan. */
    flat_day: (_random, drawn) => ({ rate: () => drawn.rate, staff: () => drawn.agents }),
  };

/** The same curve every day; two peaks over ten hours. */
function dailyCurve(rate: number, random: Random): (at: number) => number {
  const curve = dayCurve(rate, random);
  return (at) => curve(MORNING + (inDay(at) * 8 * HOUR) / OPEN_SECONDS);
}

interface Surprise {
  readonly from: number;
  readonly lasts: number;
  readonly size: number;
}

function surprises(
  random: Random,
  days: number,
  perDay: number,
  minutes: Range,
  sizes: Range,
): readonly Surprise[] {
  return Array.from({ length: days }, (_, day) =>
    Array.from({ length: Math.round(random.between(0, 2 * perDay)) }, () => ({
      from: MORNING + day * DAY + random.between(0.5, 9.5) * HOUR,
      lasts: 60 * random.between(...minutes),
      size: random.between(...sizes),
    })),
  ).flat();
}

function planOf(
  known: Known,
  days: number,
  { intervalSeconds, staffError, contactsError }: PlanOptions,
  random: Random,
): readonly PlanInterval[] {
  const plan: PlanInterval[] = [];
  for (let day = 0; day < days; day++) {
    for (let at = 0; at < OPEN_SECONDS; at += intervalSeconds) {
      const start = MORNING + day * DAY + at;
      let agents = 0;
      let contacts = 0;
      for (let step = 0; step < intervalSeconds; step += STEP) {
        agents += (known.staff(start + step) * STEP) / intervalSeconds;
        contacts += known.rate(start + step) * STEP;
      }
      plan.push({
        start,
        end: start + intervalSeconds,
        agents: agents * Math.max(0, 1 + staffError * random.normal()),
        contacts: contacts * Math.max(0, 1 + contactsError * random.normal()),
      });
    }
  }
  return plan;
}

function inDay(at: number): number {
  return (((at - MORNING) % DAY) + DAY) % DAY;
}

function dayOf(at: number): number {
  return Math.max(0, Math.floor((at - MORNING) / DAY));
}

function isOpen(at: number): boolean {
  return inDay(at) <= OPEN_SECONDS;
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
