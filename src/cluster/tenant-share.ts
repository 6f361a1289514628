import { z } from 'zod';
import type { CollectorName, CollectorState, ResumedCollectors, TenantState } from '../domain/index.ts';
import type { ElapsedClock } from './elapsed-clock.ts';
import {
  type KnownCollector,
  lastOf,
  lifetimeMs,
  newerOf,
  resumedAt,
  sharedOf,
  shownAt,
  type TenantPlan,
} from './known-state.ts';
import { collectorFrom, collectorLines } from './snapshot/collector-part.ts';
import { decodePart, encodePart, SharedStateError } from './snapshot/encoding.ts';
import { type Extra, extraFrom, extraLines } from './snapshot/extra-part.ts';
import type { ClusterStore, StoredPart } from './store.ts';

/** One tenant's state between this replica and the store: publishes it while it leads, and reads it while it follows. */

export interface TenantShare {
  /** Records a state of this replica's own polls; published if `fence` is given, the number of the lease it holds. */
  readonly record: (state: TenantState, extra: LazyExtra, fence: number | undefined) => void;
  /** Publishes everything known with the fencing number of a new lease. */
  readonly publishAll: (fence: number) => void;
  /** Publishes again what the store has not accepted. */
  readonly retry: (fence: number) => void;
  /** Resolves when nothing is being published. */
  readonly settled: () => Promise<void>;
  /** Reads what other replicas published; resolves to whether something changed. */
  readonly refresh: () => Promise<boolean>;
  /** Version of the store that was read last. */
  readonly version: () => number;
  /** Whether another replica has counted more than this one's polls since {@link TenantShare.resumed}. */
  readonly isOutdone: () => boolean;
  readonly shown: () => ReturnType<typeof shownAt> & { readonly extra: Extra | undefined };
  readonly resumed: () => ResumedCollectors;
}

/** Further values, made when they are published. */
export interface LazyExtra {
  /** Another object whenever the values have changed. */
  readonly source: object;
  readonly make: () => Extra;
}

export interface TenantShareOptions {
  readonly tenant: string;
  readonly plan: TenantPlan;
  readonly store: ClusterStore;
  readonly clock: ElapsedClock;
  readonly signal: AbortSignal;
  /** Called when the store refuses a publication: another replica has the lease. */
  readonly onRefused: () => void;
  /** Called for the first part that cannot be read, and not again until all can be read. */
  readonly onUnreadable: (error: unknown) => void;
}

/** Name of the part with the further values; the others have a collector's name. */
const EXTRA = 'extra';

export function shareTenant(options: TenantShareOptions): TenantShare {
  const { tenant, plan, store, clock, signal, onRefused, onUnreadable } = options;
  const known = new Map<CollectorName, KnownCollector>();
  /** States with which this replica began to poll: not of its own polls. */
  const inherited = new WeakSet<CollectorState>();
  let extra: Extra | undefined;
  let ownExtra: LazyExtra | undefined;
  /** Highest fencing number of the parts that were read or published. */
  let newestFence = 0;
  let stamps: ReadonlyMap<string, string> = new Map();
  let version = 0;
  /** Names of the parts whose last publication cannot be read. */
  const unreadable = new Set<string>();
  let isOutdone = false;

  /** Fencing number of a publication that is due. */
  let dueWith: number | undefined;
  let isPublishing = false;
  let publishing: Promise<void> = Promise.resolve();
  /** Whether the store lacks something: after a change of the lease, or a failure. */
  let isIncomplete = true;
  const published = new Map<CollectorName, KnownCollector>();
  let publishedExtra: LazyExtra | undefined;

  async function publishPending(): Promise<void> {
    if (isPublishing) return;
    isPublishing = true;
    try {
      for (let fence = dueWith; fence !== undefined; fence = dueWith) {
        dueWith = undefined;
        await publish(fence);
      }
    } catch {
      // The next synchronisation reports that the store does not respond; `retry` publishes then.
      isIncomplete = true;
    } finally {
      isPublishing = false;
    }
  }

  async function publish(fence: number): Promise<void> {
    const isWhole = isIncomplete;
    const changed = [...known].filter(([name, each]) => isWhole || published.get(name) !== each);
    const own = ownExtra;
    const values = own?.source !== publishedExtra?.source || isWhole ? (own?.make() ?? extra) : undefined;
    const parts = new Map<string, Buffer>();
    for (const [name, each] of changed) {
      const ageMs = Math.max(0, clock() - each.polledAtMs);
      const lines = collectorLines(sharedOf(each), { at: each.at, ageMs, marks: each.marks });
      parts.set(name, await encodePart(fence, lines));
    }
    if (values) parts.set(EXTRA, await encodePart(fence, extraLines(values)));
    if (parts.size === 0) return;
    const publication = { tenant, fence, parts, isWhole, lifetimeMs: Math.ceil(lifetimeMs(plan)) };
    if (!(await store.publish(publication, signal))) {
      isIncomplete = true;
      onRefused();
      return;
    }
    isIncomplete = false;
    newestFence = Math.max(newestFence, fence);
    for (const [name, each] of changed) published.set(name, each);
    publishedExtra = own;
  }

  function request(fence: number): void {
    if (known.size === 0) return;
    dueWith = fence;
    publishing = Promise.all([publishing, publishPending()]).then(() => {});
  }

  const current = () => shownAt(plan, known, clock());

  let leapsSeen = clock.leaps?.() ?? 0;

  /**
   * What was known before a leap of the clock seems as old as the leap is long. The store knows the true ages: they are read
   * again.
   */
  function forgetAgesAfterLeap(): boolean {
    const leaps = clock.leaps?.() ?? 0;
    if (leaps === leapsSeen) return false;
    leapsSeen = leaps;
    stamps = new Map();
    return true;
  }

  let reading: Promise<boolean> | undefined;
  /** Begins when the running one has ended: for changes that that one may have missed. */
  let nextReading: Promise<boolean> | undefined;

  async function read(): Promise<boolean> {
    let hasChanged = false;
    forgetAgesAfterLeap();
    do {
      const stored = await store.read(tenant, stamps, signal);
      const receivedAt = clock();
      for (const [name, part] of stored.parts)
        hasChanged = (await accept(name, part, receivedAt)) || hasChanged;
      version = stored.version;
    } while (forgetAgesAfterLeap());
    return hasChanged;
  }

  async function accept(
    name: string,
    { bytes, stamp, ageMs }: StoredPart,
    receivedAt: number,
  ): Promise<boolean> {
    stamps = new Map(stamps).set(name, stamp);
    // A newer version may have further collectors.
    if (name !== EXTRA && !plan.collectors.some((each) => each.name === name)) return false;
    try {
      const { fence, lines } = await decodePart(bytes);
      if (fence < newestFence) return false;
      newestFence = fence;
      if (name === EXTRA) {
        extra = extraFrom(lines);
      } else {
        const shared = collectorFrom(lines);
        const { state, at, marks } = shared;
        if (state.status.name !== name)
          throw new SharedStateError('invalid_state', 'holds another collector than its name says');
        const other: KnownCollector = {
          state,
          at,
          polledAtMs: receivedAt - ageMs - shared.ageMs,
          ...(state.collection && { last: state.collection, shown: state.collection, marks }),
        };
        const before = known.get(state.status.name);
        const next = newerOf(before, other);
        known.set(state.status.name, next);
        if (next.last !== before?.last) isOutdone = true;
      }
      unreadable.delete(name);
      return true;
    } catch (error) {
      if (unreadable.size === 0) onUnreadable(shortened(error));
      unreadable.add(name);
      return false;
    }
  }

  function beginReading(): Promise<boolean> {
    nextReading = undefined;
    reading = read().finally(() => {
      if (!nextReading) reading = undefined;
    });
    return reading;
  }

  return {
    record: (state, lazyExtra, fence) => {
      const nowMs = clock();
      for (const each of state.collectors) {
        const before = known.get(each.status.name);
        if (before?.state === each || inherited.has(each) || !isPolled(each)) continue;
        known.set(each.status.name, {
          state: each,
          at: state.at ?? 0,
          polledAtMs: nowMs,
          ...(each.collection && each.collection !== before?.state.collection
            ? { last: each.collection, shown: each.collection, marks: each.marks?.() }
            : before && { ...lastOf(before), ...(before.shown && { shown: before.shown }) }),
        });
      }
      ownExtra = lazyExtra;
      if (fence !== undefined) request(fence);
    },
    publishAll: (fence) => {
      isIncomplete = true;
      request(fence);
    },
    retry: (fence) => {
      if (isIncomplete) request(fence);
    },
    settled: () => publishing,
    refresh: () => {
      if (!reading) return beginReading();
      nextReading ??= reading.then(beginReading, beginReading);
      return nextReading;
    },
    version: () => version,
    isOutdone: () => isOutdone,
    shown: () => ({ ...current(), extra }),
    resumed: () => {
      const resumed = resumedAt(plan, known, clock());
      for (const { state } of resumed.values()) inherited.add(state);
      isOutdone = false;
      return resumed;
    },
  };
}

/** Whether a poll has ended or was skipped. */
function isPolled({ status }: CollectorState): boolean {
  return status.success !== undefined || status.missed > 0;
}

/** The message of a schema lists every violation, which may be thousands. */
function shortened(error: unknown): unknown {
  if (!(error instanceof z.ZodError)) return error;
  const [first] = error.issues;
  return new SharedStateError('invalid_state', `${first?.path.join('.')}: ${first?.message}`);
}
