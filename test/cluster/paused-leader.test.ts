import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Cluster, createCluster, type Membership, type PollStart } from '../../src/cluster/cluster.ts';
import type { Collection } from '../../src/domain/index.ts';
import { pollTenant, type TenantPoller } from '../../src/polling/index.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { createMemoryStore, type MemoryStore } from './support/memory-store.ts';

/** A leader that is stopped for longer than its lease, as by SIGSTOP, and then continues. */

const LEASE_SECONDS = 9;
const INTERVAL_SECONDS = 2;
const NEVER = new AbortController().signal;
const NOTHING = { head: null, rows: [] };
const IDENTITY = { name: 'acme', platform: 'genesys', api: 'details' } as const;

let clock: ManualClock;
let store: MemoryStore;
let cluster: Cluster;
let membership: Membership;
let poller: TenantPoller | undefined;
/** The polls that have begun; each waits for its response. */
let polls: { readonly respond: (collection: Collection) => void }[];
/** Whether each state that was polled may be shown. */
let shown: boolean[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  clock = createManualClock();
  const elapsedMs = () => clock.monotonic() * 1000;
  store = createMemoryStore(elapsedMs, LEASE_SECONDS * 1000);
  polls = [];
  shown = [];
  const quiet = {
    info: () => {},
    warn: () => {},
    error: (fields: object) => expect.unreachable(JSON.stringify(fields)),
  };
  cluster = createCluster({
    replica: 'paused',
    openStore: () => store.openAs('paused'),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 2,
    log: quiet,
    onUp: () => {},
    onLeader: () => {},
    onFailover: () => {},
    clock: elapsedMs,
    random: () => 0,
  });
  membership = cluster.join({
    identity: IDENTITY,
    collectors: [{ name: 'queues', intervalSeconds: INTERVAL_SECONDS }],
    staleAfter: 3,
    startPolling: (start) => {
      poller = polling(start);
    },
    setShare: () => {},
    stopPolling: async () => poller?.stop(),
    show: () => {},
  });
  await pass(2);
});

afterEach(async () => {
  await poller?.stop();
  await cluster.close();
  vi.useRealTimers();
});

function polling({ resume, mayPoll }: PollStart): TenantPoller {
  const collect = (signal: AbortSignal) =>
    new Promise<Collection>((resolve, reject) => {
      polls.push({ respond: resolve });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return pollTenant({
    tenant: IDENTITY,
    plans: [
      { collector: { name: 'queues', collect }, intervalSeconds: INTERVAL_SECONDS, timeoutSeconds: 60 },
    ],
    staleAfter: 3,
    onChange: (state) => shown.push(membership.publish(state, { source: {}, make: () => NOTHING })),
    onError: (error) => expect.unreachable(String(error)),
    resume,
    mayPoll,
    clock,
    random: () => 0.5,
  });
}

/** Lets time pass while the process runs. */
async function pass(seconds: number): Promise<void> {
  const STEP_SECONDS = 0.1;
  for (let step = 0; step < seconds / STEP_SECONDS; step++) {
    await clock.advance(STEP_SECONDS);
    await vi.advanceTimersByTimeAsync(STEP_SECONDS * 1000);
  }
}

/** Publications are compressed outside the event loop, in real time. */
async function attempted(count: number): Promise<void> {
  while (store.attempts.length < count) await setImmediate();
}

/** Neither a timer nor a poll runs meanwhile. */
const pause = () => clock.jump(LEASE_SECONDS + 1);

it('neither shows nor publishes the poll in flight when another replica took the lease, and follows that one', async () => {
  expect(store.owner()).toBe('paused');
  expect(polls).toHaveLength(1);
  pause();
  await store.openAs('other').acquire({ tenant: IDENTITY.name, fence: 0 }, NEVER);
  polls[0]?.respond({});
  await clock.advance(0);
  expect(shown).toEqual([]);

  await pass(LEASE_SECONDS - 1);
  expect(store.owner()).toBe('other');
  expect(polls).toHaveLength(1);

  // The other one does not renew its lease.
  await pass(2);
  expect(store.owner()).toBe('paused');
  expect(polls).toHaveLength(2);
  polls[1]?.respond({});
  await attempted(1);
  expect(shown).toEqual([true]);
  // Publications keep their order: nothing was published before.
  expect(store.attempts).toEqual([3]);
});

it('starts no poll before it has the lease again, even when no replica took it', async () => {
  polls[0]?.respond({});
  await attempted(1);
  const begun = polls.length;
  pause();
  // The poll is overdue, and runs before the timer that renews the lease.
  await clock.advance(0);
  expect(polls).toHaveLength(begun);
  expect(membership.publish({ tenant: IDENTITY, collectors: [] }, { source: {}, make: () => NOTHING })).toBe(
    false,
  );
  expect(store.owner()).toBeUndefined();

  await pass(LEASE_SECONDS / 3 + INTERVAL_SECONDS);
  expect(store.owner()).toBe('paused');
  expect(polls).toHaveLength(begun + 1);
});
