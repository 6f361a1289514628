import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/index.ts';
import { formatPlan, parsePlan } from '../../src/plan/index.ts';

const HOUR = 3600;
const EIGHT = Date.UTC(2026, 2, 30, 8) / 1000;

describe('a plan written as CSV', () => {
  it('is read back the same: names of any kind, gaps, absent and known zero values', async () => {
    const plan: Plan = [
      {
        queue: 'Sales, "new" and old',
        intervals: [
          { start: EIGHT, end: EIGHT + 900, agents: 12, contacts: 95.25 },
          { start: EIGHT + 900, end: EIGHT + 1800, agents: 0 },
          { start: EIGHT + HOUR, end: EIGHT + HOUR + 900, contacts: 0 },
          { start: EIGHT + 20 * HOUR, end: EIGHT + 20 * HOUR + 450, agents: 3.5 },
        ],
      },
      { queue: '4f1c-22', intervals: [{ start: EIGHT, end: EIGHT + 600, agents: 6 }] },
    ];
    const { plan: parsed, rejected } = await parsePlan(formatPlan(plan));
    expect(parsed).toEqual(plan);
    expect(rejected).toEqual({});
  });

  it('has at least its header', async () => {
    expect(formatPlan([])).toBe('queue_id,start,agents,contacts\n');
  });
});
