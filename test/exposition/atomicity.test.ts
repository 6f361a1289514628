import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ExpositionError } from '../../src/exposition/errors.ts';
import type { Body } from '../../src/exposition/exposition.ts';
import { createExposition } from '../../src/exposition/index.ts';
import { bytes, page, queueView, snapshot } from './support/snapshots.ts';

/** Enough queues for a page that takes several slices to render. */
const QUEUES = 3000;

const stamped = (tenant: string, stamp: number) =>
  snapshot(
    tenant,
    Array.from({ length: QUEUES }, (_, index) =>
      queueView({ id: `q${index}`, waiting: stamp, active: stamp }),
    ),
  );

function stampsIn(text: string): Readonly<Record<string, readonly number[]>> {
  const lines = [...text.matchAll(/_(?:waiting|active)_interactions\{tenant="(\w+)".*\} (\d+)\n/g)];
  const byTenant = Map.groupBy(lines, ([, tenant = '']) => tenant);
  for (const own of byTenant.values()) expect(own).toHaveLength(2 * QUEUES);
  return Object.fromEntries(
    [...byTenant].map(([tenant, own]) => [tenant, [...new Set(own.map(([, , stamp]) => Number(stamp)))]]),
  );
}

describe('every page that is ever seen', () => {
  it('shows one whole snapshot of each tenant, in the order they were published', async () => {
    const exposition = createExposition();
    const slow: { body: Body; text: string }[] = [];
    const seen = new Set<string>();
    let last = 0;
    let turns = 0;
    for (let stamp = 1; stamp <= 4; stamp += 1) {
      exposition.publish(stamped('acme', stamp));
      exposition.publish(stamped('globex', stamp));
      let isSettled = false;
      const settled = exposition.settled().then(() => {
        isSettled = true;
      });
      while (!isSettled) {
        const body = exposition.body('text', turns % 2 === 0 ? 'identity' : 'gzip');
        const text = (turns % 2 === 0 ? bytes(body) : gunzipSync(bytes(body))).toString();
        const stamps = stampsIn(text);
        for (const own of Object.values(stamps)) expect(own).toHaveLength(1);
        const acme = stamps.acme?.[0] ?? 0;
        expect(acme).toBeGreaterThanOrEqual(last);
        last = acme;
        seen.add(JSON.stringify(stamps));
        // A slow client holds its body for long; the others are through at once.
        if (turns % 5 === 0 && turns % 2 === 0) slow.push({ body, text });
        else body.release();
        turns += 1;
        await setImmediate();
      }
      await settled;
    }
    expect(stampsIn(page(exposition, 'text'))).toEqual({ acme: [4], globex: [4] });
    // Before, between the two tenants, and after were all seen.
    expect(seen.size).toBeGreaterThan(4);
    for (const { body, text } of slow) expect(bytes(body).toString() === text).toBe(true);
  }, 60_000);

  it('shows nothing of a tenant that was removed while it was rendered', async () => {
    const exposition = createExposition();
    exposition.publish(stamped('acme', 1));
    await setImmediate();
    await setImmediate();
    void exposition.remove('acme');
    await exposition.settled();
    expect(page(exposition, 'text')).toBe('');
    expect(exposition.series).toBe(0);
    exposition.publish(stamped('acme', 2));
    await exposition.settled();
    expect(stampsIn(page(exposition, 'text'))).toEqual({ acme: [2] });
  });
});

describe('a tenant that cannot be rendered', () => {
  it('omits and reports a tenant that cannot be rendered, and renders the others', async () => {
    const errors: ExpositionError[] = [];
    const exposition = createExposition({ onError: (error) => errors.push(error) });
    exposition.publish(snapshot('acme', [queueView({ id: 'q', waiting: 1 })]));
    await exposition.settled();
    const broken = queueView({ id: 'q', waiting: 2 });
    Object.defineProperty(broken.facts, 'waiting', {
      get: () => {
        throw new Error('broken');
      },
    });
    exposition.publish(snapshot('acme', [broken]));
    exposition.publish(snapshot('globex', [queueView({ id: 'q', waiting: 3 })]));
    await exposition.settled();
    expect(errors.map(({ code, tenant, cause }) => [code, tenant, String(cause)])).toEqual([
      ['render_failed', 'acme', 'Error: broken'],
    ]);
    expect(page(exposition, 'text')).not.toContain('acme');
    expect(page(exposition, 'text')).toContain('{tenant="globex",queue_id="q",queue="q",media="voice"} 3');
    exposition.publish(snapshot('acme', [queueView({ id: 'q', waiting: 4 })]));
    await exposition.settled();
    expect(page(exposition, 'text')).toContain('{tenant="acme",queue_id="q",queue="q",media="voice"} 4');
  });
});
