import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Half more than what was measured: 880, 4,030 and 6,640 bytes. Small changes pass; another copy of a part does not. */
const LIMITS = { snapshot: 1_300, exposition: 6_000, prediction: 10_000 };

it('holds few bytes per queue after garbage collection', async () => {
  const script = join(import.meta.dirname, 'measure-live-bytes.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script]);
  const bytes = JSON.parse(stdout) as Record<keyof typeof LIMITS, number>;
  expect(bytes.snapshot).toBeGreaterThan(0);
  expect(bytes.snapshot).toBeLessThan(LIMITS.snapshot);
  expect(bytes.exposition).toBeLessThan(LIMITS.exposition);
  expect(bytes.prediction).toBeLessThan(LIMITS.prediction);
}, 120_000);
