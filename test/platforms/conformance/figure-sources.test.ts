import { describe, expect, it } from 'vitest';
import { type Collection, factAt, factFigures } from '../../../src/domain/index.ts';
import { connectAdapter, platformSettings } from '../../support/adapter.ts';
import { APIS } from './apis.ts';
import { WINDOW_SECONDS } from './facts.ts';
import { simulateSurge } from './simulated-surge.ts';

/** Figures of a successful poll that this collection has for any queue. */
function figuresIn({ queues = [] }: Collection): readonly string[] {
  return factFigures(WINDOW_SECONDS)
    .filter(({ path }) => queues.some((facts) => factAt(facts, path) !== undefined))
    .map(({ figure }) => figure);
}

describe.each(APIS)('$platform.platform $platform.api', ({ platform }) => {
  it('names a field for exactly the figures that each collector reports, as the request has it', async () => {
    const { clock, tenant } = await simulateSurge(platform);
    const adapter = connectAdapter(platform, {
      settings: platformSettings(tenant),
      now: clock.now,
      windowSeconds: WINDOW_SECONDS,
    });
    const named: Record<string, readonly string[]> = {};
    const reported: Record<string, readonly string[]> = {};
    for (const { name, sources = {}, idle } of adapter.collectors) {
      if (idle !== undefined) continue;
      named[name] = Object.keys(sources).sort();
      reported[name] = [...figuresIn(await adapter.collect(name))].sort();
      for (const source of Object.values(sources)) {
        expect(source.endpoint).toMatch(/^(GET|POST) \/[\w/]+$/);
        expect(source.fields).not.toEqual([]);
      }
    }
    expect(reported.queues?.length).toBeGreaterThan(2);
    expect(named).toEqual(reported);
    expect(Object.values(named).flat().includes('windows.rolling.shortAbandoned')).toBe(
      platform.reportsShortAbandons === true,
    );
  });
});
