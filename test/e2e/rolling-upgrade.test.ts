import { expect, it } from 'vitest';
import { startRedis } from '../support/redis.ts';
import { rollingUpgrade } from '../support/rolling-upgrade.ts';

/** Set by `npm run test:upgrade`: folders with the sources of two versions. Otherwise both are this one. */
const { UPGRADE_FROM = '.', UPGRADE_TO = '.' } = process.env;
const isReal = UPGRADE_FROM !== UPGRADE_TO;
/** Some polls of the slowest collector that is compared, which takes two seconds. */
const CALM_SECONDS = isReal ? 8 : 3;

it('loses no series and no count when two replicas are replaced one after the other', async () => {
  const redis = await startRedis();
  const report = await rollingUpgrade({
    redis,
    from: UPGRADE_FROM,
    to: UPGRADE_TO,
    calmSeconds: CALM_SECONDS,
  });
  if (isReal) process.stderr.write(`${JSON.stringify(report, undefined, 2)}\n`);
  expect(report.lost).toEqual([]);
  // Replicas of another format share nothing, so that the counters of new ones begin at 0, as after any restart.
  const isOtherFormat = report.warnings.some((line) => line.includes('code=unknown_format'));
  if (!isOtherFormat) expect(report.decreased).toEqual([]);
  expect(report.series).toBeGreaterThan(100);
  expect(report.scrapes).toBeGreaterThan(20);
}, 300_000);
