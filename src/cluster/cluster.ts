import { abortable, guarded, withTimeout } from '../async/index.ts';
import type { ResumedCollectors, TenantState } from '../domain/index.ts';
import { balance } from './balance.ts';
import { type ElapsedClock, elapsedClock } from './elapsed-clock.ts';
import type { TenantPlan } from './known-state.ts';
import type { Extra } from './snapshot/extra-part.ts';
import type { ClusterEvent, ClusterStore, LeaseView } from './store.ts';
import { type LazyExtra, shareTenant, type TenantShare } from './tenant-share.ts';

/**
 * Shares tenants between replicas. A tenant is polled by the replica that holds its lease and shown by all of them. While the
 * store does not respond, each replica polls every tenant alone, with an equal share of the request budget.
 */
export interface Cluster {
  /** Begins to share a tenant. */
  readonly join: (tenant: SharedTenant) => Membership;
  /** Lines about the cluster for a readiness page. */
  readonly notes: () => readonly string[];
  /** Stops sharing, in bounded time; every tenant must have left. */
  readonly close: () => Promise<void>;
}

export interface SharedTenant extends TenantPlan {
  /** Begins to poll, from where another replica stopped. */
  readonly startPolling: (start: PollStart) => void;
  /** Changes this replica's share of the request budget. */
  readonly setShare: (share: number) => void;
  /** Stops polling; resolves when nothing is running. */
  readonly stopPolling: () => Promise<void>;
  /** Shows what another replica has polled. */
  readonly show: (state: TenantState, extra: Extra | undefined) => void;
}

export interface PollStart {
  readonly resume: ResumedCollectors;
  /** Values that were last shown with the state. */
  readonly extra: Extra | undefined;
  readonly share: number;
  /** Whether the lease is still valid at this moment: to be asked before each poll, and before its result is used. */
  readonly mayPoll: () => boolean;
}

export interface Membership {
  /** Shares a state of this replica's own polls; false when it may not poll any more, and the state must not be shown. */
  readonly publish: (state: TenantState, extra: LazyExtra) => boolean;
  /** Stops polling, and lets another replica take the tenant. */
  readonly leave: () => Promise<void>;
}

export interface ClusterLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ClusterOptions {
  /** Random name of this replica. */
  readonly replica: string;
  readonly openStore: (onEvent: (event: ClusterEvent) => void) => ClusterStore;
  readonly leaseSeconds: number;
  /** Number of replicas to assume until the store has reported it. */
  readonly expectedReplicas: number;
  readonly log: ClusterLog;
  readonly onUp: (isUp: boolean) => void;
  readonly onLeader: (tenant: string, isLeader: boolean) => void;
  readonly onFailover: (tenant: string) => void;
  readonly clock?: ElapsedClock;
  readonly random?: () => number;
}

/** A lease is renewed at this share of its length: two renewals may fail. */
const RENEWAL_SHARE = 1 / 3;
/** Wait before the next attempt while the store does not respond, milliseconds. */
const RETRY_MS = 500;
/** Replicas that start, or return to the store, together meet in this time before they take leases, milliseconds. */
const SETTLE_MS = 1_000;
/**
 * A replica that starts without the store polls alone after this time, milliseconds, or after one lease: it then counts from 0,
 * which a busy machine alone must not cause.
 */
const START_ALONE_MS = 10_000;
/** Delay after the end of another replica's lease, milliseconds: the store's clock counts whole milliseconds. */
const EXPIRY_SLACK_MS = 10;
/** Replicas that learn of a free lease at the same moment try for it at different ones, milliseconds. */
const EVENT_JITTER_MS = 50;
/** A call that takes longer than its time limit by this much was interrupted by a pause of the process, milliseconds. */
const PAUSE_MS = 1_000;
/** Longest time for leaving at shutdown, milliseconds. */
const CLOSE_MS = 2_000;
/** Leases that are taken at once: each is a few calls. */
const TAKEN_AT_ONCE = 8;

/** `leading`: holds the lease. `alone`: polls without one, because the store does not respond. */
type Role = 'following' | 'leading' | 'alone';

interface Entry {
  readonly tenant: SharedTenant;
  readonly name: string;
  readonly share: TenantShare;
  role: Role;
  /** Of the lease that it holds, or the highest seen. */
  fence: number;
  /** When the own lease ends, on the clock of elapsed milliseconds. */
  validUntil: number;
  /** When another replica's lease ends unless it is renewed. */
  freeAt: number;
  staleTimer?: NodeJS.Timeout | undefined;
}

/** Time limit of one call of the store, in seconds: a hanging store is noticed within a lease. */
export function callTimeoutSeconds(leaseSeconds: number): number {
  return Math.min(5, leaseSeconds * RENEWAL_SHARE);
}

export function createCluster(options: ClusterOptions): Cluster {
  const { replica, log, onUp, onLeader, onFailover, expectedReplicas, leaseSeconds } = options;
  const { clock = elapsedClock(), random = Math.random } = options;
  const leaseMs = leaseSeconds * 1000;
  const timeoutMs = callTimeoutSeconds(leaseSeconds) * 1000;
  const closing = new AbortController();
  const entries = new Map<string, Entry>();
  const store = options.openStore(guarded(onEvent, onError));

  let replicas = expectedReplicas;
  /** Replicas of so many formats poll every tenant; those of one format share them. */
  let formats = 1;
  let isAway = false;
  let hasSynced = false;
  /** Start of the last synchronisation that succeeded. */
  let syncedAt = clock();
  /** When one first failed since, other than by a pause of the process. */
  let failedAt: number | undefined;
  let settledAt = clock() + SETTLE_MS;
  let timer: NodeJS.Timeout | undefined;
  let awayTimer: NodeJS.Timeout | undefined;
  let isSynchronising = false;
  let isDueAgain = false;

  onUp(false);
  schedule(0);

  function onError(error: unknown): void {
    log.error({ error }, 'Failed to share a tenant');
  }

  function onEvent({ kind, tenant }: ClusterEvent): void {
    const entry = tenant === undefined ? undefined : entries.get(tenant);
    if (kind === 'published' && entry?.role === 'following') void refresh(entry);
    if (kind === 'released' && entry) entry.freeAt = 0;
    if (kind === 'released' || kind === 'left' || (kind === 'acquired' && entry?.role !== 'following'))
      schedule(random() * EVENT_JITTER_MS);
  }

  function schedule(delayMs: number): void {
    if (closing.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => void synchronise(), Math.max(0, delayMs)).unref();
  }

  async function synchronise(): Promise<void> {
    if (isSynchronising) {
      isDueAgain = true;
      return;
    }
    isSynchronising = true;
    isDueAgain = false;
    try {
      schedule(await attempt());
    } catch (error) {
      onError(error);
      schedule(RETRY_MS);
    } finally {
      isSynchronising = false;
    }
    if (isDueAgain) schedule(0);
  }

  /** Synchronises once; resolves to the time until the next attempt. */
  async function attempt(): Promise<number> {
    const startedAt = clock();
    const asked = [...entries.values()];
    const queries = asked.map(({ name, fence, role }) => ({
      tenant: name,
      fence,
      isHeld: role === 'leading',
    }));
    try {
      const { replicas: running, otherFormats, leases } = await store.sync(queries, closing.signal);
      // Paused meanwhile: what the store reported is as old as that.
      if (clock() - startedAt > leaseMs) return 0;
      succeeded(startedAt, running.length);
      noteFormats(otherFormats);
      await Promise.all(asked.map((entry, index) => observe(entry, leases[index], startedAt)));
      if (clock() >= settledAt) await move(running, asked, leases);
      return nextDelay();
    } catch (error) {
      if (closing.signal.aborted) return 0;
      return failed(error, startedAt);
    }
  }

  function succeeded(startedAt: number, running: number): void {
    syncedAt = startedAt;
    replicas = running;
    if (!hasSynced || isAway || failedAt !== undefined) {
      if (isAway) {
        log.info({ replicas }, 'Redis recovered; sharing tenants again');
        settledAt = clock() + SETTLE_MS;
      }
      onUp(true);
    }
    hasSynced = true;
    failedAt = undefined;
    isAway = false;
    clearTimeout(awayTimer);
  }

  /** Divides the request budget between replicas of different formats, which a rolling upgrade has for a while. */
  function noteFormats(others: readonly string[]): void {
    const before = formats;
    formats = others.length + 1;
    if (formats === before) return;
    if (before === 1)
      log.warn(
        { code: 'unknown_format', formats: others },
        'Replicas with another format of the shared state run; each format polls every tenant with an equal share of the budget',
      );
    if (formats === 1) log.info({}, 'All replicas have the same format of the shared state');
    for (const { role, tenant } of entries.values()) if (role === 'leading') tenant.setShare(1 / formats);
  }

  function failed(error: unknown, startedAt: number): number {
    const isPaused = clock() - startedAt > timeoutMs + PAUSE_MS;
    if (isPaused) return 0;
    if (failedAt === undefined && !isAway) {
      onUp(false);
      log.warn({ error }, 'Redis failed; trying again');
    }
    failedAt ??= clock();
    const allowedMs = hasSynced ? leaseMs : Math.min(leaseMs, START_ALONE_MS);
    // After a pause the time is over at once: another replica may poll, so that the store is tried for a while.
    const leftMs = Math.max(syncedAt + allowedMs, failedAt + timeoutMs) - clock();
    clearTimeout(awayTimer);
    if (leftMs <= 0) goAway();
    else awayTimer = setTimeout(() => failedAt !== undefined && goAway(), leftMs).unref();
    return RETRY_MS;
  }

  /** Polls every tenant without the store: leases have ended, and whether others poll is unknown. */
  function goAway(): void {
    if (isAway || closing.signal.aborted) return;
    isAway = true;
    onUp(false);
    log.warn({ replicas }, 'Redis unavailable; polling every tenant with an equal share of the budget');
    for (const entry of entries.values()) pollAlone(entry);
  }

  /** Parts into which a budget is divided without the store; replicas of another format are assumed to be as many. */
  function partsWhenAlone(): number {
    return Math.max(1, replicas) * formats;
  }

  function pollAlone(entry: Entry): void {
    const share = 1 / partsWhenAlone();
    if (entry.role === 'leading') entry.tenant.setShare(share);
    const before = entry.role;
    entry.role = 'alone';
    if (before === 'following') start(entry, share);
  }

  function start(entry: Entry, share: number): void {
    onLeader(entry.name, true);
    guarded(
      entry.tenant.startPolling,
      onError,
    )({
      resume: entry.share.resumed(),
      extra: entry.share.shown().extra,
      share,
      mayPoll: () => mayPoll(entry),
    });
  }

  function mayPoll({ role, validUntil }: Entry): boolean {
    return role === 'alone' || (role === 'leading' && clock() < validUntil);
  }

  async function follow(entry: Entry): Promise<void> {
    if (entry.role === 'following') return;
    entry.role = 'following';
    onLeader(entry.name, false);
    try {
      // The leases of the other tenants are renewed only after it.
      const stopped = entry.tenant.stopPolling();
      await withTimeout(timeoutMs / 1000, closing.signal, (until) => abortable(stopped, until));
    } catch (error) {
      log.error({ tenant: entry.name, error }, 'Failed to stop polling a tenant');
    }
  }

  async function observe(entry: Entry, lease: LeaseView | undefined, startedAt: number): Promise<void> {
    if (!lease) return;
    const isOwn = lease.owner === replica;
    if (entry.role === 'leading') {
      if (isOwn && lease.fence === entry.fence) {
        entry.validUntil = startedAt + leaseMs;
        entry.share.retry(entry.fence);
        return;
      }
      log.warn({ tenant: entry.name }, 'Lost the lease of a tenant; another replica polls it');
    }
    entry.fence = Math.max(entry.fence, lease.fence);
    if (lease.owner !== undefined && !isOwn) {
      entry.freeAt = clock() + lease.remainingMs;
      await follow(entry);
    } else if (entry.role === 'leading') {
      entry.freeAt = 0;
      await follow(entry);
    }
    if (entry.role === 'following' && lease.version !== entry.share.version()) await refresh(entry);
  }

  /** Reads and shows what was published. */
  async function refresh(entry: Entry): Promise<void> {
    try {
      const hasChanged = await entry.share.refresh();
      if (hasChanged && entry.role === 'following' && entries.get(entry.name) === entry) show(entry);
    } catch {
      // The next synchronisation reads again, or reports that the store does not respond.
    }
  }

  function show(entry: Entry): void {
    const { state, staleInMs, extra } = entry.share.shown();
    guarded(entry.tenant.show, onError)(state, extra);
    showAgainIn(entry, staleInMs);
  }

  /** Shows the state again when more of it is too old, unless this replica polls and so notices that itself. */
  function showAgainIn(entry: Entry, staleInMs: number): void {
    clearTimeout(entry.staleTimer);
    if (!Number.isFinite(staleInMs)) return;
    entry.staleTimer = setTimeout(() => {
      if (!mayPoll(entry) && entries.get(entry.name) === entry) show(entry);
    }, staleInMs + EXPIRY_SLACK_MS).unref();
  }

  /** Takes and gives up leases until every replica polls the same number of tenants. */
  async function move(
    running: readonly string[],
    asked: readonly Entry[],
    leases: readonly LeaseView[],
  ): Promise<void> {
    const now = clock();
    const claims = asked.map(({ name, role, freeAt }, index) => {
      const owner = leases[index]?.owner;
      const isOthers = owner !== undefined && owner !== replica;
      const isOwn = role === 'leading';
      return {
        tenant: name,
        owner: isOthers || isOwn ? owner : undefined,
        isFree: !isOthers && now >= freeAt,
      };
    });
    const { take, giveUp } = balance({ me: replica, replicas: running, claims });
    const found = (names: readonly string[]) => names.flatMap((name) => entries.get(name) ?? []);
    await Promise.all(found(giveUp).map(release));
    // Its lease was taken or given up by a call whose response did not arrive.
    const isLeftOver = ({ name, role }: Entry, index: number) =>
      role === 'following' && leases[index]?.owner === replica && !take.includes(name);
    await Promise.all(asked.filter(isLeftOver).map(({ name }) => store.release(name, closing.signal)));
    const taken = found(take);
    for (let from = 0; from < taken.length; from += TAKEN_AT_ONCE)
      await Promise.all(taken.slice(from, from + TAKEN_AT_ONCE).map(acquire));
  }

  async function acquire(entry: Entry): Promise<void> {
    const startedAt = clock();
    const lease = await store.acquire({ tenant: entry.name, fence: entry.fence }, closing.signal);
    if (!lease || entries.get(entry.name) !== entry) return;
    entry.fence = lease.fence;
    // The last publication of the former leader; none can follow, as its fencing number is older now. Without it, the totals
    // would begin at 0: if it cannot be read, the lease is taken again later.
    await entry.share.refresh();
    // It started without the store, where the tenant has a longer history: poll again, from there.
    if (entry.role === 'alone' && entry.share.isOutdone()) await follow(entry);
    if (closing.signal.aborted || entries.get(entry.name) !== entry) return;
    entry.validUntil = startedAt + leaseMs;
    const before = entry.role;
    entry.role = 'leading';
    if (before === 'alone') entry.tenant.setShare(1 / formats);
    else start(entry, 1 / formats);
    entry.share.publishAll(entry.fence);
    if (lease.lostBy === undefined) return;
    onFailover(entry.name);
    log.warn({ tenant: entry.name }, 'Took over a tenant from a replica that stopped');
  }

  async function release(entry: Entry): Promise<void> {
    const wasLeading = entry.role === 'leading';
    await follow(entry);
    // The next leader continues from the last state, which Redis refuses once that one has the lease.
    await entry.share.settled();
    if (wasLeading) await store.release(entry.name, closing.signal);
  }

  function nextDelay(): number {
    const now = clock();
    const ends = [...entries.values()].flatMap(({ role, freeAt }) =>
      role === 'following' && freeAt > now ? [freeAt - now + EXPIRY_SLACK_MS] : [],
    );
    const settling = settledAt > now ? [settledAt - now] : [];
    return Math.min(leaseMs * RENEWAL_SHARE, ...ends, ...settling);
  }

  return {
    join: (tenant) => {
      const { name } = tenant.identity;
      const entry: Entry = {
        tenant,
        name,
        share: shareTenant({
          tenant: name,
          plan: tenant,
          store,
          clock,
          signal: closing.signal,
          onRefused: () => schedule(0),
          onUnreadable: (error) =>
            log.warn({ tenant: name, error }, 'Ignored a shared state that this version cannot read'),
        }),
        role: 'following',
        fence: 0,
        validUntil: 0,
        freeAt: 0,
      };
      entries.set(name, entry);
      onLeader(name, false);
      if (isAway) pollAlone(entry);
      else if (hasSynced) schedule(0);
      return {
        publish: (state, extra) => {
          if (!mayPoll(entry)) return false;
          entry.share.record(state, extra, entry.role === 'leading' ? entry.fence : undefined);
          showAgainIn(entry, entry.share.shown().staleInMs);
          return true;
        },
        leave: async () => {
          clearTimeout(entry.staleTimer);
          if (entries.get(name) === entry) entries.delete(name);
          try {
            await release(entry);
          } catch {
            // The lease ends without being renewed.
          }
        },
      };
    },
    notes: () => {
      if (isAway)
        return [`Redis unavailable: polling every tenant with 1/${partsWhenAlone()} of its request budget`];
      if (formats === 1) return [];
      return [`Replicas of another version run: polling with 1/${formats} of each request budget`];
    },
    close: async () => {
      clearTimeout(timer);
      clearTimeout(awayTimer);
      try {
        await store.leave(AbortSignal.any([closing.signal, AbortSignal.timeout(CLOSE_MS)]));
      } catch {
        // The others notice when the entry of this replica expires.
      }
      closing.abort(new DOMException('the cluster was closed', 'AbortError'));
      store.close();
    },
  };
}
