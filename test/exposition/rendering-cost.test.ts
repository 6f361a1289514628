import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { identities, snapshotAt } from '../../bench/synthetic.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { createBodyCache } from '../../src/exposition/page/body-cache.ts';
import { createMemoryPool, type MemoryPool } from '../../src/exposition/page/memory-pool.ts';
import { bytesOf, droppedBlocks, type TenantPage } from '../../src/exposition/page/page.ts';
import { createTenantPages } from '../../src/exposition/page/tenant-pages.ts';
import type { QueueView } from '../../src/signals/index.ts';
import { bytes, queueView, snapshot } from './support/snapshots.ts';

/**
 * Cost of a publication in numbers that are the same on every machine: memory requested for blocks, and row labels
 * written. A change that makes rendering do more than necessary fails here, however fast the machine is.
 */

const QUEUES = 8000;
/** Waiting, wait, and the three of the policy. */
const SERIES_PER_QUEUE = 5;

const queue = (index: number, poll: number): QueueView =>
  queueView({
    id: `id-${String((index * 7919) % 100_003).padStart(6, '0')}`,
    name: `Queue ${String(index).padStart(5, '0')}`,
    waiting: (index + poll) % 10,
    waitSeconds: ((index + poll) % 9) + 1,
  });
const all = (poll: number) => Array.from({ length: QUEUES }, (_, index) => queue(index, poll));

interface Cost {
  /** Bytes written to blocks. */
  readonly bytes: number;
  readonly blocks: number;
  /** Bytes of blocks whose memory was not used before. */
  readonly newBytes: number;
  /** Queues whose labels were written. */
  readonly labelledQueues: number;
}

/** Renders pages with a memory pool that counts, and returns replaced memory to it at once. */
function createPages() {
  const pool = createMemoryPool();
  pool.limit(Number.POSITIVE_INFINITY);
  const used = new WeakSet<ArrayBuffer>();
  let taken: { bytes: number; isNew: boolean }[] = [];
  const memory: MemoryPool = {
    ...pool,
    take: (count) => {
      const block = pool.take(count);
      taken.push({ bytes: count, isNew: !used.has(block.buffer) });
      used.add(block.buffer);
      return block;
    },
  };
  let shown: TenantPage | undefined;
  const pages = createTenantPages({
    cardinality: {},
    rendering: { gzip: true, memory },
    onReplaced: (before, after) => {
      if (before) for (const block of droppedBlocks(before, after)) pool.give(block.memory);
      shown = after;
    },
    onError: (error) => {
      throw error;
    },
  });
  const publish = async (rows: readonly QueueView[]): Promise<Cost> => {
    taken = [];
    const known = new Set(shown?.queueGroups.map(({ labels }) => labels));
    pages.publish(snapshot('acme', rows));
    await pages.settled();
    const relabelled = shown?.queueGroups.filter(({ labels }) => !known.has(labels)) ?? [];
    return {
      bytes: taken.reduce((sum, each) => sum + each.bytes, 0),
      blocks: taken.length,
      newBytes: taken.reduce((sum, each) => sum + (each.isNew ? each.bytes : 0), 0),
      labelledQueues: relabelled.reduce((sum, group) => sum + group.rows.length, 0),
    };
  };
  return {
    publish,
    remove: () => {
      taken = [];
      pages.remove('acme');
      return taken.length;
    },
    series: () => shown?.series,
    size: () => (shown ? bytesOf(shown) : 0),
  };
}

async function start(queues: readonly QueueView[]) {
  const pages = createPages();
  const first = await pages.publish(queues);
  return { ...pages, first };
}

describe('a publication', () => {
  it('writes each byte and the labels of each queue once at first', async () => {
    const page = await start(all(0));
    expect(page.series()).toBe(1 + QUEUES * SERIES_PER_QUEUE);
    expect(page.first.bytes).toBeLessThanOrEqual(page.size());
    expect(page.first.bytes).toBeGreaterThan(0.9 * page.size());
    expect(page.first.labelledQueues).toBe(QUEUES);
  });

  it('writes nothing when nothing changed', async () => {
    const { publish } = await start(all(0));
    expect(await publish(all(0))).toEqual({ bytes: 0, blocks: 0, newBytes: 0, labelledQueues: 0 });
  });

  it('writes only the changed families, without labels, when the values of two of five families changed', async () => {
    const page = await start(all(0));
    const cost = await page.publish(all(1));
    expect(cost.bytes).toBeGreaterThan(0);
    expect(cost.bytes).toBeLessThan(0.45 * page.size());
    expect(cost.labelledQueues).toBe(0);
  });

  it('writes one block when one value changed', async () => {
    const page = await start(all(0));
    const rows = all(0);
    rows[4321] = queueView({ ...queue(4321, 0).facts, waiting: 77 });
    const cost = await page.publish(rows);
    expect(cost.blocks).toBe(1);
    expect(cost.bytes).toBeLessThan(page.size() / 20);
  });

  it.each([
    [
      'is added',
      (rows: QueueView[]) => rows.splice(4000, 0, queueView({ id: 'new', waiting: 1, waitSeconds: 1 })),
    ],
    ['is removed', (rows: QueueView[]) => rows.splice(4000, 1)],
    [
      'is renamed',
      (rows: QueueView[]) => rows.splice(4000, 1, queueView({ ...queue(4000, 0).facts, name: 'New' })),
    ],
  ])('writes a part of the page when one queue %s', async (_, change) => {
    const page = await start(all(0));
    const rows = all(0);
    change(rows);
    const cost = await page.publish(rows);
    expect(cost.bytes).toBeLessThan(0.6 * page.size());
    expect(cost.labelledQueues).toBeLessThan(0.6 * QUEUES);
  });

  it('allocates no memory from the third publication on, however often every value changes', async () => {
    const page = await start(all(0));
    for (const poll of [1, 2]) await page.publish(all(poll));
    for (const poll of [3, 4, 5]) expect((await page.publish(all(poll))).newBytes).toBe(0);
  });

  it('writes nothing when a tenant is removed', async () => {
    const page = await start(all(0));
    expect(page.remove()).toBe(0);
  });
});

describe('the gzip body', () => {
  it('compresses about as well as zlib at its fastest level, without a search for repetitions', async () => {
    const exposition = createExposition();
    exposition.publish(snapshotAt(1, identities(4000)));
    await exposition.settled();
    const zlib = gzipSync(bytes(exposition.body('text', 'identity')), { level: 1 });
    expect(exposition.body('text', 'gzip').length).toBeLessThan(1.15 * zlib.length);
  });
});

describe('a scrape', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('finds the body that was requested before assembled again after a change', async () => {
    vi.useFakeTimers();
    let assembled = 0;
    const bodies = createBodyCache(
      () => ({ buffers: [], length: ++assembled }),
      (error) => {
        throw error;
      },
    );
    const variant = { format: 'openmetrics', encoding: 'identity' } as const;
    expect(bodies.get(variant).length).toBe(1);
    for (const count of [2, 3]) {
      bodies.invalidate();
      await vi.runAllTimersAsync();
      expect(assembled).toBe(count);
      expect(bodies.get(variant).length).toBe(count);
    }
    expect(assembled).toBe(3);
    bodies.close();
  });

  it('shares the memory of large blocks between bodies', async () => {
    const exposition = createExposition();
    exposition.publish(snapshot('acme', all(0)));
    await exposition.settled();
    const text = new Set(exposition.body('text', 'identity').buffers.map(({ buffer }) => buffer));
    const openMetrics = exposition.body('openmetrics', 'identity');
    const copied = openMetrics.buffers.filter(({ buffer }) => !text.has(buffer));
    expect(copied.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(openMetrics.length / 10);
    exposition.close();
  });
});
