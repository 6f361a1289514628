import { expect, it } from 'vitest';
import { runFuzz } from './run-fuzz.ts';

/** `npm run fuzz` runs for as long as wanted, with any seed. */
const SHORT = { seed: 1, runs: 40 };

it('any parser of outside input gives a value or a typed error for changed documents', async () => {
  const reports = await runFuzz(SHORT);
  expect(reports.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(reports.length).toBeGreaterThan(35);
}, 300_000);
