import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Cluster, createCluster, type Membership, type PollStart } from '../../src/cluster/cluster.ts';
import type { ClusterStore } from '../../src/cluster/store.ts';
import { shareTenant } from '../../src/cluster/tenant-share.ts';
import type { TenantState } from '../../src/domain/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createMemoryStore, type MemoryStore } from './support/memory-store.ts';

/** A replica of which one part hangs: nothing waits for it for ever, and nothing is shown for ever. */

const LEASE_SECONDS = 9;
const INTERVAL_SECONDS = 2;
const STALE_AFTER = 3;
const NEVER = new AbortController().signal;
const IDENTITY = { name: 'acme', platform: 'genesys', api: 'details' } as const;
const PLAN = {
  identity: IDENTITY,
  collectors: [{ name: 'queues', intervalSeconds: INTERVAL_SECONDS }],
  staleAfter: STALE_AFTER,
} as const;
const EXTRA = { source: {}, make: () => ({ head: null, rows: [] }) };
const hang = () => new Promise<never>(() => {});

let clock: ManualClock;
let store: MemoryStore;
let cluster: Cluster;
let membership: Membership;
let starts: PollStart[];
let shown: TenantState[];
let errors: string[];
/** Whether every call of the store hangs. */
let isStoreHanging: boolean;
let stopPolling: () => Promise<void>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  clock = createManualClock();
  const elapsedMs = () => clock.monotonic() * 1000;
  store = createMemoryStore(elapsedMs, LEASE_SECONDS * 1000);
  [starts, shown, errors] = [[], [], []];
  isStoreHanging = false;
  stopPolling = async () => {};
  const opened = store.openAs('this');
  const sync: ClusterStore['sync'] = (...call) => (isStoreHanging ? hang() : opened.sync(...call));
  cluster = createCluster({
    replica: 'this',
    openStore: () => ({ ...opened, sync }),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 2,
    log: { info: () => {}, warn: () => {}, error: (_, message) => errors.push(message) },
    onUp: () => {},
    onLeader: () => {},
    onFailover: () => {},
    clock: elapsedMs,
    random: () => 0,
  });
  membership = cluster.join({
    ...PLAN,
    startPolling: (start) => starts.push(start),
    setShare: () => {},
    stopPolling: () => stopPolling(),
    show: (state) => shown.push(state),
  });
  await pass(2);
});

afterEach(async () => {
  await cluster.close();
  vi.useRealTimers();
});

async function pass(seconds: number): Promise<void> {
  const STEP_SECONDS = 0.1;
  for (let step = 0; step < seconds / STEP_SECONDS; step++) {
    await clock.advance(STEP_SECONDS);
    await vi.advanceTimersByTimeAsync(STEP_SECONDS * 1000);
  }
}

function polled(): TenantState {
  const status = {
    name: 'queues',
    intervalSeconds: INTERVAL_SECONDS,
    success: true,
    missed: 0,
    skipped: 0,
    rejected: {},
  } as const;
  return {
    tenant: IDENTITY,
    at: 1,
    collectors: [
      { status, collection: { queues: [{ id: '1', name: 'Sales', media: 'voice', waiting: 4 }] } },
    ],
  };
}

it('takes the lease of a tenant again although its polling never stopped, and reports that', async () => {
  expect(starts).toHaveLength(1);
  stopPolling = hang;
  clock.jump(LEASE_SECONDS + 1);
  await store.openAs('other').acquire({ tenant: IDENTITY.name, fence: 0 }, NEVER);
  await pass(1.5 * LEASE_SECONDS);
  expect(errors).toEqual(['Failed to stop polling a tenant']);
  expect(store.owner()).toBe('this');
  expect(starts).toHaveLength(2);
});

it('releases a lease again when the first release has failed', async () => {
  const names = ['acme', 'globex'];
  const owners = new Map<string, string>();
  const released: string[] = [];
  const running = ['first'];
  const quiet = () => {};
  const first = createCluster({
    replica: 'first',
    openStore: () => ({
      ...store.openAs('first'),
      sync: async (queries) => ({
        replicas: running,
        otherFormats: [],
        leases: queries.map(({ tenant }) => {
          const owner = owners.get(tenant);
          return { ...(owner !== undefined && { owner }), remainingMs: 9000, fence: 1, version: 0 };
        }),
      }),
      acquire: async ({ tenant }) => {
        owners.set(tenant, 'first');
        return { fence: 1 };
      },
      release: async (tenant) => {
        released.push(tenant);
        if (released.length === 1) throw new Error('not done within 3 s');
        owners.delete(tenant);
      },
    }),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 1,
    log: { info: quiet, warn: quiet, error: (_, message) => errors.push(message) },
    onUp: quiet,
    onLeader: quiet,
    onFailover: quiet,
    clock: () => clock.monotonic() * 1000,
  });
  for (const name of names) {
    const tenant = { ...PLAN, identity: { ...IDENTITY, name } };
    first.join({ ...tenant, startPolling: quiet, setShare: quiet, stopPolling: async () => {}, show: quiet });
  }
  await pass(2);
  expect([...owners.keys()].sort()).toEqual(names);
  running.push('second');
  await pass(LEASE_SECONDS / 3 + 1);
  expect(new Set(released).size).toBe(1);
  expect(owners.size).toBe(1);
  await first.close();
});

it('no longer shows the facts of a tenant whose lease it cannot renew once they are too old', async () => {
  expect(membership.publish(polled(), EXTRA)).toBe(true);
  isStoreHanging = true;
  await pass((STALE_AFTER + 1) * INTERVAL_SECONDS);
  // Its lease is valid: the poll loop knows better what is too old.
  expect(shown).toEqual([]);
  expect(membership.publish(polled(), EXTRA)).toBe(true);
  await pass(LEASE_SECONDS + (STALE_AFTER + 1) * INTERVAL_SECONDS);
  expect(membership.publish(polled(), EXTRA)).toBe(false);
  expect(shown.map(({ collectors }) => collectors[0]?.collection)).toEqual([undefined]);
});

it('ends a reading while another replica publishes again and again, and the next one reads what it missed', async () => {
  const reads: { readonly end: () => void }[] = [];
  const share = shareTenant({
    tenant: IDENTITY.name,
    plan: PLAN,
    store: {
      ...store.openAs('this'),
      read: async () => {
        const version = reads.length + 1;
        await new Promise<void>((end) => reads.push({ end }));
        return { version, parts: new Map() };
      },
    },
    clock: () => 0,
    signal: NEVER,
    onRefused: () => {},
    onUnreadable: () => {},
  });
  const first = share.refresh();
  const second = share.refresh();
  const third = share.refresh();
  reads[0]?.end();
  await first;
  expect(share.version()).toBe(1);
  await vi.waitFor(() => expect(reads).toHaveLength(2));
  const fourth = share.refresh();
  reads[1]?.end();
  await Promise.all([second, third]);
  expect(share.version()).toBe(2);
  await vi.waitFor(() => expect(reads).toHaveLength(3));
  reads[2]?.end();
  await fourth;
  expect(share.version()).toBe(3);
});
