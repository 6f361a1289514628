import { type GeneratedPool, type GeneratedQueue, type GeneratedRow, simulatePool } from './call-centre.ts';
import { createRandom, type Random } from './random.ts';

/** Families of generated call centres with widely different distributions, independent of the predictor. */

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Monday, 08:00 UTC. */
export const MORNING = Date.UTC(2026, 0, 5, 8) / 1000;

export interface GeneratedTrace {
  readonly family: string;
  readonly rows: readonly GeneratedRow[];
  /** True parameters, known only to the oracle. */
  readonly truth: {
    readonly rate: (at: number) => number;
    readonly staff: (at: number) => number;
    readonly handlingSeconds: number;
    readonly patienceSeconds: number;
  };
}

export interface Drawn {
  readonly load: number;
  readonly handlingSeconds: number;
  readonly patienceSeconds: number;
  readonly rate: number;
  readonly agents: number;
}

export const FAMILIES = [
  'steady',
  'surge',
  'staff_drops',
  'shift_changes',
  'heavy_tails',
  'small',
  'over_dispersed',
  'several_days',
  'shared',
  'noisy_staffing',
] as const;
export type FamilyName = (typeof FAMILIES)[number];

/** One queue's trace (8 hours; five days of 12 in `several_days`), polled every 15 s. */
export function generateTrace(family: FamilyName, seed: number): GeneratedTrace {
  const random = createRandom(seed * 1009 + FAMILIES.indexOf(family) * 7919 + 17);
  return GENERATORS[family](random);
}

const GENERATORS: Record<FamilyName, (random: Random) => GeneratedTrace> = {
  steady: (random) => {
    const drawn = draw(random, [4, 40], [0.3, 1.5]);
    return simulate('steady', random, drawn, {});
  },
  surge: (random) => {
    const drawn = draw(random, [4, 30], [0.7, 2.2]);
    const surges = Array.from({ length: random.integer(2, 4) }, () => ({
      from: MORNING + random.between(0.3, 7) * HOUR,
      ramp: random.between(2, 30) * 60,
      hold: random.between(5, 40) * 60,
      height: random.between(0.3, 1.5),
    }));
    const rate = (at: number): number =>
      drawn.rate *
      (1 + surges.reduce((sum, s) => sum + s.height * trapezium(at - s.from, s.ramp, s.hold), 0));
    return simulate('surge', random, drawn, { rate, maxRate: drawn.rate * 7 });
  },
  staff_drops: (random) => {
    const drawn = draw(random, [5, 30], [0.8, 2]);
    const drops = Array.from({ length: random.integer(2, 5) }, () => ({
      from: MORNING + random.between(0.3, 7.5) * HOUR,
      lasts: random.between(8, 45) * 60,
      share: random.between(0.1, 0.4),
    }));
    const staff = (at: number): number => {
      const gone = drops.reduce((sum, d) => sum + (at >= d.from && at < d.from + d.lasts ? d.share : 0), 0);
      return Math.max(1, Math.round(drawn.agents * (1 - Math.min(0.7, gone))));
    };
    return simulate('staff_drops', random, drawn, { staff });
  },
  shift_changes: (random) => {
    const drawn = draw(random, [5, 35], [0.3, 1.2]);
    const rate = dayCurve(drawn.rate, random);
    const planned = Array.from({ length: 9 }, (_, hour) => {
      const peak = rate(MORNING + (hour + 0.5) * HOUR) * drawn.handlingSeconds;
      return Math.max(2, Math.round(peak + random.between(0.1, 1.8) * Math.sqrt(peak)));
    });
    const late = random.between(0, 12) * 60;
    const staff = (at: number): number => planned[Math.max(0, Math.floor((at - MORNING - late) / HOUR))]!;
    return simulate('shift_changes', random, drawn, { rate, maxRate: drawn.rate * 2, staff });
  },
  heavy_tails: (random) => {
    const drawn = draw(random, [4, 25], [0.2, 1.2]);
    const cv = random.between(1.3, 2.5);
    const hurry = random.between(0.1, 0.3);
    return simulate('heavy_tails', random, drawn, {
      handling: (r) => r.logNormal(drawn.handlingSeconds, cv),
      patience: (r) => (r.uniform() < hurry ? r.exponential(8) : r.logNormal(drawn.patienceSeconds, 1.8)),
      rate: dayCurve(drawn.rate, random),
      maxRate: drawn.rate * 2,
    });
  },
  small: (random) => {
    const handlingSeconds = random.between(120, 420);
    const agents = random.integer(3, 8);
    const load = agents * random.between(0.5, 0.85);
    const drawn = {
      load,
      handlingSeconds,
      patienceSeconds: random.between(60, 500),
      rate: load / handlingSeconds,
      agents,
    };
    return simulate('small', random, drawn, { rate: dayCurve(drawn.rate, random), maxRate: drawn.rate * 2 });
  },
  over_dispersed: (random) => {
    const drawn = draw(random, [4, 30], [0.4, 1.6]);
    const rate = wandering(
      drawn.rate,
      random,
      random.between(0.2, 0.5),
      random.between(5, 60) * 60,
      8 * HOUR,
    );
    return simulate('over_dispersed', random, drawn, { rate, maxRate: drawn.rate * 5 });
  },
  several_days: (random) => {
    const drawn = draw(random, [5, 30], [0.2, 1.1]);
    const curve = dayCurve(drawn.rate, random);
    const factors = Array.from({ length: 6 }, () => random.logNormal(1, 0.12));
    const inDay = (at: number): number => (((at - MORNING) % DAY) + DAY) % DAY;
    const open = (at: number): boolean => inDay(at) < 12 * HOUR;
    const rate = (at: number): number =>
      open(at) ? factors[Math.floor((at - MORNING) / DAY)]! * curve(MORNING + (inDay(at) * 8) / 12) : 0;
    const planned = Array.from({ length: 12 }, (_, hour) => {
      const peak = curve(MORNING + ((hour + 0.5) * HOUR * 8) / 12) * drawn.handlingSeconds;
      return Math.max(2, Math.round(peak + random.between(0, 1.2) * Math.sqrt(peak)));
    });
    const staff = (at: number): number => (open(at) ? planned[Math.floor(inDay(at) / HOUR)]! : 0);
    return simulate('several_days', random, drawn, {
      rate,
      maxRate: drawn.rate * 3,
      staff,
      seconds: 4 * DAY + 12 * HOUR,
    });
  },
  shared: (random) => {
    const drawn = draw(random, [8, 40], [0.4, 1.5]);
    const own = random.between(0.25, 0.7);
    const curve = dayCurve(drawn.rate, random);
    const other: GeneratedQueue = {
      rate: wandering((1 - own) * drawn.rate, random, 0.25, 30 * 60, 8 * HOUR),
      maxRate: drawn.rate * 4,
      handling: (r) => r.logNormal(drawn.handlingSeconds * 1.2, 0.8),
      patience: (r) => r.exponential(drawn.patienceSeconds),
    };
    return simulate('shared', random, drawn, {
      rate: (at) => own * curve(at),
      maxRate: drawn.rate * 2,
      others: [other],
    });
  },
  noisy_staffing: (random) => {
    const drawn = draw(random, [5, 30], [0.3, 1.3]);
    const moves = wandering(1, random, 0.1, 20 * 60, 8 * HOUR);
    return simulate('noisy_staffing', random, drawn, {
      rate: dayCurve(drawn.rate, random),
      maxRate: drawn.rate * 2,
      staff: (at) => Math.max(1, Math.round(drawn.agents * moves(at))),
      flicker: random.between(0.03, 0.12),
      pauseSeconds: random.between(5, 30),
    });
  },
};

/** A load in Erlang, and agents by the square-root rule with a spare within `spare`. */
export function draw(
  random: Random,
  loads: readonly [number, number],
  spare: readonly [number, number],
): Drawn {
  const load = Math.exp(random.between(Math.log(loads[0]), Math.log(loads[1])));
  const handlingSeconds = random.between(100, 480);
  return {
    load,
    handlingSeconds,
    patienceSeconds: random.between(60, 600),
    rate: load / handlingSeconds,
    agents: Math.max(2, Math.round(load + random.between(...spare) * Math.sqrt(load))),
  };
}

interface Twist {
  readonly rate?: (at: number) => number;
  readonly maxRate?: number;
  readonly staff?: (at: number) => number;
  readonly handling?: (random: Random) => number;
  readonly patience?: (random: Random) => number;
  readonly others?: readonly GeneratedQueue[];
  readonly flicker?: number;
  readonly pauseSeconds?: number;
  readonly seconds?: number;
}

export function simulate(family: string, random: Random, drawn: Drawn, twist: Twist): GeneratedTrace {
  const cv = random.between(0.6, 1.1);
  const rate = twist.rate ?? (() => drawn.rate);
  const staff = twist.staff ?? (() => drawn.agents);
  const pool: GeneratedPool = {
    queues: [
      {
        rate,
        maxRate: twist.maxRate ?? drawn.rate,
        handling: twist.handling ?? ((r) => r.logNormal(drawn.handlingSeconds, cv)),
        patience: twist.patience ?? ((r) => r.exponential(drawn.patienceSeconds)),
      },
      ...(twist.others ?? []),
    ],
    staff,
    flicker: twist.flicker ?? 0.005,
    pauseSeconds: twist.pauseSeconds ?? 0,
    startAt: MORNING,
    seconds: twist.seconds ?? 8 * HOUR,
    pollSeconds: 15,
    thresholdSeconds: 20,
  };
  return {
    family,
    rows: simulatePool(pool, random)[0]!,
    truth: {
      rate,
      staff,
      handlingSeconds: drawn.handlingSeconds,
      patienceSeconds: drawn.patienceSeconds,
    },
  };
}

/** Up over `ramp`, flat for `hold`, down over `ramp`. */
export function trapezium(since: number, ramp: number, hold: number): number {
  return Math.max(0, Math.min(1, since / ramp, (2 * ramp + hold - since) / ramp));
}

/** A smooth day of two humps around `rate`. */
export function dayCurve(rate: number, random: Random): (at: number) => number {
  const first = random.between(1.5, 3);
  const second = random.between(5, 7);
  const depth = random.between(0.15, 0.5);
  return (at) => {
    const hour = (at - MORNING) / HOUR;
    const humps = Math.exp(-((hour - first) ** 2)) + 0.8 * Math.exp(-((hour - second) ** 2) / 1.5);
    return rate * (1 - depth + 1.3 * depth * humps);
  };
}

/** A log-normal process around `rate` whose memory fades with `memory` seconds; a new value every minute. */
function wandering(
  rate: number,
  random: Random,
  sigma: number,
  memory: number,
  seconds: number,
): (at: number) => number {
  const keep = Math.exp(-60 / memory);
  let level = random.normal();
  const factors = Array.from({ length: Math.ceil(seconds / 60) + 2 }, () => {
    level = keep * level + Math.sqrt(1 - keep * keep) * random.normal();
    return Math.exp(sigma * level - (sigma * sigma) / 2);
  });
  return (at) => rate * factors[Math.max(0, Math.floor((at - MORNING) / 60))]!;
}
