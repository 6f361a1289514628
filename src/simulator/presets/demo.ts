import { defined, type Media } from '../../domain/index.ts';
import type { ArrivalProfile, Distribution } from '../engine/index.ts';
import { type CentrePlan, type QueuePlan, staffFor } from './build.ts';
import { ROUND_THE_CLOCK } from './shifts.ts';

/** Contact centres of the demo: open round the clock, most queues within target, some under pressure at times. */

const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });
const lognormal = (mean: number, cv: number): Distribution => ({ kind: 'lognormal', mean, cv });
const NEVER: Distribution = { kind: 'never' };

interface DemoQueue {
  readonly name: string;
  readonly media?: Media;
  readonly perHour: number;
  readonly talk: number;
  readonly wrap?: number;
  readonly patience?: number;
  readonly sharedWith?: readonly string[];
  readonly target?: number;
  readonly threshold?: number;
  /** Random surges per day. Default 2. */
  readonly surgesPerDay?: number;
  /** Square-root staffing allowance; below {@link ALLOWANCE} the queue is often understaffed. */
  readonly allowance?: number;
}

/** Hourly factors with little variation, so that every hour of the demo has traffic. */
const HOURS = [
  0.72, 0.7, 0.7, 0.7, 0.72, 0.75, 0.8, 0.86, 0.92, 0.97, 1, 1, 0.97, 0.95, 0.96, 0.98, 0.97, 0.94, 0.9, 0.86,
  0.82, 0.79, 0.76, 0.74,
] as const;

function arrivals({ perHour, surgesPerDay = 2 }: DemoQueue): ArrivalProfile {
  return {
    perHour,
    hours: HOURS,
    weekdays: [0.93, 1.05, 1, 1, 1, 1, 0.95],
    dayVariation: 0.05,
    hourVariation: 0.1,
    surges: {
      perDay: surgesPerDay,
      factor: { min: 1.4, max: 2.2 },
      rampSeconds: 300,
      holdSeconds: 900,
    },
  };
}

/** Share of a shift that remains after breaks, absence and pauses. */
const PRESENCE = 0.84;
const ALLOWANCE = 1.25;
const HELD_SHARE = 0.18;
const HOLD_SECONDS = 45;

function queuePlan(queue: DemoQueue): QueuePlan {
  const { name, media = 'voice', talk, wrap = 35, patience = 240, sharedWith } = queue;
  const handle = talk + wrap + HELD_SHARE * HOLD_SECONDS;
  return defined({
    name,
    media,
    arrivals: arrivals(queue),
    talk: lognormal(talk, 0.9),
    hold: media === 'voice' ? { share: HELD_SHARE, duration: lognormal(HOLD_SECONDS, 1) } : undefined,
    wrap: lognormal(wrap, 0.7),
    patience: media === 'email' ? NEVER : lognormal(patience, 1.3),
    agents: Math.ceil(staffFor(queue.perHour, handle, queue.allowance ?? ALLOWANCE) / PRESENCE),
    sharedWith,
    target: queue.target,
    thresholdSeconds: queue.threshold,
  });
}

function demo(queues: readonly DemoQueue[]): CentrePlan {
  return {
    queues: queues.map(queuePlan),
    shifts: ROUND_THE_CLOCK,
    habits: {
      absentShare: 0.04,
      jitterMinutes: 6,
      notResponding: { share: 0.008, duration: exponential(75) },
      pause: { share: 0.02, duration: exponential(150) },
    },
  };
}

const acme = demo([
  { name: 'Sales', perHour: 170, talk: 260, sharedWith: ['Sales Business'] },
  { name: 'Sales Business', perHour: 60, talk: 330 },
  {
    name: 'VIP Desk',
    perHour: 26,

    talk: 300,
    patience: 180,
    sharedWith: ['Sales'],
    target: 0.9,
    threshold: 10,
  },
  { name: 'Service Level 1', perHour: 260, talk: 240, sharedWith: ['Service Level 2'] },
  { name: 'Service Level 2', perHour: 70, talk: 480, wrap: 90 },
  { name: 'Billing', perHour: 130, talk: 250, sharedWith: ['Collections'] },
  { name: 'Collections', perHour: 40, talk: 280, surgesPerDay: 2 },
  { name: 'Technical Support', perHour: 95, talk: 390, wrap: 60, surgesPerDay: 9 },
  { name: 'Returns', perHour: 55, talk: 220, surgesPerDay: 7 },
  { name: 'Español', perHour: 36, talk: 260 },
  { name: 'Customer "Care" 💬', media: 'chat', perHour: 120, talk: 300, threshold: 30 },
  { name: 'Web Shop Chat', media: 'chat', perHour: 75, talk: 280, threshold: 30 },
  { name: 'Text Messages', media: 'message', perHour: 50, talk: 240, threshold: 60 },
  { name: 'E-Mail', media: 'email', perHour: 45, talk: 420, wrap: 30, threshold: 3600 },
]);

const globex = demo([
  { name: 'Reservations', perHour: 220, talk: 310, sharedWith: ['Loyalty'] },
  { name: 'Reservations Groups', perHour: 24, talk: 420 },
  { name: 'Loyalty', perHour: 80, talk: 240 },
  { name: 'VIP Concierge', perHour: 20, talk: 340, target: 0.95, threshold: 15 },
  { name: 'Baggage', perHour: 60, talk: 290, surgesPerDay: 10 },
  { name: 'Disruptions', perHour: 90, talk: 330, surgesPerDay: 12 },
  { name: 'Refunds', perHour: 70, talk: 260, wrap: 80 },
  { name: 'Web Help', media: 'chat', perHour: 100, talk: 290, threshold: 45 },
  { name: 'App Help', media: 'message', perHour: 85, talk: 250, threshold: 60 },
  { name: 'Agency Desk', perHour: 45, talk: 350 },
  { name: 'Callbacks', media: 'callback', perHour: 30, talk: 280, threshold: 300 },
  { name: 'Correspondence', media: 'email', perHour: 40, talk: 420, threshold: 3600 },
]);

const initech = demo([
  { name: 'Service Desk', perHour: 150, talk: 320, sharedWith: ['Service Desk Night'] },
  { name: 'Service Desk Night', perHour: 20, talk: 300 },
  { name: 'Password Reset', perHour: 140, talk: 120, wrap: 15 },
  { name: 'Network', perHour: 40, talk: 480, surgesPerDay: 8 },
  { name: 'Hardware', perHour: 45, talk: 360 },
  { name: 'Business Applications', perHour: 70, talk: 450 },
  { name: 'Executives', perHour: 8, talk: 300, target: 0.95, threshold: 10 },
  { name: 'Field Dispatch', perHour: 50, talk: 240 },
  { name: 'Security', perHour: 15, talk: 400, surgesPerDay: 5 },
  { name: 'Portal Chat', media: 'chat', perHour: 110, talk: 300, threshold: 30 },
  { name: 'Tickets', media: 'work_item', perHour: 60, talk: 400, threshold: 900 },
  { name: 'Mailbox', media: 'email', perHour: 50, talk: 380, threshold: 3600 },
]);

const umbrella = demo([
  { name: 'Appointments', perHour: 180, talk: 190, sharedWith: ['Cancellations'] },
  { name: 'Cancellations', perHour: 50, talk: 150 },
  { name: 'Prescriptions', perHour: 110, talk: 180, surgesPerDay: 8 },
  { name: 'Test Results', perHour: 60, talk: 260 },
  { name: 'Nurse Line', perHour: 45, talk: 600, wrap: 90, target: 0.9, threshold: 30 },
  { name: 'Insurance', perHour: 70, talk: 300 },
  { name: 'Pharmacies', perHour: 40, talk: 210 },
  { name: 'Physicians VIP', perHour: 18, talk: 240, target: 0.95, threshold: 10 },
  { name: 'New Patients', perHour: 35, talk: 380 },
  { name: 'Patient Chat', media: 'chat', perHour: 80, talk: 260, threshold: 30 },
  { name: 'Video Visits', media: 'video', perHour: 20, talk: 700, threshold: 60 },
  { name: 'Letters', media: 'email', perHour: 30, talk: 400, threshold: 3600 },
]);

export const DEMO_CENTRES: Readonly<Record<string, CentrePlan>> = { acme, globex, initech, umbrella };
