import { expect, it } from 'vitest';
import { runSequence } from './support/random-sequence.ts';

/** Set by `npm run test:cluster`, which runs longer than a test may. */
const { CLUSTER_SECONDS, CLUSTER_SEED = '7' } = process.env;
const seconds = Number(CLUSTER_SECONDS ?? 25);
/** For starting and ending everything on a busy machine. */
const SPARE_SECONDS = 120;

it(
  'keeps the promises of replicas through a random sequence of faults',
  async () => {
    const report = (line: string) => void process.stderr.write(`${line}\n`);
    const { violations, figures, events, requestShare } = await runSequence({
      seconds,
      seed: Number(CLUSTER_SEED),
      ...(CLUSTER_SECONDS !== undefined && { log: report }),
    });
    if (CLUSTER_SECONDS !== undefined) report(JSON.stringify({ ...figures, requestShare }));
    expect(violations, events.join('\n')).toEqual([]);
    expect(figures.values).toBeGreaterThan(100);
    expect(figures.comparisons).toBeGreaterThan(10);
  },
  (seconds + SPARE_SECONDS) * 1000,
);
