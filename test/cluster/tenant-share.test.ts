import { expect, it } from 'vitest';
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
