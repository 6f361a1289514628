import type {
  Collection,
  CollectorName,
  CollectorState,
  QueueFacts,
  Resumed,
  ResumedCollectors,
  TenantIdentity,
  TenantState,
} from '../domain/index.ts';
import { exceeds, largest, queueKey, totalsWithoutDecrease } from '../domain/index.ts';

/** What a replica knows of a tenant, from its own polls or from another replica's. Pure. */

export interface CollectorPlan {
  readonly name: CollectorName;
  readonly intervalSeconds: number;
}

export interface TenantPlan {
  readonly identity: TenantIdentity;
  /** In the order in which they are shown. */
  readonly collectors: readonly CollectorPlan[];
  /** Polls missed in a row after which a collector's facts are no longer shown. */
  readonly staleAfter: number;
}

/** A collector's state, and when it was polled. */
export interface KnownCollector {
  readonly state: CollectorState;
  /** Unix seconds, on the clock of the replica that polled it. */
  readonly at: number;
  /** When it was polled, on this replica's own clock of elapsed milliseconds. */
  readonly polledAtMs: number;
  /** Result that the totals continue from, even where it is not shown any more: of all results, one that counted most. */
  readonly last?: Collection;
  /** Of that result: read at once, as a later poll changes them even if it fails or is not used. */
  readonly marks?: readonly object[] | undefined;
  /** Result whose totals were shown last. No later one shows less. */
  readonly shown?: Collection;
  /** Whether a newer state was not used, as it had counted less. */
  readonly isKept?: boolean;
}

export type KnownCollectors = ReadonlyMap<CollectorName, KnownCollector>;

/**
 * Time after the last poll after which facts of a replica that no longer polls are not shown: polls that failed before count.
 * One interval more than the poll loop's own limit, whose last missed poll may take that long.
 */
export function staleAfterMs(plan: TenantPlan, name: CollectorName, known?: KnownCollector): number {
  const planned = plan.collectors.find((each) => each.name === name)?.intervalSeconds ?? 0;
  const intervalSeconds = Math.max(planned, known?.state.status.intervalSeconds ?? 0);
  const missed = known?.state.status.missed ?? 0;
  return Math.max(0, plan.staleAfter + 1 - missed) * intervalSeconds * 1000;
}

/** The longest time that the tenant's state may be of use. */
export function lifetimeMs(plan: TenantPlan): number {
  return Math.max(...plan.collectors.map(({ name }) => staleAfterMs(plan, name)));
}

export interface Shown {
  readonly state: TenantState;
  /** Time until more of it is too old; infinite without anything that ages. */
  readonly staleInMs: number;
}

/** The state to show at a moment: without facts that are too old. */
export function shownAt(plan: TenantPlan, known: KnownCollectors, nowMs: number): Shown {
  let staleInMs = Number.POSITIVE_INFINITY;
  const collectors = plan.collectors.map(({ name, intervalSeconds }): CollectorState => {
    const each = known.get(name);
    if (!each) return { status: { name, intervalSeconds, missed: 0, skipped: 0, rejected: {} } };
    const leftMs = each.polledAtMs + staleAfterMs(plan, name, each) - nowMs;
    if (!each.state.collection) return { status: each.state.status };
    if (leftMs <= 0) return { status: each.state.status };
    staleInMs = Math.min(staleInMs, leftMs);
    return { status: each.state.status, collection: each.state.collection };
  });
  const at = Math.max(...known.values().map((each) => each.at));
  return { state: { tenant: plan.identity, ...(known.size > 0 && { at }), collectors }, staleInMs };
}

/** Where this replica continues when it begins to poll. Polls that no replica made count as missed. */
export function resumedAt(plan: TenantPlan, known: KnownCollectors, nowMs: number): ResumedCollectors {
  const { state } = shownAt(plan, known, nowMs);
  return new Map(
    state.collectors.flatMap(({ status, collection }): [CollectorName, Resumed][] => {
      const each = known.get(status.name);
      if (!each) return [];
      const sincePollSeconds = Math.max(0, nowMs - each.polledAtMs) / 1000;
      const missed = status.missed + Math.floor(sincePollSeconds / status.intervalSeconds);
      const isShown = collection && missed < plan.staleAfter;
      const resumed: Resumed = {
        state: { status: { ...status, missed }, ...(isShown && { collection }) },
        ...lastOf(each),
        ...(each.shown && { shown: each.shown }),
        sincePollSeconds,
      };
      return [[status.name, resumed]];
    }),
  );
}

/**
 * The newer of two states of a collector. No counter decreases, whichever replicas they come from.
 *
 * A replica that polled alone may have counted more than the one that polls now: that one's poll ended later and began
 * earlier, or it has not seen all that happened. The former one's next poll has more; until then, the known state is kept.
 * In the other case, the totals continue from what has counted more.
 */
export function newerOf(known: KnownCollector | undefined, other: KnownCollector): KnownCollector {
  if (!known) return other;
  if (other.polledAtMs < known.polledAtMs)
    return exceeds(other.last, known.last) ? { ...known, ...lastOf(other) } : known;
  const status = statusWithoutDecrease(known.state, other.state);
  const { collection: polled } = other.state;
  if (!polled) return { ...other, state: { status }, ...shownIn(known), ...lastOf(known) };
  const hasLess = exceeds(known.shown, polled);
  if (hasLess && known.state.collection && !known.isKept) return { ...known, isKept: true };
  const collection = hasLess ? totalsWithoutDecrease(known.shown, polled) : polled;
  const continued = hasLess && exceeds(known.last, polled) ? known : other;
  return { ...other, state: { status, collection }, shown: collection, ...lastOf(continued) };
}

/**
 * What is shared of a state: with the totals that the marks belong to, which those shown may differ from. A replica that
 * continued from others would count contacts twice, or not at all.
 */
export function sharedOf({ state, last }: KnownCollector): CollectorState {
  const { collection } = state;
  if (!last || !collection?.queues || collection === last) return state;
  const counted = new Map(last.queues?.map((queue) => [queueKey(queue), queue]));
  const queues = collection.queues.map(({ totals: _, configChanges: __, ...queue }): QueueFacts => {
    const { totals, configChanges } = counted.get(queueKey(queue)) ?? {};
    return { ...queue, ...(totals && { totals }), ...(configChanges && { configChanges }) };
  });
  return { ...state, collection: { ...collection, queues } };
}

const shownIn = ({ shown }: KnownCollector) => shown && { shown };

/** What the totals continue from. */
export function lastOf({ last, marks }: KnownCollector): Pick<Resumed, 'last' | 'marks'> {
  return { ...(last && { last }), marks };
}

function statusWithoutDecrease({ status: before }: CollectorState, { status: after }: CollectorState) {
  return {
    ...after,
    skipped: Math.max(before.skipped, after.skipped),
    rejected: largest(before.rejected, after.rejected),
  };
}
