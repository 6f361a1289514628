import type { Media } from '../../../domain/index.ts';
import type { Distribution } from './distribution.ts';

/** Profiles of queues and agents. Times of day and weekdays are local, by the centre's UTC offset. */

export interface QueueProfile {
  readonly id: string;
  readonly name: string;
  readonly media: Media;
  readonly skill: { readonly id: string; readonly name: string };
  readonly campaign: string;
  readonly arrivals: ArrivalProfile;
  readonly handling: HandlingProfile;
  /** How long a contact waits before it abandons. */
  readonly patience: Distribution;
  readonly serviceLevel: { readonly target: number; readonly thresholdSeconds: number };
  /** A contact that abandons sooner than this is a short abandon. */
  readonly shortAbandonSeconds: number;
  /** Share of handled contacts that are resolved at first contact. */
  readonly resolvedShare: number;
}

/** A Poisson process whose rate varies; the multipliers make it over-dispersed. */
export interface ArrivalProfile {
  /** Contacts per hour where every factor is 1. */
  readonly perHour: number;
  /** 24 factors, each reached at the start of its hour, with linear interpolation between. Absent: constant. */
  readonly hours?: readonly number[];
  /** 7 factors, Sunday first. */
  readonly weekdays?: readonly number[];
  /** Coefficient of variation of a random factor drawn for each day, and for each hour. */
  readonly dayVariation?: number;
  readonly hourVariation?: number;
  readonly surges?: SurgeHabit;
}

/** Surges at random times. */
export interface SurgeHabit {
  readonly perDay: number;
  readonly factor: { readonly min: number; readonly max: number };
  readonly rampSeconds: number;
  readonly holdSeconds: number;
}

export interface HandlingProfile {
  readonly talk: Distribution;
  /** Share of contacts put on hold, and for how long. */
  readonly hold?: { readonly share: number; readonly duration: Distribution };
  /** After-contact work. */
  readonly wrap?: Distribution;
}

export interface AgentProfile {
  readonly id: string;
  readonly name: string;
  /** The queues the agent serves; the first is the agent's home. */
  readonly queueIds: readonly string[];
  /** Absent: always on duty. */
  readonly shift?: Shift;
  readonly habits?: AgentHabits;
}

export interface Shift {
  /** Minute of the day; a shift may last past midnight. */
  readonly startsAtMinute: number;
  readonly minutes: number;
  /** 0 is Sunday. Absent: every day. */
  readonly weekdays?: readonly number[];
  readonly breaks?: readonly { readonly afterMinutes: number; readonly minutes: number }[];
}

/** Absent shares are 0. */
export interface AgentHabits {
  /** Share of days on which the agent is absent. */
  readonly absentShare?: number;
  /** Start, end and breaks vary by up to this much in either direction. */
  readonly jitterMinutes?: number;
  /** Share of offered contacts that the agent does not answer; the next agent gets the contact immediately. */
  readonly notResponding?: { readonly share: number; readonly duration: Distribution };
  /** Share of handled contacts after which the agent pauses. */
  readonly pause?: { readonly share: number; readonly duration: Distribution };
}

/** A temporary deviation: it rises over the ramp, holds, and falls over another ramp. */
export type Disturbance = DisturbanceCourse &
  (
    | { readonly kind: 'surge'; readonly factor: number }
    | { readonly kind: 'slow_handling'; readonly factor: number }
    | { readonly kind: 'staff_drop'; readonly share: number }
  );

export interface DisturbanceCourse {
  /** The affected queue; absent: all queues. */
  readonly queueId?: string;
  /** Seconds after the start of the simulation, or after the call of `disturb`. */
  readonly afterSeconds?: number;
  readonly rampSeconds?: number;
  /** Time at full strength; absent: until it is cleared. */
  readonly holdSeconds?: number;
  /** Repetition interval. */
  readonly everySeconds?: number;
}
