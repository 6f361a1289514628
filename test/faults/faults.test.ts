import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PLANTED } from './planted.ts';
import { runFaults } from './run.ts';
import { SHORT } from './steps.ts';

/** For starting and ending everything on a busy machine. */
const SPARE_SECONDS = 240;

it(
  'keeps every invariant through a fault for each API at once, and then some for all',
  async () => {
    const { violations, events, figures } = await runFaults({ seed: 1, steps: SHORT });
    expect(violations, events.join('\n')).toEqual([]);
    expect(figures.faults).toBe(SHORT.flat().length);
    expect(figures.values).toBeGreaterThan(1000);
    expect(figures.comparisons).toBeGreaterThan(20);
  },
  SPARE_SECONDS * 1000,
);

it('keeps a patch of each planted bug that applies to the sources', async () => {
  const folder = join(import.meta.dirname, 'planted');
  const patches = readdirSync(folder).sort();
  expect(patches).toEqual(
    Object.keys(PLANTED)
      .map((name) => `${name}.patch`)
      .sort(),
  );
  for (const patch of patches)
    await expect(
      promisify(execFile)('git', ['apply', '--check', join(folder, patch)]),
    ).resolves.toBeDefined();
});
