import { expect, it } from 'vitest';
import { runSequence } from './support/random-sequence.ts';

/** Set by `npm run test:cluster`, which runs longer than a test may. */
const { CLUSTER_SECONDS, CLUSTER_SEED = '23', CLUSTER_COUNTED = '0' } = process.env;
const isLong = CLUSTER_SECONDS !== undefined;
const LONG = {
  tenantCount: 12,
  leaseSeconds: 5,
  length: { seconds: Number(CLUSTER_SECONDS) },
  countedSeconds: Number(CLUSTER_COUNTED),
};
/** The same faults on a machine of any speed: with the seed above, a replica is killed, and one stopped past its lease. */
const SHORT = { tenantCount: 6, leaseSeconds: 3, length: { faults: 2 } };
/** For starting and ending everything on a busy machine. */
const SPARE_SECONDS = 240;

it(
  'keeps the promises of replicas through a random sequence of faults',
  async () => {
    const report = (line: string) => void process.stderr.write(`${line}\n`);
    const { violations, figures, events, calmShare, faultyShare } = await runSequence({
      ...(isLong ? { ...LONG, log: report } : SHORT),
      seed: Number(CLUSTER_SEED),
    });
    if (isLong) report(JSON.stringify({ ...figures, calmShare, faultyShare }));
    expect(violations, events.join('\n')).toEqual([]);
    expect(figures.values).toBeGreaterThan(100);
    expect(figures.comparisons).toBeGreaterThan(10);
    if (calmShare !== undefined) expect(Math.abs(calmShare - 1)).toBeLessThan(0.05);
  },
  (SPARE_SECONDS + Number(CLUSTER_SECONDS ?? 0) + 2 * Number(CLUSTER_COUNTED)) * 1000,
);
