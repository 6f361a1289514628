import { defined, type Media } from '../../domain/index.ts';
import {
  type AgentHabits,
  type AgentProfile,
  type ArrivalProfile,
  type ContactCentreOptions,
  type Distribution,
  type QueueProfile,
  type Shift,
  uuidFrom,
} from '../engine/index.ts';

/** Short description of a queue; defaults complete it. Times in seconds. */
export interface QueuePlan {
  readonly name: string;
  readonly media?: Media;
  readonly arrivals: ArrivalProfile;
  readonly talk: Distribution;
  readonly hold?: { readonly share: number; readonly duration: Distribution };
  readonly wrap?: Distribution;
  readonly patience: Distribution;
  /** Agents whose home is the queue: in a shift with share 1, or always on duty. */
  readonly agents: number;
  /** Names of other queues that a third of its agents also serve. */
  readonly sharedWith?: readonly string[];
  readonly target?: number;
  readonly thresholdSeconds?: number;
}

export interface CentrePlan {
  readonly queues: readonly QueuePlan[];
  /** Absent: the agents are always on duty. */
  readonly shifts?: readonly StaffedShift[];
  readonly habits?: AgentHabits;
}

export interface StaffedShift extends Shift {
  /** Share of a queue's agents who work in it. Default 1: all of them. */
  readonly share?: number;
}

export type CentreDesign = Pick<ContactCentreOptions, 'seed' | 'queues' | 'agents'>;

/** Agents for an offered load in Erlang, with the square-root allowance for its fluctuation. */
export function staffFor(perHour: number, handleSeconds: number, allowance: number): number {
  const load = (perHour * handleSeconds) / 3600;
  return Math.ceil(load + allowance * Math.sqrt(load));
}

const SHARED_EVERY = 3;
const SHORT_ABANDON_SECONDS = 5;
const RESOLVED_SHARE = 0.72;
const DEFAULT_TARGET = 0.8;
const DEFAULT_THRESHOLD_SECONDS = 20;

/** `label` keeps the ids of one centre apart from those of another with the same seed. */
export function buildCentre(plan: CentrePlan, seed: number, label: string): CentreDesign {
  const idOf = (name: string): string => uuidFrom(seed, label, 'queue', name);
  return {
    seed,
    queues: plan.queues.map((queue) => queueProfile(queue, seed, label)),
    agents: plan.queues.flatMap((queue) => staffOf(queue, plan, (name) => idOf(name), seed, label)),
  };
}

function queueProfile(plan: QueuePlan, seed: number, label: string): QueueProfile {
  const { name, media = 'voice', arrivals, talk, hold, wrap, patience } = plan;
  return {
    id: uuidFrom(seed, label, 'queue', name),
    name,
    media,
    skill: { id: uuidFrom(seed, label, 'skill', name), name: `${name} skill` },
    campaign: name.split(' ')[0] ?? name,
    arrivals,
    handling: defined({ talk, hold, wrap }),
    patience,
    serviceLevel: {
      target: plan.target ?? DEFAULT_TARGET,
      thresholdSeconds: plan.thresholdSeconds ?? DEFAULT_THRESHOLD_SECONDS,
    },
    shortAbandonSeconds: SHORT_ABANDON_SECONDS,
    resolvedShare: RESOLVED_SHARE,
  };
}

function staffOf(
  queue: QueuePlan,
  { shifts, habits }: CentrePlan,
  idOf: (name: string) => string,
  seed: number,
  label: string,
): AgentProfile[] {
  const staff: AgentProfile[] = [];
  for (const [shiftIndex, shift] of (shifts ?? [undefined]).entries()) {
    for (let number = 0; number < queue.agents * (shift?.share ?? 1); number++) {
      const isShared = number % SHARED_EVERY === 0;
      const names = isShared ? [queue.name, ...(queue.sharedWith ?? [])] : [queue.name];
      staff.push(
        defined({
          id: uuidFrom(seed, label, 'agent', queue.name, shiftIndex, number),
          name: `${queue.name} agent ${shiftIndex + 1}-${number + 1}`,
          queueIds: names.map(idOf),
          shift: shift && staggered(shift, number),
          habits,
        }),
      );
    }
  }
  return staff;
}

/** Breaks are staggered: never more than every sixth agent of a queue at once. */
const BREAK_TURNS = 6;
const TURN_MINUTES = 30;

function staggered(shift: Shift, number: number): Shift {
  const later = (number % BREAK_TURNS) * TURN_MINUTES - (BREAK_TURNS / 2) * TURN_MINUTES;
  return defined({
    ...shift,
    breaks: shift.breaks?.map(({ afterMinutes, minutes }) => ({
      afterMinutes: afterMinutes + later,
      minutes,
    })),
  });
}
