import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src/domain/index.ts';
import type { Body } from '../../src/exposition/exposition.ts';
import { createExposition, type Exposition } from '../../src/exposition/index.ts';
import type { Encoding, Format } from '../../src/exposition/negotiate.ts';
import type { QueueView } from '../../src/signals/index.ts';
import { samplesOf } from './support/parse.ts';
import { bytes, page, queueView, snapshot } from './support/snapshots.ts';

/** A page made anew from what is shown last: what any history of updates has to come to. */
async function fresh(tenants: ReadonlyMap<string, readonly QueueView[]>): Promise<Exposition> {
  const exposition = createExposition();
  for (const [tenant, queues] of tenants) exposition.publish(snapshot(tenant, queues));
  await exposition.settled();
  return exposition;
}

const TENANTS = ['acme', 'globex', 'initech'];
/** Lengths that DEFLATE treats differently: matches longer than 258 bytes, and ones too far back to be referred to. */
const anyName = fc.oneof(
  { weight: 30, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 100, maxLength: 400 }) },
  fc.constant('long '.repeat(8000)),
);
const anyQueue = fc.record({
  id: fc.integer({ min: 0, max: 40 }).map((number) => `q${number}`),
  name: anyName,
  media: fc.constantFrom('voice' as const, 'chat' as const),
  // Unknown values make families skip rows.
  waiting: fc.option(fc.nat(), { nil: undefined }),
  waitSeconds: fc.option(fc.double(), { nil: undefined }),
  agents: fc.option(
    fc.record(
      { available: fc.nat(99), busy: fc.nat(99), after_contact_work: fc.nat(99) },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
  waitDistribution: fc.option(
    fc.record({
      answered: fc.constant({ upperBounds: [10, 20.5, Infinity], counts: [1, 2, 3] }),
      abandoned: fc
        .array(fc.nat(9), { minLength: 2, maxLength: 2 })
        .map((counts) => ({ upperBounds: [5, 5], counts })),
    }),
    { nil: undefined },
  ),
});
const anyQueues = fc.array(
  anyQueue.map((facts) => queueView(defined(facts))),
  { maxLength: 30 },
);
const anyUpdate = fc.oneof(
  { weight: 4, arbitrary: fc.record({ tenant: fc.constantFrom(...TENANTS), queues: anyQueues }) },
  fc.record({ tenant: fc.constantFrom(...TENANTS), remove: fc.constant(true as const) }),
);

const VARIANTS: readonly (readonly [Format, Encoding])[] = [
  ['text', 'identity'],
  ['text', 'gzip'],
  ['openmetrics', 'identity'],
  ['openmetrics', 'gzip'],
];
const bodies = (exposition: Exposition) =>
  VARIANTS.map(([format, encoding]) => exposition.body(format, encoding));
const isGzip = (index: number) => VARIANTS[index]?.[1] === 'gzip';
const plain = (body: Body, index: number) => (isGzip(index) ? gunzipSync(bytes(body)) : bytes(body));

describe('a page after any updates', () => {
  it('shows the last snapshots, with the same bytes in gzip, and leaves earlier bodies unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyUpdate, { minLength: 1, maxLength: 8 }), async (updates) => {
        const exposition = createExposition();
        const shown = new Map<string, readonly QueueView[]>();
        const taken: { body: Body; asTaken: Buffer }[] = [];
        for (const [round, update] of updates.entries()) {
          if ('remove' in update) {
            void exposition.remove(update.tenant);
            shown.delete(update.tenant);
          } else {
            exposition.publish(snapshot(update.tenant, update.queues));
            shown.set(update.tenant, update.queues);
          }
          await exposition.settled();
          const [text, , openmetrics] = bodies(await fresh(shown)).map(bytes);
          for (const [index, body] of bodies(exposition).entries()) {
            const expected = VARIANTS[index]?.[0] === 'text' ? text : openmetrics;
            expect(plain(body, index).equals(expected!)).toBe(true);
            // Half of the updates find nobody reading, and may use the memory again.
            if (round % 2 === 0) taken.push({ body, asTaken: Buffer.from(bytes(body)) });
            else body.release();
          }
          if (round % 4 === 3) for (const { body } of taken.splice(0)) body.release();
          for (const { body, asTaken } of taken) expect(bytes(body).equals(asTaken)).toBe(true);
          samplesOf(text!.toString(), 'text');
          samplesOf(openmetrics!.toString(), 'openmetrics');
        }
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it('shows thousands of queues whose chunks are cut and compressed separately', async () => {
    const exposition = createExposition();
    let queues = Array.from({ length: 2500 }, (_, index) =>
      queueView({
        id: `id-${(index * 7919) % 100_003}`,
        name: `Queue ${index}`,
        waiting: index,
        waitSeconds: index / 7,
      }),
    );
    const changes: readonly (() => void)[] = [
      () => {},
      () => queues.splice(1250, 1),
      () => queues.splice(0, 1),
      () => queues.splice(617, 0, queueView({ id: 'new', waiting: 1 })),
      () => queues.splice(1500, 1, queueView({ ...queues[1500]!.facts, waiting: 123_456 })),
      () => queues.splice(100, 1, queueView({ ...queues[100]!.facts, name: 'Renamed "queue"' })),
      () => queues.splice(0, 2000),
      () => queues.splice(0, queues.length),
    ];
    for (const change of changes) {
      queues = [...queues];
      change();
      exposition.publish(snapshot('acme', queues));
      await exposition.settled();
      const expected = page(await fresh(new Map([['acme', queues]])), 'openmetrics');
      expect(page(exposition, 'openmetrics') === expected).toBe(true);
      expect(page(exposition, 'openmetrics', 'gzip') === expected).toBe(true);
      expect(samplesOf(expected, 'openmetrics').size).toBe(exposition.series);
    }
  }, 60_000);

  it('shows the last of several snapshots published at once, and none of a tenant removed meanwhile', async () => {
    const exposition = createExposition();
    for (const waiting of [1, 2, 3]) {
      exposition.publish(snapshot('acme', [queueView({ id: 'q', waiting })]));
      exposition.publish(snapshot('globex', [queueView({ id: 'q', waiting })]));
    }
    void exposition.remove('globex');
    await exposition.settled();
    expect(page(exposition, 'text')).toContain(
      'waiting_interactions{tenant="acme",queue_id="q",queue="q",media="voice"} 3\n',
    );
    expect(page(exposition, 'text')).not.toContain('globex');
  });

  it('shows nothing of other tenants on the page of one', async () => {
    const exposition = await fresh(
      new Map([
        ['acme', [queueView({ id: 'a', waiting: 1 })]],
        ['globex', [queueView({ id: 'g', waiting: 2 })]],
      ]),
    );
    const own = page(exposition, 'openmetrics', 'gzip', 'globex');
    expect(own).toContain('queue_id="g"');
    expect(own).not.toContain('acme');
    expect(page(exposition, 'openmetrics', 'identity', 'nobody')).toBe('# EOF\n');
    expect(page(exposition, 'text', 'gzip', 'nobody')).toBe('');
  });
});

describe('a series that a snapshot has twice', () => {
  it('shows a repeated series once, with its first value', async () => {
    const queues = [
      queueView({ id: 'q', name: 'first', waiting: 1 }),
      queueView({ id: 'q', name: 'second', waiting: 2 }),
      queueView({ id: 'q', name: 'chat', media: 'chat', waiting: 3 }),
    ];
    const exposition = createExposition();
    const components = [
      { component: 'voice', status: 'operational' as const },
      { component: 'voice', status: 'major_outage' as const },
    ];
    exposition.publish(snapshot('acme', queues, { components }));
    await exposition.settled();
    const text = page(exposition, 'text');
    expect(
      [...text.matchAll(/waiting_interactions\{.*queue="(\w+)".*\} (\d)/g)].map(([, ...own]) => own),
    ).toEqual([
      ['first', '1'],
      ['chat', '3'],
    ]);
    expect(text).toContain('component="voice",status="operational"} 1\n');
    samplesOf(text, 'text');
  });
});

describe('without gzip', () => {
  it('returns the same body without gzip, marked as not compressed', async () => {
    const plainOnly = createExposition({ gzip: false });
    const queues = [queueView({ id: 'q', waiting: 1 })];
    plainOnly.publish(snapshot('acme', queues));
    await plainOnly.settled();
    const body = plainOnly.body('openmetrics', 'gzip');
    expect(body.encoding).toBe('identity');
    expect(bytes(body).toString()).toBe(page(await fresh(new Map([['acme', queues]])), 'openmetrics'));
  });
});
