import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBisectingQuery, inBatches } from '../../../src/platforms/shared/bisect-rejected-ids.ts';

class Refusal extends Error {}

/** A platform that refuses a whole call because of one id, or breaks after so many calls. */
function platformOf(forbidden: ReadonlySet<string>) {
  const calls: (readonly string[])[] = [];
  const state = { brokenAfter: Number.POSITIVE_INFINITY, now: 0 };
  const reported: (readonly string[])[] = [];
  const asker = createBisectingQuery({
    batchSize: 8,
    isRejection: (error) => error instanceof Refusal,
    onRejected: (ids) => reported.push(ids),
    monotonic: () => state.now,
  });
  const ask = (ids: readonly string[]) =>
    asker.run(ids, async (part) => {
      calls.push(part);
      if (calls.length > state.brokenAfter) throw new Error('broken');
      if (part.some((id) => forbidden.has(id))) throw new Refusal();
      return part;
    });
  return { ask, calls, reported, state };
}

const IDS = Array.from({ length: 40 }, (_, index) => `id${index}`);
const some = fc.subarray(IDS);

describe('createBisectingQuery', () => {
  it('separates the rejected ids from the others, whichever they are', async () => {
    await fc.assert(
      fc.asyncProperty(some, some, async (asked, forbidden) => {
        const { ask, calls, reported } = platformOf(new Set(forbidden));
        const { responses, rejectedIds } = await ask(asked);
        const expected = asked.filter((id) => forbidden.includes(id));
        expect(rejectedIds).toEqual(expected);
        expect(responses.flat()).toEqual(asked.filter((id) => !expected.includes(id)));
        expect(reported).toEqual(expected.length > 0 ? [expected] : []);
        expect(Math.max(0, ...calls.map(({ length }) => length))).toBeLessThanOrEqual(8);
        expect(calls.some(({ length }) => length === 0)).toBe(false);
      }),
    );
  });

  it('does not query rejected ids again immediately', async () => {
    const { ask, calls } = platformOf(new Set(['id3', 'id9']));
    await ask(IDS);
    calls.length = 0;
    const { rejectedIds } = await ask(IDS);
    expect(rejectedIds).toEqual(['id3', 'id9']);
    expect(calls.flat().sort()).toEqual(IDS.filter((id) => id !== 'id3' && id !== 'id9').sort());
    expect(calls).toHaveLength(5);
  });

  it('keeps its findings when it is aborted, so that the search ends', async () => {
    const forbidden = new Set(['id1', 'id6', 'id12', 'id20', 'id33']);
    const { ask, calls, reported, state } = platformOf(forbidden);
    let polls = 0;
    for (let done = false; !done && polls < 20; polls++) {
      calls.length = 0;
      state.brokenAfter = 12;
      done = await ask(IDS).then(
        ({ rejectedIds }) => rejectedIds.length === forbidden.size,
        () => false,
      );
    }
    expect(polls).toBeLessThan(10);
    expect(reported.flat().sort()).toEqual([...forbidden].sort());
  });

  it('retries one rejected id a poll later, on its own, and reports only new rejections', async () => {
    const forbidden = new Set(['id2', 'id5']);
    const { ask, calls, reported, state } = platformOf(forbidden);
    await ask(IDS.slice(0, 8));
    forbidden.delete('id5');
    state.now += 600;
    for (const expected of [['id2'], ['id5']]) {
      calls.length = 0;
      await ask(IDS.slice(0, 8));
      expect(calls.slice(1)).toEqual([expected]);
    }
    calls.length = 0;
    expect((await ask(IDS.slice(0, 8))).rejectedIds).toEqual(['id2']);
    expect(calls).toHaveLength(1);
    expect(reported).toEqual([['id2', 'id5']]);
    forbidden.add('id5');
    await ask(IDS.slice(0, 8));
    expect(reported).toEqual([['id2', 'id5'], ['id5']]);
  });

  it('rethrows other failures', async () => {
    const { ask, state } = platformOf(new Set());
    state.brokenAfter = 0;
    await expect(ask(IDS)).rejects.toThrow('broken');
  });
});

describe('inBatches', () => {
  it('keeps every id, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const batches = inBatches(items, size);
        expect(batches.flat()).toEqual(items);
        expect(batches.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      }),
    );
  });
});
