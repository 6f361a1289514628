import { defined } from '../../domain/index.ts';
import type { ContactCentreOptions, Distribution, Disturbance } from '../engine/index.ts';
import { buildCentre, type CentrePlan, type QueuePlan, staffFor } from './build.ts';
import { WORKING_DAY, WORKING_DAY_HOURS, WORKING_WEEK } from './shifts.ts';

/** Contact centres for prediction research: each family adds one difficulty to a plain contact centre. */

export type CentreSketch = Omit<ContactCentreOptions, 'startAt'>;

const HOUR = 3600;
const lognormal = (mean: number, cv: number): Distribution => ({ kind: 'lognormal', mean, cv });
const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });

const HANDLE_SECONDS = 240;
/** Square-root staffing allowance with which a plain queue just meets its target. */
const ALLOWANCE = 1;

function plainQueue(name: string, perHour: number, changes: Partial<QueuePlan> = {}): QueuePlan {
  return {
    name,
    arrivals: { perHour },
    talk: lognormal(200, 0.8),
    wrap: lognormal(40, 0.6),
    patience: exponential(240),
    agents: staffFor(perHour, HANDLE_SECONDS, ALLOWANCE),
    ...changes,
  };
}

/** Four sizes, from a dozen agents to a hundred. */
const SIZES: readonly (readonly [name: string, perHour: number])[] = [
  ['Claims', 120],
  ['Orders', 240],
  ['Billing', 480],
  ['Service desk', 1200],
];

const plainQueues = (changes: Partial<QueuePlan> = {}): readonly QueuePlan[] =>
  SIZES.map(([name, perHour]) => plainQueue(name, perHour, changes));

const withArrivals = (arrivals: Partial<QueuePlan['arrivals']>): readonly QueuePlan[] =>
  SIZES.map(([name, perHour]) => plainQueue(name, perHour, { arrivals: { perHour, ...arrivals } }));

const recurring = (disturbance: Disturbance): readonly Disturbance[] => [disturbance];

interface Family extends CentrePlan {
  readonly disturbances?: readonly Disturbance[];
}

export const FAMILIES: Readonly<Record<string, Family>> = {
  steady: { queues: plainQueues() },
  surge: {
    queues: withArrivals({
      surges: { perDay: 5, factor: { min: 1.5, max: 3 }, rampSeconds: 600, holdSeconds: 1500 },
    }),
  },
  staff_drop: {
    queues: plainQueues(),
    disturbances: recurring({
      kind: 'staff_drop',
      share: 0.35,
      afterSeconds: 2 * HOUR,
      rampSeconds: 120,
      holdSeconds: 2400,
      everySeconds: 5 * HOUR,
    }),
  },
  shift_change: {
    queues: plainQueues(),
    shifts: [0, 8, 16].map((hour) => ({
      startsAtMinute: hour * 60,
      // Ten minutes short, so that every shift change leaves a gap.
      minutes: 8 * 60 - 10,
      breaks: [{ afterMinutes: 235, minutes: 30 }],
    })),
    habits: { absentShare: 0.05, jitterMinutes: 10 },
  },
  heavy_tailed: {
    queues: plainQueues({
      talk: lognormal(200, 2.2),
      wrap: lognormal(40, 2),
      patience: { kind: 'weibull', scale: 150, shape: 0.55 },
    }),
  },
  small_queues: {
    queues: [3, 4, 5, 6, 8].map((agents) =>
      plainQueue(`Desk of ${agents}`, (0.7 * agents * HOUR) / HANDLE_SECONDS, { agents }),
    ),
  },
  overdispersed: { queues: withArrivals({ dayVariation: 0.12, hourVariation: 0.25 }) },
  working_week: {
    queues: SIZES.map(([name, perHour]) =>
      plainQueue(name, perHour, {
        arrivals: { perHour, hours: WORKING_DAY_HOURS, weekdays: WORKING_WEEK, dayVariation: 0.1 },
        agents: staffFor(perHour, HANDLE_SECONDS, ALLOWANCE),
      }),
    ),
    shifts: WORKING_DAY,
    habits: {
      absentShare: 0.06,
      jitterMinutes: 5,
      notResponding: { share: 0.01, duration: exponential(90) },
      pause: { share: 0.03, duration: exponential(180) },
    },
  },
};

export function familyCentre(family: Family, name: string, seed: number): CentreSketch {
  return defined({ ...buildCentre(family, seed, name), disturbances: family.disturbances });
}
