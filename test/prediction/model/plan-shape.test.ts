import { describe, expect, it } from 'vitest';
import type { PlanInterval } from '../../../src/domain/index.ts';
import {
  changedStaff,
  planAround,
  rateLevel,
  rateShape,
  staffShape,
} from '../../../src/prediction/model/plan-shape.ts';
import { POLICY } from '../support/evaluated-rows.ts';

const HALF_HOUR = 1800;

function plan(...values: readonly (readonly [agents: number | undefined, contacts: number | undefined])[]) {
  return values.map(
    ([agents, contacts], slot): PlanInterval => ({
      start: slot * HALF_HOUR,
      end: (slot + 1) * HALF_HOUR,
      ...(agents !== undefined && { agents }),
      ...(contacts !== undefined && { contacts }),
    }),
  );
}

describe('the shape of planned staff', () => {
  const staffed = plan([10, undefined], [20, undefined], [undefined, 5]);

  it('changes at the start of an interval', () => {
    expect(staffShape(staffed, HALF_HOUR - 1)).toBe(staffShape(staffed, 0));
    expect(staffShape(staffed, HALF_HOUR)! - staffShape(staffed, 0)!).toBeCloseTo(Math.log(20.5 / 10.5), 10);
  });

  it('is unknown where no agents are planned, before the plan and after it', () => {
    expect(staffShape(staffed, 2 * HALF_HOUR)).toBeUndefined();
    expect(staffShape(staffed, -1)).toBeUndefined();
    expect(staffShape(staffed, 3 * HALF_HOUR)).toBeUndefined();
  });

  it('leads from the planned number to the planned number, also from none', () => {
    const opening = plan([0, undefined], [12, undefined]);
    const change = staffShape(opening, HALF_HOUR)! - staffShape(opening, 0)!;
    expect(changedStaff(0, change)).toBeCloseTo(12, 10);
    expect(changedStaff(12, -change)).toBeCloseTo(0, 10);
    expect(changedStaff(5, -100)).toBe(0);
  });
});

describe('the shape of planned contacts', () => {
  const rising = plan([undefined, 60], [undefined, 90], [undefined, 120], [undefined, 150]);

  it('is flat for a flat plan, whatever the length of its intervals', () => {
    const flat = plan([1, 90], [1, 90], [1, 90]);
    for (const at of [0, 900, 2000, 5399]) expect(rateShape(flat, at)).toBeCloseTo(Math.log(0.05), 2);
    const quarters = flat.flatMap(({ start, end }) => [
      { start, end: (start + end) / 2, contacts: 45 },
      { start: (start + end) / 2, end, contacts: 45 },
    ]);
    expect(rateShape(quarters, 2000)).toBeCloseTo(Math.log(0.05), 2);
  });

  it('rises without steps between the middles of the intervals', () => {
    const levels = Array.from({ length: 12 }, (_, i) => rateShape(rising, 900 + i * 450)!);
    levels.slice(1).forEach((level, i) => {
      expect(level - levels[i]!).toBeGreaterThan(0);
      expect(level - levels[i]!).toBeLessThan(0.15);
    });
    expect(rateShape(rising, 900)).toBeCloseTo(rateLevel(rising, rising[0])!, 10);
  });

  it('is not affected by one interval as much as that interval differs', () => {
    const spiky = plan([1, 90], [1, 90], [1, 180], [1, 90], [1, 90]);
    const height = rateLevel(spiky, spiky[2])! - rateLevel(plan([1, 90]), plan([1, 90])[0])!;
    expect(height).toBeGreaterThan(0.2);
    expect(height).toBeLessThan(0.5 * Math.log(2) + 0.1);
  });

  it('is unknown where no contacts are planned', () => {
    expect(rateShape(plan([10, undefined]), 100)).toBeUndefined();
  });
});

describe('the part of a plan that a prediction uses', () => {
  const day = plan(...Array.from({ length: 48 }, (_, slot) => [slot, slot] as const));

  it('reaches an hour back and an hour beyond the longest horizon', () => {
    const at = 20 * HALF_HOUR + 100;
    const part = planAround(day, at, { ...POLICY, furtherHorizons: [1800, 3600] });
    expect(part[0]!.start).toBeLessThanOrEqual(at - 3600);
    expect(part.at(-1)!.end).toBeGreaterThanOrEqual(at + 7200);
    expect(part.length).toBeLessThan(10);
    expect(planAround(day, at, POLICY).length).toBeLessThan(part.length);
  });

  it('ends where the plan ends', () => {
    expect(planAround(day, 47 * HALF_HOUR, POLICY).at(-1)).toBe(day.at(-1));
    expect(planAround([], 0, POLICY)).toEqual([]);
  });
});
