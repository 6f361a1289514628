import type { AgentProfile, Disturbance, QueueProfile } from './load/profile.ts';

export interface ContactCentreOptions {
  readonly seed: number;
  readonly queues: readonly QueueProfile[];
  readonly agents: readonly AgentProfile[];
  /** Unix seconds at which `now` begins. */
  readonly startAt: number;
  /** How long before `startAt` the life of the centre begins, so that it is in full swing by then. Default an hour. */
  readonly warmUpSeconds?: number;
  /** Local time minus UTC. */
  readonly utcOffsetSeconds?: number;
  readonly disturbances?: readonly Disturbance[];
}
