import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Cluster, createCluster, type Membership, type PollStart } from '../../src/cluster/cluster.ts';
import { shareTenant } from '../../src/cluster/tenant-share.ts';
import type { CollectorState, TenantState } from '../../src/domain/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createMemoryStore, type MemoryStore } from './support/memory-store.ts';

/** A replica that starts while the store does not respond, and counts from 0 although the tenant has a history. */

const LEASE_SECONDS = 9;
const NEVER = new AbortController().signal;
const IDENTITY = { name: 'acme', platform: 'genesys', api: 'observations' } as const;
const PLAN = {
  identity: IDENTITY,
  collectors: [{ name: 'aggregates', intervalSeconds: 60 }],
  staleAfter: 3,
} as const;
const EXTRA = { source: {}, make: () => ({ head: null, rows: [] }) };

let clock: ManualClock;
let store: MemoryStore;
let isAway: boolean;
let isUnreadable: boolean;
let cluster: Cluster;
let membership: Membership;
let starts: PollStart[];
let stops: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  clock = createManualClock();
  store = createMemoryStore(elapsedMs, LEASE_SECONDS * 1000);
  [isAway, isUnreadable, starts, stops] = [true, false, [], 0];
});

afterEach(async () => {
  await cluster.close();
  vi.useRealTimers();
});

function elapsedMs(): number {
  return clock.monotonic() * 1000;
}

function start(): void {
  const opened = store.openAs('new');
  const quiet = () => {};
  cluster = createCluster({
    replica: 'new',
    openStore: () => ({
      ...opened,
      sync: async (...call) => {
        if (isAway) throw new Error('connection refused');
        return opened.sync(...call);
      },
      read: async (...call) => {
        if (isUnreadable) throw new Error('not done within 3 s');
        return opened.read(...call);
      },
    }),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 2,
    log: { info: quiet, warn: quiet, error: (fields) => expect.unreachable(JSON.stringify(fields)) },
    onUp: quiet,
    onLeader: quiet,
    onFailover: quiet,
    clock: elapsedMs,
    random: () => 0,
  });
  membership = cluster.join({
    ...PLAN,
    startPolling: (begun) => starts.push(begun),
    setShare: quiet,
    stopPolling: async () => void stops++,
    show: quiet,
  });
}

async function pass(seconds: number): Promise<void> {
  const STEP_SECONDS = 0.1;
  for (let step = 0; step < seconds / STEP_SECONDS; step++) {
    await clock.advance(STEP_SECONDS);
    await vi.advanceTimersByTimeAsync(STEP_SECONDS * 1000);
  }
}

/** Parts are compressed outside the event loop, in real time. */
async function passUntil(check: () => boolean): Promise<void> {
  while (!check()) {
    await clock.advance(0.01);
    await vi.advanceTimersByTimeAsync(10);
    for (let turn = 0; turn < 50; turn++) await setImmediate();
  }
}

function polled(offered: number): TenantState {
  const queues = [{ id: '1', name: 'Sales', media: 'voice', totals: { offered } }] as const;
  const status = {
    name: 'aggregates',
    intervalSeconds: 60,
    success: true,
    missed: 0,
    skipped: 0,
    rejected: {},
  } as const;
  const collector: CollectorState = { status, collection: { queues }, marks: () => [{ offered }] };
  return { tenant: IDENTITY, at: 1, collectors: [collector] };
}

/** Another replica polls once, and ends. */
async function pollAsFormer(offered: number): Promise<void> {
  const former = store.openAs('former');
  const lease = await former.acquire({ tenant: IDENTITY.name, fence: 0 }, NEVER);
  const unexpected = () => expect.unreachable();
  const share = shareTenant({
    tenant: IDENTITY.name,
    plan: PLAN,
    store: former,
    clock: elapsedMs,
    signal: NEVER,
    onRefused: unexpected,
    onUnreadable: unexpected,
  });
  share.record(polled(offered), EXTRA, lease?.fence);
  await share.settled();
  await former.release(IDENTITY.name, NEVER);
}

it('continues from the longer history once the store responds', async () => {
  await pollAsFormer(90);
  start();
  await pass(LEASE_SECONDS + 1);
  expect(starts).toHaveLength(1);
  expect(starts[0]?.resume.size).toBe(0);
  expect(membership.publish(polled(2), EXTRA)).toBe(true);

  isAway = false;
  await passUntil(() => starts.length === 2);
  expect(stops).toBe(1);
  expect(store.owner()).toBe('new');
  expect(starts[1]?.resume.get('aggregates')).toMatchObject({
    last: polled(90).collectors[0]?.collection,
    marks: [{ offered: 90 }],
  });
});

it('keeps polling where the store has no longer history', async () => {
  start();
  await pass(LEASE_SECONDS + 1);
  expect(membership.publish(polled(2), EXTRA)).toBe(true);
  isAway = false;
  await passUntil(() => store.publications.length === 1);
  expect(store.owner()).toBe('new');
  expect([starts.length, stops]).toEqual([1, 0]);
});

it('polls no tenant whose last state it cannot read, which would count from 0', async () => {
  await pollAsFormer(90);
  [isAway, isUnreadable] = [false, true];
  start();
  await pass(3);
  expect([store.owner(), starts.length]).toEqual(['new', 0]);
  isUnreadable = false;
  await passUntil(() => starts.length === 1);
  expect(starts[0]?.resume.get('aggregates')).toMatchObject({ marks: [{ offered: 90 }] });
});
