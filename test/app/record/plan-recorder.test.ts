import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPlanFile } from '../../../src/app/record/plan-recorder.ts';
import { parsePlan } from '../../../src/plan/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'plans-'));
const interval = (start: number, agents: number) => ({ start, end: start + 1800, agents });
const sales = (...intervals: readonly ReturnType<typeof interval>[]) => [{ queue: 'Sales', intervals }];

describe('a recorded plan', () => {
  it('keeps what was planned for an interval when it began, and the newest plan for later ones', async () => {
    const path = join(folder, 'plan.csv');
    const recorder = await openPlanFile(path);
    recorder.add(sales(interval(0, 10), interval(1800, 11), interval(3600, 12)), 0);
    recorder.add(sales(interval(0, 20), interval(1800, 21), interval(5400, 23)), 100);
    await recorder.close();
    const { plan } = await parsePlan(readFileSync(path, 'utf8'));
    expect(plan).toEqual(sales(interval(0, 10), interval(1800, 21), interval(5400, 23)));
  });

  it('is one file for all tenants', async () => {
    const path = join(folder, 'both.csv');
    const recorder = await openPlanFile(path);
    recorder.add(sales(interval(0, 10)), 0);
    recorder.add([{ queue: 'Help', intervals: [interval(0, 3)] }], 0);
    await recorder.close();
    const { plan } = await parsePlan(readFileSync(path, 'utf8'));
    expect(plan.map(({ queue }) => queue)).toEqual(['Sales', 'Help']);
  });

  it('fails at once for a file that cannot be written', async () => {
    await expect(openPlanFile(join(folder, 'none', 'plan.csv'))).rejects.toThrow('ENOENT');
  });
});
