import { describe, expect, it, onTestFinished } from 'vitest';
import { type Collection, factAt, factFigures } from '../../../src/domain/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';
import { connectAdapter, platformSettings } from '../../support/adapter.ts';
import { APIS } from './apis.ts';
import { WINDOW_SECONDS } from './facts.ts';

/** Ten minutes into a half hour of a Monday morning. */
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;

/** Figures of a successful poll that this collection has for any queue. */
function figuresIn({ queues = [] }: Collection): readonly string[] {
  return factFigures(WINDOW_SECONDS)
    .filter(({ path }) => queues.some((facts) => factAt(facts, path) !== undefined))
    .map(({ figure }) => figure);
}

describe.each(APIS)('$platform.platform $platform.api', ({ platform }) => {
  it('names a field for exactly the figures that each collector reports, as the request has it', async () => {
    const { platform: vendor, api } = platform;
    const simulator = await startSimulator({
      tenants: [{ name: 'globex', platform: vendor as 'cxone' | 'genesys', api, centre: 'globex' }],
      startAt: START,
      timeFactor: 0,
      warmUpSeconds: 2 * 3600,
    });
    onTestFinished(() => simulator.close());
    const tenant = simulator.tenants[0]!;
    tenant.setScenario({ scenario: 'surge', factor: 1.6, rampSeconds: 0 });
    simulator.clock.skip(900);
    const adapter = connectAdapter(platform, {
      settings: platformSettings(tenant),
      now: simulator.clock.now,
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
