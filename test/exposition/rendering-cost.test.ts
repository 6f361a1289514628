import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { identities, snapshotAt } from '../../bench/synthetic.ts';
import { createExposition } from '../../src/exposition/index.ts';
import type { QueueView } from '../../src/signals/index.ts';
import { bytes, queueView, snapshot } from './support/snapshots.ts';

/**
 * What a publication costs, in counts that are the same on every machine: bytes of memory taken for the page, label
 * values escaped. A change that makes rendering do more than it must shows here, however fast the machine.
 */

const QUEUES = 8000;
/** Waiting, wait, and the four of the policy's. */
const SERIES_PER_QUEUE = 5;

const queue = (index: number, poll: number): QueueView =>
  queueView({
    id: `id-${String((index * 7919) % 100_003).padStart(6, '0')}`,
    name: `Queue ${String(index).padStart(5, '0')}`,
    waiting: (index + poll) % 10,
    waitSeconds: ((index + poll) % 9) + 1,
  });
const all = (poll: number) => Array.from({ length: QUEUES }, (_, index) => queue(index, poll));

/** Renders and counts: bytes that were written to blocks, blocks, new memory, and labels. */
async function costOf(action: () => void, settled: () => Promise<void>) {
  const writes = vi.spyOn(Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array, 'set');
  const allocations = vi.spyOn(Buffer, 'allocUnsafeSlow');
  const escapes = vi.spyOn(String.prototype, 'replace');
  action();
  await settled();
  const written = writes.mock.calls.map(([source]) => (source instanceof Uint8Array ? source.length : 0));
  const cost = {
    bytes: written.reduce((sum, length) => sum + length, 0),
    // Text and its compressed form.
    blocks: written.filter((length) => length > 0).length / 2,
    newBytes: allocations.mock.calls.reduce((sum, [size]) => sum + size, 0),
    escapedLabels: escapes.mock.calls.length,
  };
  vi.restoreAllMocks();
  return cost;
}

describe('a publication costs', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const start = async (queues: readonly QueueView[]) => {
    const exposition = createExposition();
    const publish = (rows: readonly QueueView[]) =>
      costOf(() => exposition.publish(snapshot('acme', rows)), exposition.settled);
    const first = await publish(queues);
    return { exposition, publish, first };
  };
  const sizes = ({ exposition }: Awaited<ReturnType<typeof start>>) =>
    bytes(exposition.body('text', 'identity')).length + bytes(exposition.body('text', 'gzip')).length;

  it('at first each byte of the page once, and each label once for all families', async () => {
    const page = await start(all(0));
    expect(page.exposition.series).toBe(1 + QUEUES * SERIES_PER_QUEUE);
    expect(page.first.bytes).toBeLessThan(sizes(page));
    expect(page.first.bytes).toBeGreaterThan(0.98 * sizes(page));
    // Tenant, id, name and medium of each queue, and a few of the tenant and the families.
    expect(page.first.escapedLabels).toBeLessThan(4 * QUEUES + 1000);
  });

  it('nothing when nothing changed', async () => {
    const { publish } = await start(all(0));
    expect(await publish(all(0))).toMatchObject({ bytes: 0, newBytes: 0 });
  });

  it('the changed families alone, and no label, when every value of two of five families changed', async () => {
    const page = await start(all(0));
    const cost = await page.publish(all(1));
    expect(cost.bytes).toBeLessThan(0.45 * sizes(page));
    expect(cost.escapedLabels).toBeLessThan(1000);
  });

  it('a small share of the page when one value changed', async () => {
    const page = await start(all(0));
    const rows = all(0);
    rows[4321] = queueView({ ...rows[4321]!.facts, waiting: 77 });
    const cost = await page.publish(rows);
    expect(cost.blocks).toBe(1);
    expect(cost.bytes).toBeLessThan(sizes(page) / 20);
  });

  it.each([
    [
      'came',
      (rows: QueueView[]) => rows.splice(4000, 0, queueView({ id: 'new', waiting: 1, waitSeconds: 1 })),
    ],
    ['went', (rows: QueueView[]) => rows.splice(4000, 1)],
    [
      'was renamed',
      (rows: QueueView[]) => rows.splice(4000, 1, queueView({ ...rows[4000]!.facts, name: 'New' })),
    ],
  ])('a share of the page when one queue %s', async (_, change) => {
    const page = await start(all(0));
    const rows = all(0);
    change(rows);
    const cost = await page.publish(rows);
    expect(cost.bytes).toBeLessThan(0.6 * sizes(page));
    expect(cost.escapedLabels).toBeLessThan(0.6 * 4 * QUEUES);
  });

  it('no new memory from the third on, however often every value changes', async () => {
    const page = await start(all(0));
    for (const poll of [1, 2]) await page.publish(all(poll));
    for (const poll of [3, 4, 5]) {
      page.exposition.body('text', 'gzip').release();
      expect((await page.publish(all(poll))).newBytes).toBe(0);
    }
  });

  it('nothing of the other tenants when one is removed', async () => {
    const { exposition } = await start(all(0));
    exposition.publish(snapshot('globex', all(0)));
    await exposition.settled();
    expect(await costOf(() => exposition.remove('globex'), exposition.settled)).toMatchObject({ bytes: 0 });
  });

  it('no more after a hundred changes of the queues than at first', async () => {
    const page = await start(all(0).slice(0, 1000));
    for (let poll = 1; poll <= 100; poll += 1)
      await page.publish(all(poll).slice(poll * 50, poll * 50 + 1000));
    const before = sizes(page);
    const cost = await page.publish(all(200).slice(5000, 6000));
    expect(cost.bytes).toBeLessThan(before);
    expect(cost.escapedLabels).toBeLessThan(1000);
  });
});

describe('the gzip body', () => {
  it('is about as small as zlib makes it at its fastest, though it is not searched for repetitions', async () => {
    const exposition = createExposition();
    exposition.publish(snapshotAt(1, identities(4000)));
    await exposition.settled();
    const zlib = gzipSync(bytes(exposition.body('text', 'identity')), { level: 1 });
    expect(exposition.body('text', 'gzip').length).toBeLessThan(1.15 * zlib.length);
  });
});

describe('a scrape costs', () => {
  it('no memory but for short chunks the first time, and none from then on, whatever is published', async () => {
    const exposition = createExposition();
    exposition.publish(snapshot('acme', all(0)));
    await exposition.settled();
    const copies = vi.spyOn(Buffer, 'concat');
    const first = exposition.body('openmetrics', 'identity');
    first.release();
    const copied = copies.mock.results.reduce((sum, { value }) => sum + value.length, 0);
    expect(copied).toBeLessThan(first.length / 10);

    for (const poll of [1, 2, 3]) {
      copies.mockClear();
      exposition.publish(snapshot('acme', all(poll)));
      await exposition.settled();
      // The page that was asked for is listed anew before it is asked for again.
      await vi.waitFor(() => expect(copies).toHaveBeenCalled());
      copies.mockClear();
      exposition.body('openmetrics', 'identity').release();
      expect(copies).not.toHaveBeenCalled();
    }
    exposition.close();
    vi.restoreAllMocks();
  });
});
