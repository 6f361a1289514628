import type { CollectorName } from './collector.ts';
import type { Media } from './queue.ts';

/** Routing configuration of queues, and the ports that read and write it. */

export const ROUTING_STRATEGIES = [
  'longestIdleAgent',
  'mostAvailableAgent',
  'leastRecentlyUsed',
  'firstAvailableAgent',
] as const;

/** Instead of a URL: waiting contacts hear no music. */
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

/** As read, an absent setting is unknown or does not exist on the platform; as desired, it stays unchanged. */
export interface RoutingSettings {
  /** One of {@link ROUTING_STRATEGIES}, or another that only the platform knows. */
  readonly routingStrategy?: string;
  readonly maxWaitSeconds?: number;
  /** URL of the music for waiting contacts, or {@link NO_MUSIC}. */
  readonly waitMusic?: string;
  readonly overflowTargets?: readonly OverflowTarget[];
  readonly skills?: readonly RequiredSkill[];
  readonly skillRoutingType?: string;
  readonly enableOverflow?: boolean;
  readonly overflowThreshold?: number;
  /** Percent of the contacts to be answered within the threshold. */
  readonly serviceLevelGoal?: number;
  readonly serviceLevelThresholdSeconds?: number;
  /** Whether abandons before the short-abandon threshold are counted separately. */
  readonly enableShortAbandon?: boolean;
  readonly shortAbandonThresholdSeconds?: number;
  readonly countShortAbandons?: boolean;
}
export type RoutingSetting = keyof RoutingSettings;

/** A queue's routing configuration as read from the platform. */
export interface QueueRouting {
  readonly id: string;
  readonly name: string;
  readonly media: Media;
  /** Rises with each change; absent on platforms without versions, where the last write wins. */
  readonly version?: number;
  readonly settings: RoutingSettings;
  /** Further properties, in the platform's terms. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** The whole response, which the adapter sends back with the changes in it. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** Origin of a call: a collector, or (without one) a person, whose calls have the highest priority. */
export interface RoutingContext {
  readonly collector?: CollectorName;
  readonly signal: AbortSignal;
}

/** The half of the port that changes nothing. */
export interface RoutingReader {
  /** Settings that queues have on this platform. */
  readonly settings: ReadonlySet<string>;
  /** What `read` requests, and the field of the version where queues have one. */
  readonly source?: { readonly endpoint: string; readonly versionField?: string };
  /** @returns undefined when the platform has no such queue. */
  read(queueId: string, context: RoutingContext): Promise<QueueRouting | undefined>;
  /** Ids of all skills that a queue may require; called only where `settings` has `skills`. */
  skillIds(context: RoutingContext): Promise<ReadonlySet<string>>;
}

/** A part of a write that the platform rejects. */
export interface SettingProblem {
  /** The setting and the place in it, such as `['skills', 0, 'id']`; empty when the platform names no known setting. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Outcome of a write, as far as it is known. */
export type WriteResult =
  | { readonly outcome: 'written'; readonly version?: number }
  /** Not written: the queue has changed since it was read. */
  | { readonly outcome: 'conflict' }
  /** Not written. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly problems: readonly SettingProblem[] }
  /** Written or not: no response arrived, or it does not say. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** The half of the port that changes a platform. */
export interface RoutingWriter {
  /**
   * Changes the given settings and keeps the others, if the queue has not changed since it was read. Without versions, a
   * concurrent change may be overwritten. Does not throw.
   */
  write(queue: QueueRouting, settings: RoutingSettings, context: RoutingContext): Promise<WriteResult>;
}
