import type { Collection, CollectorName, Rejections } from './collector.ts';
import { isUp } from './health.ts';
import {
  type QueueFacts,
  queueKey,
  type WindowCounts,
  type WindowedCounts,
  windowedCounts,
} from './queue.ts';

/** Name of a tenant and the API that is polled. */
export interface TenantIdentity {
  readonly name: string;
  readonly platform: string;
  readonly api: string;
  /** Name of the platform in the vendor's spelling; absent where only the configuration is known. */
  readonly platformName?: string;
  /** Constant labels of the tenant from the configuration, by name. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Status of one collector of a tenant. */
export interface CollectorStatus {
  readonly name: CollectorName;
  /** From one poll to the next; longer than configured where the request budget requires it. */
  readonly intervalSeconds: number;
  /** Whether the request budget stretches the interval, or has just prevented a poll. */
  readonly slowedByBudget?: boolean;
  /** Whether the last finished poll succeeded; absent until one has finished. */
  readonly success?: boolean;
  /** Unix seconds; moves on success alone. */
  readonly lastSuccessAt?: number;
  readonly durationSeconds?: number;
  /** Polls missed in a row: failed, or skipped. */
  readonly missed: number;
  readonly skipped: number;
  readonly rejected: Rejections;
  /** Kind of the last poll's failure, for public pages: no path, address or id; absent or undefined after a success. */
  readonly lastError?: string | undefined;
}

/** Status of a collector and its last result. */
export interface CollectorState {
  readonly status: CollectorStatus;
  /** Result of the last success; absent before the first one, and once too many polls were missed. */
  readonly collection?: Collection;
  /**
   * Reads the {@link Collector.marks}, for a process that continues its work. Those of this result are read before the next
   * poll begins: any later poll changes them.
   */
  readonly marks?: () => readonly object[];
}

/** One tenant at one instant: immutable, replaced whole at every change. */
export interface TenantState {
  readonly tenant: TenantIdentity;
  /** When it changed last, Unix seconds; absent before the first poll. */
  readonly at?: number;
  readonly collectors: readonly CollectorState[];
}

/** What is known of a collector that another process has polled. */
export interface Resumed {
  readonly state: CollectorState;
  /** Last result, even if it is too old to be shown: the totals continue from it. */
  readonly last?: Collection;
  readonly marks?: readonly object[] | undefined;
  /** Result whose totals were shown last: no later one shows less. */
  readonly shown?: Collection;
  /** Time since the other process polled it, seconds. */
  readonly sincePollSeconds: number;
}

export type ResumedCollectors = ReadonlyMap<CollectorName, Resumed>;

/** Queue facts of a collector with a higher rank replace those of one with a lower rank. */
const PRECEDENCE = {
  plan: 0,
  wait_times: 0,
  routing: 1,
  analytics: 2,
  audit: 3,
  agents: 4,
  health: 5,
  aggregates: 6,
  queues: 7,
} satisfies Record<CollectorName, number>;

/** From the lowest to the highest rank. */
export function byPrecedence(collectors: readonly CollectorState[]): readonly CollectorState[] {
  return collectors.toSorted((a, b) => byRank(a.status.name, b.status.name));
}

/** Compares collectors from the lowest to the highest rank. */
export function byRank(a: CollectorName, b: CollectorName): number {
  return PRECEDENCE[a] - PRECEDENCE[b];
}

/**
 * Joins what the collectors know of each queue into one row per queue and medium, sorted by name, id and medium. The
 * last queue poll decides which queues exist: others are dropped, even if slower collectors still report them. Without a
 * queue poll, or while its facts are stale, the queues of every collector are shown.
 */
export function mergeQueues(state: TenantState): readonly QueueFacts[] {
  const rows = new Map<string, QueueFacts>();
  const polled = state.collectors.find(({ status }) => status.name === 'queues')?.collection?.queues;
  const existing = polled && new Set(polled.map(({ id }) => id));
  for (const { collection } of byPrecedence(state.collectors)) {
    for (const queue of collection?.queues ?? []) {
      if (existing && !existing.has(queue.id)) continue;
      const key = queueKey(queue);
      const known = rows.get(key);
      rows.set(key, known ? join(known, queue) : queue);
    }
  }
  return [...rows.values()].sort(byNameThenId);
}

type Draft = { -readonly [Key in keyof QueueFacts]: QueueFacts[Key] };

/** Facts that are unknown in `newer` are kept from `known`. */
function join(known: QueueFacts, newer: QueueFacts): QueueFacts {
  const joined: Draft = { ...known, ...newer };
  for (const key of Object.keys(known) as (keyof QueueFacts)[])
    if (newer[key] === undefined) copy(key, known, joined);
  if (known.windows && newer.windows) joined.windows = joinWindows(known.windows, newer.windows);
  return joined;
}

function copy<Key extends keyof QueueFacts>(key: Key, from: QueueFacts, to: Pick<Draft, Key>): void {
  to[key] = from[key];
}

function joinWindows(a: WindowedCounts, b: WindowedCounts): WindowedCounts {
  const joined = new Map(Object.entries<WindowCounts>(a));
  for (const [window, counts] of Object.entries<WindowCounts>(b))
    joined.set(window, { ...joined.get(window), ...counts });
  return windowedCounts(joined);
}

function byNameThenId(a: QueueFacts, b: QueueFacts): number {
  return compare(a.name, b.name) || compare(a.id, b.id) || compare(a.media, b.media);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether the platform is up: signed in and the last health answer was good. Where a platform has no health
 * question, its queue poll stands in. Undefined until a first poll has finished.
 */
export function platformUp(state: TenantState): boolean | undefined {
  const witness =
    state.collectors.find(({ status }) => status.name === 'health') ??
    state.collectors.find(({ status }) => status.name === 'queues');
  if (witness?.status.success === undefined) return undefined;
  if (!witness.status.success) return false;
  return witness.collection?.health ? isUp(witness.collection.health) : true;
}
