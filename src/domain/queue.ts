import { formatDuration } from './duration.ts';

/** Facts about one queue, in the terms that contact centres share. Absent means unknown; 0 means zero. */

export const MEDIA = [
  'voice',
  'chat',
  'email',
  'message',
  'callback',
  'work_item',
  'video',
  /** The platform does not separate the media of this queue. */
  'all',
] as const;
export type Media = (typeof MEDIA)[number];

/**
 * `busy`: with a contact. `after_contact_work`: finishing one that has ended. `unavailable`: logged in, and not to be
 * given contacts. `not_responding`: was given one and let it ring.
 */
export const AGENT_STATES = [
  'available',
  'busy',
  'after_contact_work',
  'unavailable',
  'not_responding',
] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** Head-count by state. A state that is missing is unknown. */
export type AgentCounts = Readonly<Partial<Record<AgentState, number>>>;

/** Interactions that are counted both over windows and since the start. */
export const INTERACTION_COUNTS = ['offered', 'answered', 'answeredWithinThreshold', 'abandoned'] as const;
export type InteractionCount = (typeof INTERACTION_COUNTS)[number];

/** Interactions counted over one window of time. */
export interface WindowCounts extends Readonly<Partial<Record<InteractionCount, number>>> {
  /** At most those abandoned. */
  readonly shortAbandoned?: number;
  /** Sum of the waits of the answered ones. */
  readonly answeredWaitSeconds?: number;
}

/** Key of counts over a period that only the platform knows (usually its current day). */
export const PLATFORM_WINDOW = 'platform';
/** Key of counts since the last midnight UTC. */
export const UTC_DAY_WINDOW = 'utc_day';

/** Counts by window: a rolling one by its length in whole seconds, the others by name. */
export type WindowedCounts = {
  readonly [seconds: number]: WindowCounts;
  readonly [PLATFORM_WINDOW]?: WindowCounts;
  readonly [UTC_DAY_WINDOW]?: WindowCounts;
};

/**
 * Counts of the windows that are known. Properties are defined rather than assigned: V8 stores an assigned property 900 in
 * an array of 1,369 places, 11 KB for each queue.
 */
export function windowedCounts(
  windows: Iterable<readonly [window: number | string, counts: WindowCounts | undefined]>,
): WindowedCounts {
  const counted: WindowedCounts = {};
  for (const [window, counts] of windows)
    if (counts) Object.defineProperty(counted, window, { value: counts, enumerable: true });
  return counted;
}

/** Each window with its label: `15m` for 900 seconds, the name of a named one. */
export function labelledWindows(windows: WindowedCounts): readonly (readonly [string, WindowCounts])[] {
  return Object.entries<WindowCounts>(windows).map(([key, counts]) => [windowLabel(key), counts]);
}

/** Label of a window, from its key as `for...in` gives it. */
export function windowLabel(key: string): string {
  return key === PLATFORM_WINDOW || key === UTC_DAY_WINDOW ? key : formatDuration(Number(key));
}

/** Totals of a queue: counts of interactions, and sums in seconds. */
export const QUEUE_TOTALS = [
  ...INTERACTION_COUNTS,
  'shortAbandoned',
  'handleSeconds',
  'waitSeconds',
] as const;
export type QueueTotal = (typeof QUEUE_TOTALS)[number];

/** Totals since this process first saw the queue: they never decrease and never count anything twice. */
export type QueueTotals = Readonly<Partial<Record<QueueTotal, number>>>;

/** Outcomes of a waiting contact. */
export const CONTACT_OUTCOMES = ['answered', 'abandoned'] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];

/** Waits counted by range. `counts[i]` waits fell at or below `upperBounds[i]` seconds and above the bound before it. */
export interface WaitDistribution {
  readonly upperBounds: readonly number[];
  readonly counts: readonly number[];
}

/** One queue (or one medium of one queue) as of one or more polls. Times are Unix seconds, ratios 0..1. */
export interface QueueFacts {
  readonly id: string;
  readonly name: string;
  readonly media: Media;
  readonly waiting?: number;
  readonly active?: number;
  /** When the oldest waiting interaction entered; absent when none waits. */
  readonly oldestWaitingAt?: number;
  /** The platform's own current wait. */
  readonly waitSeconds?: number;
  readonly agents?: AgentCounts;
  readonly agentsLoggedIn?: number;
  /** Busy share of the agents on the queue, where the platform computes it itself. */
  readonly occupancy?: number;
  /** The platform's own service level. */
  readonly serviceLevel?: number;
  readonly serviceLevelTarget?: number;
  readonly serviceLevelThresholdSeconds?: number;
  readonly windows?: WindowedCounts;
  readonly totals?: QueueTotals;
  readonly waitDistribution?: Readonly<Partial<Record<ContactOutcome, WaitDistribution>>>;
  /** Version of the routing configuration. */
  readonly configVersion?: number;
  /** Whether the routing configuration differs from the desired one. */
  readonly configDrifted?: boolean;
  /** Changes of the configuration since this process started, by action. */
  readonly configChanges?: Readonly<Record<string, number>>;
}

/** Identifies a queue's row within its tenant. */
export function queueKey(queue: { readonly id: string; readonly media: string }): string {
  return `${queue.id}\u0000${queue.media}`;
}

/** Agents of a queue's row: their head-count, and the platform's own occupancy where it gives one. */
export type Staffing = Pick<QueueFacts, 'agents' | 'occupancy'>;

/**
 * Returns who serves each row of a tenant. Where a platform separates the media of a queue, its agents serve them
 * all and are counted once, on the row `all`: they serve each medium. A row with agents of its own keeps them.
 */
export function staffingOf(queues: readonly QueueFacts[]): (queue: QueueFacts) => Staffing {
  const shared = new Map<string, Staffing>();
  for (const queue of queues) if (queue.media === 'all' && isStaffed(queue)) shared.set(queue.id, queue);
  return (queue) => (isStaffed(queue) ? queue : (shared.get(queue.id) ?? {}));
}

function isStaffed({ agents, occupancy }: Staffing): boolean {
  return agents !== undefined || occupancy !== undefined;
}

/** Agents who are not free: with a contact or finishing one. Undefined when it is unknown who is with a contact. */
export function workingAgents({ busy, after_contact_work }: AgentCounts): number | undefined {
  return busy === undefined ? undefined : busy + (after_contact_work ?? 0);
}

/** The fields of `T` whose value may be undefined are optional, and never undefined. */
export type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** The object without the fields whose value is undefined: what is unknown is absent. */
export function defined<const T extends object>(fields: T): Defined<T> {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Defined<T>;
}

/** A change of a queue's configuration from the platform's audit log, without its author. */
export interface ConfigChange {
  /** Unique within the tenant. */
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly queueId: string;
  readonly queue: string;
  /** In lower snake case, such as `update`. */
  readonly action: string;
  /** Version of the configuration after the change. */
  readonly version?: number;
  /** Names of the changed properties, as the platform spells them. */
  readonly properties: readonly string[];
}
