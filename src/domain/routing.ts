import type { CollectorName } from './collector.ts';
import type { Media } from './queue.ts';

/** How a queue hands its interactions to agents, and the port through which a platform is asked about it. */

export const ROUTING_STRATEGIES = [
  'longestIdleAgent',
  'mostAvailableAgent',
  'leastRecentlyUsed',
  'firstAvailableAgent',
] as const;

/** In the place of an address of music: those who wait hear none. */
export const NO_MUSIC = 'none';

/** A queue that takes over once `threshold` is passed. */
export interface OverflowTarget {
  readonly id: string;
  readonly threshold: number;
}

export interface RequiredSkill {
  readonly id: string;
  readonly level: string;
}

/** As read, what is absent is unknown or does not exist on the platform; as desired, it is left alone. */
export interface RoutingSettings {
  /** One of {@link ROUTING_STRATEGIES}, or another that only the platform knows. */
  readonly routingStrategy?: string;
  readonly maxWaitSeconds?: number;
  /** The address of what those who wait hear, or {@link NO_MUSIC}. */
  readonly waitMusic?: string;
  readonly overflowTargets?: readonly OverflowTarget[];
  readonly skills?: readonly RequiredSkill[];
  readonly skillRoutingType?: string;
  readonly enableOverflow?: boolean;
  readonly overflowThreshold?: number;
  /** Percent of the contacts to be answered within the threshold. */
  readonly serviceLevelGoal?: number;
  readonly serviceLevelThresholdSeconds?: number;
  /** Whether those who give up before the short-abandon threshold are told apart from other abandons. */
  readonly enableShortAbandon?: boolean;
  readonly shortAbandonThresholdSeconds?: number;
  readonly countShortAbandons?: boolean;
}
export type RoutingSetting = keyof RoutingSettings;

/** A queue's routing configuration as the platform told it. */
export interface QueueRouting {
  readonly id: string;
  readonly name: string;
  readonly media: Media;
  /** Rises with each change; absent on platforms that count none, where the last write wins. */
  readonly version?: number;
  readonly settings: RoutingSettings;
  /** What the platform keeps beside version and settings, in its own words. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** The whole answer, for the adapter to send back with the changes in it. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Who asks: a collector within the request budget, or a person, who is first in line. */
export interface RoutingContext {
  readonly collector?: CollectorName;
  readonly signal: AbortSignal;
}

/** The half of the port that changes nothing. */
export interface RoutingReader {
  /** What queues have on this platform. */
  readonly settings: ReadonlySet<string>;
  /** @returns undefined when the platform has no such queue. */
  read(queueId: string, context: RoutingContext): Promise<QueueRouting | undefined>;
  /** The ids of all skills that a queue may require; asked only where `settings` has `skills`. */
  skillIds(context: RoutingContext): Promise<ReadonlySet<string>>;
}

/** Something in a write that the platform does not take. */
export interface SettingProblem {
  /** The setting and the place in it, such as `['skills', 0, 'id']`; empty when the platform names none of ours. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is known after a write. */
export type WriteResult =
  | { readonly outcome: 'written'; readonly version?: number }
  /** Surely not written: the queue is another by now than the one that was read. */
  | { readonly outcome: 'conflict' }
  /** Surely not written. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly problems: readonly SettingProblem[] }
  /** Written or not: the platform's answer did not arrive, or says neither. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** The half of the port that changes a platform. */
export interface RoutingWriter {
  /**
   * Sets what is given and leaves the rest as it was read, provided that the queue still is as it was read. Only
   * versions make that certain; without them, a change in the same moment is overwritten. Does not throw.
   */
  write(queue: QueueRouting, settings: RoutingSettings, context: RoutingContext): Promise<WriteResult>;
}
