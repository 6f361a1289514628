import { describe, expect, it } from 'vitest';
import { createDeflatedChunk, createStoredChunk } from '../../src/exposition/gzip/chunk.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { createMemoryPool } from '../../src/exposition/page/memory-pool.ts';
import { bytes, queueView, snapshot } from './support/snapshots.ts';

describe('the memory pool', () => {
  it('returns memory that fits, and no more than it holds', () => {
    const pool = createMemoryPool();
    pool.limit(1_000_000);
    const memory = pool.take(1000).buffer;
    pool.give(memory);
    // A little longer or shorter takes the same memory.
    expect(pool.take(1020).buffer).toBe(memory);
    expect(pool.take(1020).buffer).not.toBe(memory);
    expect(pool.take(5000).length).toBeGreaterThanOrEqual(5000);
  });

  it('keeps no more unused memory than its limit', () => {
    const pool = createMemoryPool();
    const [first, second] = [pool.take(1024).buffer, pool.take(1024).buffer];
    pool.limit(1024);
    pool.give(first);
    expect(first.detached).toBe(false);
    pool.give(second);
    expect([first.detached, second.detached].filter(Boolean)).toHaveLength(1);
    pool.limit(0);
    expect([first.detached, second.detached]).toEqual([true, true]);
  });
});

describe('a chunk of short text', () => {
  it.each([createStoredChunk, createDeflatedChunk])('keeps no other memory than its own: %o', (create) => {
    const { text, deflated } = create('# TYPE up gauge\n');
    const [own, compressed] = [text[0], deflated[0]];
    expect(own?.toString()).toBe('# TYPE up gauge\n');
    expect(own?.buffer.byteLength).toBe((own?.length ?? 0) + (compressed?.length ?? 0));
    expect(compressed?.buffer).toBe(own?.buffer);
  });
});

describe('a body that is being sent', () => {
  /** Enough for a body that is not a copy. */
  const QUEUES = 4000;
  const queues = (waiting: number) =>
    Array.from({ length: QUEUES }, (_, index) => queueView({ id: `q${index}`, waiting }));

  it('does not overwrite a body in use when another was released twice', async () => {
    const exposition = createExposition();
    const show = async (waiting: number) => {
      exposition.publish(snapshot('acme', queues(waiting)));
      await exposition.settled();
      return exposition.body('text', 'identity');
    };
    const [first, second] = [await show(1), await show(1)];
    const text = bytes(second).toString();
    expect(second.buffers.length).toBeGreaterThan(1);
    first.release();
    first.release();
    for (const waiting of [2, 3, 4]) (await show(waiting)).release();
    expect(bytes(second).toString()).toBe(text);
  });
});
