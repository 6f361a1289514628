import type { AgentProfile, Disturbance, QueueProfile } from './load/profile.ts';

export interface ContactCentreOptions {
  readonly seed: number;
  readonly queues: readonly QueueProfile[];
  readonly agents: readonly AgentProfile[];
  /** Initial `now`, Unix seconds. */
  readonly startAt: number;
  /** How long before `startAt` the simulation begins, so that queues and agents are in a typical state. Default 1 hour. */
  readonly warmUpSeconds?: number;
  /** Local time minus UTC. */
  readonly utcOffsetSeconds?: number;
  readonly disturbances?: readonly Disturbance[];
}
