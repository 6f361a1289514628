import { expect, it } from 'vitest';
import type { ClusterStore } from '../../src/cluster/store.ts';
import { shareTenant } from '../../src/cluster/tenant-share.ts';
import type { CollectorState, TenantState } from '../../src/domain/index.ts';
import { createMemoryStore } from './support/memory-store.ts';

const IDENTITY = { name: 'acme', platform: 'genesys', api: 'observations' } as const;
const PLAN = {
  identity: IDENTITY,
  collectors: [{ name: 'aggregates', intervalSeconds: 60 }],
  staleAfter: 3,
} as const;
const NO_EXTRA = { source: {}, make: () => ({ head: null, rows: [] }) };

it('publishes the marks of the result that it shows, also when a later poll has failed half-way', async () => {
  const store = createMemoryStore(() => 0, 1_000);
  const shareOf = (replica: string) =>
    shareTenant({
      tenant: IDENTITY.name,
      plan: PLAN,
      store: store.openAs(replica),
      clock: () => 0,
      signal: new AbortController().signal,
      onRefused: () => expect.unreachable('refused'),
      onUnreadable: (error) => expect.unreachable(String(error)),
    });
  const fence = (
    await store.openAs('leader').acquire({ tenant: IDENTITY.name, fence: 0 }, new AbortController().signal)
  )?.fence;
  let counted = 5;
  const marks = () => [{ counted }];
  const queues = [{ id: '1', name: 'Sales', media: 'voice', totals: { offered: 5 } }] as const;
  const status = { name: 'aggregates', intervalSeconds: 60, missed: 0, skipped: 0, rejected: {} } as const;
  const polled: CollectorState = { status: { ...status, success: true }, collection: { queues }, marks };
  const failed: CollectorState = { ...polled, status: { ...status, success: false, missed: 1 } };
  const state = (collector: CollectorState): TenantState => ({
    tenant: IDENTITY,
    at: 1,
    collectors: [collector],
  });

  const leader = shareOf('leader');
  leader.record(state(polled), NO_EXTRA, undefined);
  // The collector has read more, and then failed: its result is the former one.
  counted = 8;
  leader.record(state(failed), NO_EXTRA, fence);
  await leader.settled();

  const follower = shareOf('follower');
  await follower.refresh();
  expect(follower.resumed().get('aggregates')).toMatchObject({
    state: { status: { missed: 1 } },
    last: { queues },
    marks: [{ counted: 5 }],
  });
  expect(leader.resumed().get('aggregates')?.marks).toEqual([{ counted: 5 }]);
});

it('publishes the totals that its marks belong to, also while it shows those of a later poll that counted less', async () => {
  let now = 0;
  const store = createMemoryStore(() => 0, 1_000);
  const leader = store.openAs('leader');
  const share = () =>
    shareTenant({
      tenant: IDENTITY.name,
      plan: PLAN,
      store: leader,
      clock: () => now,
      signal: new AbortController().signal,
      onRefused: () => expect.unreachable('refused'),
      onUnreadable: (error) => expect.unreachable(String(error)),
    });
  const fence =
    (await leader.acquire({ tenant: IDENTITY.name, fence: 0 }, new AbortController().signal))?.fence ?? 0;
  const polled = (offered: number): TenantState => ({
    tenant: IDENTITY,
    at: 1,
    collectors: [
      {
        status: {
          name: 'aggregates',
          intervalSeconds: 60,
          success: true,
          missed: 0,
          skipped: 0,
          rejected: {},
        },
        collection: {
          queues: [
            {
              id: '1',
              name: 'Sales',
              media: 'voice',
              totals: { offered },
              configChanges: { update: offered },
            },
          ],
        },
        marks: () => [{ offered }],
      },
    ],
  });
  const [countedMore, countedLess, follower, next] = [share(), share(), share(), share()];
  countedMore.record(polled(9), NO_EXTRA, undefined);
  now = 5_000;
  countedLess.record(polled(4), NO_EXTRA, fence);
  await countedLess.settled();
  await follower.refresh();
  countedMore.publishAll(fence);
  await countedMore.settled();
  await follower.refresh();
  expect(follower.shown().state.collectors[0]?.collection?.queues).toMatchObject([
    { totals: { offered: 4 } },
  ]);

  follower.publishAll(fence);
  await follower.settled();
  await next.refresh();
  expect(next.resumed().get('aggregates')).toMatchObject({
    last: { queues: [{ totals: { offered: 9 }, configChanges: { update: 9 } }] },
    marks: [{ offered: 9 }],
  });
});

it('reads the ages of everything again after a leap of its clock, instead of hiding it as too old', async () => {
  let now = 0;
  let leaps = 0;
  const clock = Object.assign(() => now, { leaps: () => leaps });
  const polled: CollectorState = {
    status: { name: 'aggregates', intervalSeconds: 60, success: true, missed: 0, skipped: 0, rejected: {} },
    collection: { queues: [{ id: '1', name: 'Sales', media: 'voice', waiting: 2 }] },
  };
  const memory = createMemoryStore(() => 0, 1_000);
  const store: ClusterStore = {
    ...memory.openAs('leader'),
    // As Redis does: only what has changed since.
    read: async (tenant, stamps, signal) => {
      const { version, parts } = await memory.openAs('leader').read(tenant, stamps, signal);
      return {
        version,
        parts: new Map([...parts].filter(([name, { stamp }]) => stamps.get(name) !== stamp)),
      };
    },
  };
  const share = () =>
    shareTenant({
      tenant: IDENTITY.name,
      plan: PLAN,
      store,
      clock,
      signal: new AbortController().signal,
      onRefused: () => expect.unreachable('refused'),
      onUnreadable: (error) => expect.unreachable(String(error)),
    });
  const fence = (await store.acquire({ tenant: IDENTITY.name, fence: 0 }, new AbortController().signal))
    ?.fence;
  const leader = share();
  leader.record({ tenant: IDENTITY, at: 1, collectors: [polled] }, NO_EXTRA, fence);
  await leader.settled();
  const follower = share();
  await follower.refresh();
  const shown = () => follower.shown().state.collectors[0]?.collection?.queues?.length;
  expect(shown()).toBe(1);

  now = 3_600_000;
  leaps = 1;
  await follower.refresh();
  expect(shown()).toBe(1);
  // While it reads.
  const reading = follower.refresh();
  now += 3_600_000;
  leaps = 2;
  await reading;
  expect(shown()).toBe(1);
  // A pause is over when the state is too old in the store as well.
  now += 3_600_000;
  await follower.refresh();
  expect(shown()).toBeUndefined();
});
