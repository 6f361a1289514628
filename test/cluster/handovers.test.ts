import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type KnownCollector,
  newerOf,
  resumedAt,
  sharedOf,
  type TenantPlan,
} from '../../src/cluster/known-state.ts';
import type { Collection, Collector, QueueFacts } from '../../src/domain/index.ts';
import { createAccumulator, markSchema, readingsFrom } from '../../src/platforms/shared/accumulator.ts';
import { continuing } from '../../src/polling/resume.ts';

/** Replicas that poll in turn, alone or at once, and share what they polled in any order: each contact is counted once. */

const PLAN: TenantPlan = {
  identity: { name: 'acme', platform: 'genesys', api: 'observations' },
  collectors: [{ name: 'aggregates', intervalSeconds: 1 }],
  staleAfter: 1_000_000,
};
const NEVER = new AbortController().signal;
const REPLICAS = 3;
/** Time from the moment up to which a poll counts to its end, in steps. */
const LONGEST_POLL = 2;
const QUEUE = { id: '1', name: 'Sales', media: 'voice' } as const;

interface Replica {
  known: KnownCollector | undefined;
  collector: Collector | undefined;
}

/** Counts contacts per day as the platforms report them; `offered` is the truth at the moment of the poll. */
function counting(offered: () => number): Collector {
  const accumulator = createAccumulator();
  return {
    name: 'aggregates',
    collect: async () => {
      accumulator.add([{ start: 0, rows: new Map([['1', { offered: offered() }]]) }]);
      return { queues: [{ ...QUEUE, totals: accumulator.totalsOf('1') } as QueueFacts] };
    },
    marks: () => accumulator.marks(1),
    resume: (_, marks) => accumulator.add(readingsFrom(markSchema.array().parse(marks))),
  };
}

const step = fc.record({
  replica: fc.integer({ min: 0, max: REPLICAS - 1 }),
  other: fc.integer({ min: 0, max: REPLICAS - 1 }),
  kind: fc.constantFrom('poll', 'poll', 'share', 'share', 'start', 'stop'),
  arrivals: fc.integer({ min: 0, max: 3 }),
  duration: fc.integer({ min: 0, max: LONGEST_POLL }),
});

it('counts each contact once, whichever replicas polled, and never less than a replica has shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 60 }), async (steps) => {
      /** Contacts offered up to each moment, the last one being now. */
      const truth = [100];
      let countedAt = 0;
      const offered = () => truth[countedAt] ?? 0;
      const replicas = Array.from(
        { length: REPLICAS },
        (): Replica => ({ known: undefined, collector: undefined }),
      );
      const start = (replica: Replica) => {
        const resumed = resumedAt(
          PLAN,
          new Map(replica.known && [['aggregates', replica.known]]),
          truth.length * 1000,
        );
        replica.collector = continuing(counting(offered), resumed.get('aggregates') ?? {}, (error) =>
          expect.unreachable(String(error)),
        );
      };
      const poll = async (replica: Replica, duration: number) => {
        if (!replica.collector) return;
        countedAt = Math.max(0, truth.length - 1 - duration);
        const collection: Collection = await replica.collector.collect(NEVER);
        replica.known = polled(collection, replica.collector.marks?.(), truth.length - 1);
      };
      const [first, ...others] = replicas as [Replica, ...Replica[]];
      start(first);
      await poll(first, 0);
      for (const each of others) each.known = newerOf(undefined, first.known as KnownCollector);

      for (const { replica: index, other, kind, arrivals, duration } of steps) {
        truth.push((truth.at(-1) ?? 0) + arrivals);
        const replica = replicas[index] as Replica;
        const before = totalOf(replica);
        const shared = replicas[other]?.known;
        if (kind === 'start') start(replica);
        if (kind === 'stop') replica.collector = undefined;
        if (kind === 'poll') await poll(replica, duration);
        // What a replica shows is what it shares; it reads that of others while it does not poll.
        if (kind === 'share' && shared && !replica.collector)
          replica.known = newerOf(replica.known, asShared(shared));
        const after = totalOf(replica);
        expect(after).toBeGreaterThanOrEqual(before);
        const oldest = Math.max(0, (replica.known?.polledAtMs ?? 0) / 1000 - LONGEST_POLL);
        expect(truth.slice(oldest).map((total) => total - 100)).toContain(after);
      }
    }),
    { numRuns: 300 },
  );
});

function polled(collection: Collection, marks: readonly object[] | undefined, at: number): KnownCollector {
  const status = {
    name: 'aggregates',
    intervalSeconds: 1,
    success: true,
    missed: 0,
    skipped: 0,
    rejected: {},
  } as const;
  return {
    state: { status, collection },
    at,
    polledAtMs: at * 1000,
    last: collection,
    shown: collection,
    marks,
  };
}

function asShared(known: KnownCollector): KnownCollector {
  const { at, polledAtMs, marks } = known;
  const state = sharedOf(known);
  const { collection } = state;
  return { state, at, polledAtMs, marks, ...(collection && { last: collection, shown: collection }) };
}

function totalOf({ known }: Replica): number {
  return known?.state.collection?.queues?.[0]?.totals?.offered ?? 0;
}
