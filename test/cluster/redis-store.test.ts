import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openRedisStore } from '../../src/cluster/redis/redis-store.ts';
import type { ClusterEvent, Publication } from '../../src/cluster/store.ts';
import { startRedis } from '../support/redis.ts';

const LEASE_MS = 400;
const never = new AbortController().signal;

function open(url: string, replica: string, events: ClusterEvent[] = []) {
  const store = openRedisStore({
    url,
    group: 'test',
    replica,
    leaseMs: LEASE_MS,
    timeoutSeconds: 5,
    onEvent: (event) => events.push(event),
  });
  onTestFinished(store.close);
  return store;
}

const publication = (fence: number, text: string): Publication => ({
  tenant: 'acme',
  fence,
  parts: new Map([['queues', Buffer.from(text)]]),
  isWhole: false,
  lifetimeMs: 60_000,
});

it('gives a lease to one replica, and to another once it has ended; the former one can publish nothing more', async () => {
  const redis = await startRedis();
  const events: ClusterEvent[] = [];
  const [a, b] = [open(redis.url, 'a'), open(redis.url, 'b', events)];
  expect(await b.acquire({ tenant: 'other', fence: 0 }, never)).toEqual({ fence: 1 });
  expect(await a.acquire({ tenant: 'acme', fence: 0 }, never)).toEqual({ fence: 1 });
  expect(await b.acquire({ tenant: 'acme', fence: 0 }, never)).toBeUndefined();
  expect(await a.publish(publication(1, 'first'), never)).toBe(true);

  await delay(LEASE_MS + 50);
  expect(await b.acquire({ tenant: 'acme', fence: 1 }, never)).toEqual({ fence: 2, lostBy: 'a' });
  expect(await a.publish(publication(1, 'late'), never)).toBe(false);
  const held = [{ tenant: 'acme', fence: 1, isHeld: true }];
  expect((await a.sync(held, never)).leases).toMatchObject([{ owner: 'b', fence: 2 }]);

  const { parts, version } = await b.read('acme', new Map(), never);
  expect(String(parts.get('queues')?.bytes)).toBe('first');
  const known = new Map([['queues', parts.get('queues')?.stamp ?? '']]);
  expect(await b.read('acme', known, never)).toEqual({ version, parts: new Map() });
  expect(events.map(({ kind }) => kind)).toEqual(['acquired', 'published']);
}, 60_000);

it('restores a lease and its fencing number that Redis has lost, unless a newer one is known', async () => {
  const redis = await startRedis();
  const [a, b] = [open(redis.url, 'a'), open(redis.url, 'b')];
  await a.acquire({ tenant: 'acme', fence: 6 }, never);
  await redis.command('flushall');
  const held = [{ tenant: 'acme', fence: 7, isHeld: true }];
  expect((await a.sync(held, never)).leases).toMatchObject([{ owner: 'a', fence: 7 }]);

  await redis.command('flushall');
  expect((await b.sync([{ tenant: 'acme', fence: 9, isHeld: false }], never)).leases).toMatchObject([
    { fence: 9 },
  ]);
  const { leases } = await a.sync(held, never);
  expect(leases).toMatchObject([{ fence: 9 }]);
  expect(leases[0]?.owner).toBeUndefined();
  expect(await a.acquire({ tenant: 'acme', fence: 9 }, never)).toMatchObject({ fence: 10 });
}, 60_000);

it('counts the replicas that run, and forgets those that left or stopped', async () => {
  const redis = await startRedis();
  const [a, b] = [open(redis.url, 'a'), open(redis.url, 'b')];
  await a.sync([], never);
  expect((await b.sync([], never)).replicas.toSorted()).toEqual(['a', 'b']);
  await a.leave(never);
  expect((await b.sync([], never)).replicas).toEqual(['b']);
  await a.sync([], never);
  await delay(LEASE_MS + 50);
  expect((await b.sync([], never)).replicas).toEqual(['b']);
}, 60_000);
