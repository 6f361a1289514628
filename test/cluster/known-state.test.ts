import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type KnownCollector,
  newerOf,
  resumedAt,
  shownAt,
  type TenantPlan,
} from '../../src/cluster/known-state.ts';
import type { QueueFacts } from '../../src/domain/index.ts';

const PLAN: TenantPlan = {
  identity: { name: 'acme', platform: 'genesys', api: 'observations' },
  collectors: [
    { name: 'queues', intervalSeconds: 10 },
    { name: 'aggregates', intervalSeconds: 60 },
  ],
  staleAfter: 3,
};

function known(
  polledAtMs: number,
  {
    offered = 0,
    skipped = 0,
    hasFacts = true,
  }: { offered?: number; skipped?: number; hasFacts?: boolean } = {},
): KnownCollector {
  const queues: readonly QueueFacts[] = [{ id: '1', name: 'Sales', media: 'voice', totals: { offered } }];
  const state = {
    status: {
      name: 'queues',
      intervalSeconds: 10,
      success: hasFacts,
      missed: 0,
      skipped,
      rejected: {},
    } as const,
    ...(hasFacts && { collection: { queues } }),
  };
  return {
    state,
    at: polledAtMs / 1000,
    polledAtMs,
    ...(hasFacts && { last: { queues }, shown: { queues } }),
  };
}

const offeredOf = ({ state }: KnownCollector) => state.collection?.queues?.[0]?.totals?.offered;

describe('a state that another replica polled', () => {
  it('is shown until one interval after the poll loop would have dropped it, counted from its poll', () => {
    const all = new Map([['queues', known(1_000)]] as const);
    expect(shownAt(PLAN, all, 40_000)).toMatchObject({ staleInMs: 1_000 });
    expect(shownAt(PLAN, all, 40_000).state.collectors[0]?.collection).toBeDefined();
    expect(shownAt(PLAN, all, 41_000)).toMatchObject({ staleInMs: Number.POSITIVE_INFINITY });
    expect(shownAt(PLAN, all, 41_000).state.collectors[0]?.collection).toBeUndefined();
  });

  it('is shown no longer when the last polls have failed: the time counts from the poll that succeeded', () => {
    const { state, ...rest } = known(21_000);
    const failed = { ...rest, state: { ...state, status: { ...state.status, success: false, missed: 2 } } };
    const all = new Map([['queues', failed]] as const);
    expect(shownAt(PLAN, all, 40_000)).toMatchObject({ staleInMs: 1_000 });
    expect(shownAt(PLAN, all, 41_000).state.collectors[0]?.collection).toBeUndefined();
    expect(resumedAt(PLAN, all, 30_000).get('queues')?.state.collection).toBeDefined();
    const resumed = resumedAt(PLAN, all, 31_000).get('queues');
    expect(resumed?.state).toMatchObject({ status: { missed: 3 } });
    expect(resumed?.state.collection).toBeUndefined();
  });

  it('names every planned collector, also one that was never polled', () => {
    const { state } = shownAt(PLAN, new Map([['queues', known(1_000)]]), 2_000);
    expect(state.collectors.map(({ status }) => status.name)).toEqual(['queues', 'aggregates']);
    expect(state.at).toBe(1);
  });
});

describe('a replica that begins to poll', () => {
  it('counts the polls that no replica made as missed, and continues from totals that are too old to be shown', () => {
    const resumed = resumedAt(PLAN, new Map([['queues', known(1_000, { offered: 7 })]]), 26_000).get(
      'queues',
    );
    expect(resumed).toMatchObject({ sincePollSeconds: 25, state: { status: { missed: 2 } } });
    expect(resumed?.state.collection).toBeDefined();
    const late = resumedAt(PLAN, new Map([['queues', known(1_000, { offered: 7 })]]), 90_000).get('queues');
    expect(late?.state.collection).toBeUndefined();
    expect(late?.last?.queues?.[0]?.totals).toEqual({ offered: 7 });
  });
});

describe('two states of a collector', () => {
  const state = fc.record({
    polledAt: fc.integer({ min: 0, max: 100 }),
    offered: fc.integer({ min: 0, max: 100 }),
    skipped: fc.integer({ min: 0, max: 9 }),
    hasFacts: fc.boolean(),
  });

  it('never let a counter decrease nor an older poll replace a newer one, in any order', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1 }), (states) => {
        let shown: KnownCollector | undefined;
        let offered = 0;
        for (const { polledAt, ...each } of states) {
          const next = newerOf(shown, known(polledAt, each));
          expect(next.polledAtMs).toBeGreaterThanOrEqual(shown?.polledAtMs ?? 0);
          expect(next.state.status.skipped).toBeGreaterThanOrEqual(shown?.state.status.skipped ?? 0);
          const now = offeredOf(next);
          if (now !== undefined) expect(now).toBeGreaterThanOrEqual(offered);
          offered = Math.max(offered, now ?? 0);
          shown = next;
        }
      }),
    );
  });

  it('keep the one that has counted more until the next poll of the replica that counted less', () => {
    const known10 = known(10, { offered: 7 });
    const kept = newerOf(known10, known(11, { offered: 5 }));
    expect(kept).toEqual({ ...known10, isKept: true });
    const next = newerOf(kept, known(13, { offered: 9 }));
    expect([next.polledAtMs, offeredOf(next), next.isKept]).toEqual([13, 9, undefined]);
    const lower = newerOf(kept, known(13, { offered: 6 }));
    expect([lower.polledAtMs, offeredOf(lower)]).toEqual([13, 7]);
  });

  it('continue from the result that has counted most, also from an older one', () => {
    const marksOf = (some: KnownCollector, name: string) => ({ ...some, marks: [{ name }] });
    const low = marksOf(known(20, { offered: 3 }), 'low');
    const high = marksOf(known(10, { offered: 90 }), 'high');
    const merged = newerOf(low, high);
    expect([merged.polledAtMs, offeredOf(merged)]).toEqual([20, 3]);
    expect([merged.last, merged.marks]).toEqual([high.last, high.marks]);
    const floored = newerOf({ ...high, isKept: true }, low);
    expect(offeredOf(floored)).toBe(90);
    expect(floored.marks).toEqual(high.marks);
    expect(newerOf(floored, marksOf(known(30, { offered: 95 }), 'next')).marks).toEqual([{ name: 'next' }]);
  });

  it('keep the last totals while a collector has no facts', () => {
    const failed = newerOf(known(1, { offered: 5 }), known(2, { hasFacts: false }));
    expect(failed.state.collection).toBeUndefined();
    expect(offeredOf(newerOf(failed, known(3, { offered: 4 })))).toBe(5);
  });
});
