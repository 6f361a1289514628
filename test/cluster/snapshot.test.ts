import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectorFrom, collectorLines } from '../../src/cluster/snapshot/collector-part.ts';
import { fromColumns, toColumns } from '../../src/cluster/snapshot/columns.ts';
import { decodePart, encodePart } from '../../src/cluster/snapshot/encoding.ts';
import type { CollectorState } from '../../src/domain/index.ts';

const STATE: CollectorState = {
  status: {
    name: 'aggregates',
    intervalSeconds: 60,
    success: true,
    lastSuccessAt: 1_700_000_000.25,
    durationSeconds: 0.125,
    missed: 0,
    skipped: 2,
    rejected: { no_id: 3 },
    lastError: undefined,
  },
  collection: {
    queues: [
      {
        id: '1',
        name: 'Sales "EU"\n',
        media: 'voice',
        waiting: 0,
        oldestWaitingAt: 1_699_999_990.5,
        agents: { available: 0, busy: 4 },
        windows: { 900: { offered: 3 }, platform: { answered: 7 } },
        totals: { offered: 12, handleSeconds: 33.25 },
        waitDistribution: { answered: { upperBounds: [10, Number.POSITIVE_INFINITY], counts: [3, 1] } },
        configDrifted: false,
        configChanges: { update: 2 },
      },
      { id: '2', name: 'Support', media: 'chat' },
    ],
    selection: {
      watched: 2,
      unmatched: [{ key: 'include', text: 'VIP*' }],
      listed: [{ id: '1', name: 'Sales' }],
    },
    agents: { busy: 4 },
    health: { components: [{ component: 'api', status: 'operational', isPublic: true }] },
    changes: [{ id: 'c', at: 1, queueId: '1', queue: 'Sales', action: 'update', properties: ['skills'] }],
    analytics: [{ channel: 'voice', figures: { handle_time: 12 } }],
    subdividedAnalytics: [
      { channel: 'voice', by: { queue: 'Sales', skill: 'German' }, figures: { handle_time: 14 } },
    ],
    analyticsGroupsDropped: 2,
    agentTimes: [{ agentId: 'a', state: 'busy', seconds: 12 }],
    plan: [{ queue: 'Sales', intervals: [{ start: 1800, end: 3600, agents: 12, contacts: 95 }] }],
    rejected: { no_id: 1 },
  },
};
const MARKS = [{ queueId: '1', start: 1800, key: 'voice', figures: { offered: 12 } }];

async function roundTrip(state: CollectorState, marks?: readonly object[]) {
  const bytes = await encodePart(7, collectorLines(state, { at: 5, ageMs: 40, marks }));
  const { fence, lines } = await decodePart(bytes);
  return { fence, ...collectorFrom(lines) };
}

describe('a shared state of a collector', () => {
  it('has everything that is shown, but not the queues that were not selected', async () => {
    const { rejected: _, selection, ...shown } = STATE.collection!;
    expect(await roundTrip(STATE, MARKS)).toEqual({
      fence: 7,
      at: 5,
      ageMs: 40,
      state: { ...STATE, collection: { ...shown, selection: { ...selection, listed: [] } } },
      marks: MARKS,
    });
  });

  it('distinguishes an empty list of queues from unknown queues', async () => {
    expect((await roundTrip({ ...STATE, collection: { queues: [] } })).state.collection).toEqual({
      queues: [],
    });
    expect((await roundTrip({ ...STATE, collection: {} })).state.collection).toEqual({});
    const { collection: _, ...without } = STATE;
    expect((await roundTrip(without)).state).toEqual(without);
  });

  it('keeps thousands of queues apart from their marks', async () => {
    const queues = Array.from({ length: 1203 }, (_, index) => ({
      id: String(index),
      name: `Queue ${index}`,
      media: 'voice' as const,
      ...(index % 3 === 0 && { waiting: index }),
    }));
    const marks = queues.map(({ id }) => ({ queueId: id, start: 0 }));
    const { state, marks: read } = await roundTrip({ ...STATE, collection: { queues } }, marks);
    expect(state.collection?.queues).toEqual(queues);
    expect(read).toEqual(marks);
  });

  it.each([
    [{ version: 2, fence: 1 }, 'unknown_format'],
    [{ version: 0, fence: 1 }, 'unknown_format'],
    [{ version: 2, lease: 'another shape' }, 'unknown_format'],
    [{ version: '1', fence: 1 }, 'unknown_format'],
    [{ version: { major: [1] } }, 'unknown_format'],
    [{ fence: 1 }, 'invalid_state'],
    [{ version: 1 }, 'invalid_state'],
    [{ version: 1, fence: -1 }, 'invalid_state'],
    [[], 'invalid_state'],
    [null, 'invalid_state'],
  ])('is refused when its format is another: %j', async (header, code) => {
    const bytes = await promisify(zstdCompress)(Buffer.from(JSON.stringify(header)));
    await expect(decodePart(bytes)).rejects.toMatchObject({ code });
  });

  it('keeps a long plan in lines that other work can run between, apart from queues and marks', async () => {
    const plan = Array.from({ length: 40 }, (_, queue) => ({
      queue: `Queue ${queue}`,
      intervals: Array.from({ length: 96 }, (_, slot) => ({
        start: 900 * slot,
        end: 900 * (slot + 1),
        ...(slot % 2 === 0 && { agents: slot }),
        ...(slot % 3 === 0 && { contacts: queue + slot / 4 }),
      })),
    }));
    const state: CollectorState = { ...STATE, collection: { ...STATE.collection, plan } };
    const { state: read, marks } = await roundTrip(state, MARKS);
    expect(read.collection?.plan).toEqual(plan);
    expect(read.collection?.queues).toEqual(STATE.collection?.queues);
    expect(marks).toEqual(MARKS);
    const lines = [...collectorLines(state, { at: 5, ageMs: 40, marks: MARKS })];
    for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(100_000);

    const [head, queues, first, ...rest] = lines as [unknown, unknown, { columns: object }, ...unknown[]];
    const { start: _, ...columns } = first.columns as { start: unknown };
    const damaged = [head, queues, { ...first, columns: { ...columns, start: [0] } }, ...rest];
    expect(() => collectorFrom(damaged)).toThrow('an interval of the plan is not complete');
  });

  it('is refused when it is damaged', async () => {
    await expect(decodePart(Buffer.from('nothing'))).rejects.toMatchObject({
      code: 'invalid_state',
    });
    const lines = [...collectorLines(STATE, { at: 5, ageMs: 0 })];
    expect(() => collectorFrom([lines[0], { count: 2, columns: { id: ['1', 2] } }])).toThrow(
      /expected string/,
    );
    expect(() => collectorFrom([{ at: 5 }])).toThrow(/expected object/);
  });
});

describe('columns', () => {
  const scalar = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.boolean(),
  );
  const field = fc.constantFrom('a', 'b', 'c');
  const row = fc
    .dictionary(fc.constantFrom('id', 'name', 'x'), scalar)
    .chain((flat) =>
      fc
        .record(
          { nested: fc.dictionary(field, scalar, { minKeys: 1 }), list: fc.array(fc.integer()) },
          { requiredKeys: [] },
        )
        .map((rest) => ({ ...flat, ...rest })),
    );

  it('give back the rows that they were made from', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const columns = JSON.parse(JSON.stringify(toColumns(rows)));
        expect(fromColumns(columns, rows.length)).toEqual(JSON.parse(JSON.stringify(rows)));
      }),
    );
  });
});
