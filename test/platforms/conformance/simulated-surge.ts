import { onTestFinished } from 'vitest';
import type { Platform } from '../../../src/platforms/index.ts';
import { startSimulator } from '../../../src/simulator/index.ts';

/** Ten minutes into a half hour of a Monday morning. */
const START = Date.UTC(2026, 8, 7, 9, 10) / 1000;
const WARM_UP_SECONDS = 2 * 3600;
const SURGE_SECONDS = 900;

/** A busy contact centre on an API, whose time stands still; until the test is finished. */
export async function simulateSurge({ platform, api }: Pick<Platform, 'platform' | 'api'>) {
  const simulator = await startSimulator({
    tenants: [{ name: 'globex', platform: platform as 'cxone' | 'genesys', api, centre: 'globex' }],
    startAt: START,
    timeFactor: 0,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  onTestFinished(() => simulator.close());
  const tenant = simulator.tenants[0]!;
  tenant.setScenario({ scenario: 'surge', factor: 1.6, rampSeconds: 0 });
  simulator.clock.skip(SURGE_SECONDS);
  return { clock: simulator.clock, tenant };
}
