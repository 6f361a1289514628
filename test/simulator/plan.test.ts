import { describe, expect, it } from 'vitest';
import { simulatedPlan, simulateTrace } from '../../src/simulator/index.ts';

/** A Monday, 00:00 UTC. */
const startAt = Date.UTC(2026, 0, 5) / 1000;
const DAY = 86_400;
const plans = {
  preset: 'working_week',
  seed: 4,
  startAt,
  durationSeconds: DAY,
  intervalSeconds: 1800,
  error: 0,
};

describe('the plan of a simulated centre', () => {
  const plan = simulatedPlan(plans);

  it('covers the time without gaps and expects neither agents nor contacts at night', () => {
    for (const { intervals } of plan) {
      expect(intervals).toHaveLength(48);
      intervals.slice(1).forEach(({ start }, i) => {
        expect(start).toBe(intervals[i]!.end);
      });
      expect(intervals[4]).toMatchObject({ agents: 0, contacts: 0 });
      expect(intervals[22]!.agents).toBeGreaterThan(5);
      expect(intervals[22]!.contacts).toBeGreaterThan(20);
    }
  });

  it('is close to the staff and the contacts that come', () => {
    let agents = 0;
    let polls = 0;
    const offered: number[] = [];
    const [{ queue, intervals }] = plan as [(typeof plan)[number]];
    const noon = startAt + 11 * 3600;
    for (const row of simulateTrace({ ...plans, intervalSeconds: 60 })) {
      const at = Date.parse(row.time) / 1000;
      if (row.queueId !== queue || at < noon || at >= noon + 3600) continue;
      agents += row.agents.available + row.agents.busy;
      polls++;
      offered.push(row.offered);
    }
    const planned = (intervals[22]!.agents! + intervals[23]!.agents!) / 2;
    expect(polls).toBe(60);
    expect(agents / polls / planned).toBeGreaterThan(0.8);
    expect(agents / polls / planned).toBeLessThan(1.15);
    const contacts = intervals[22]!.contacts! + intervals[23]!.contacts!;
    expect((offered.at(-1)! - offered[0]!) / contacts).toBeGreaterThan(0.65);
    expect((offered.at(-1)! - offered[0]!) / contacts).toBeLessThan(1.35);
  });

  it('is wrong by the given error, the same for the same seed', () => {
    const wrong = simulatedPlan({ ...plans, error: 0.1 });
    expect(simulatedPlan({ ...plans, error: 0.1 })).toEqual(wrong);
    const ratios = plan.flatMap(({ intervals }, queue) =>
      intervals.flatMap(({ agents = 0 }, i) =>
        agents > 0 ? [wrong[queue]!.intervals[i]!.agents! / agents - 1] : [],
      ),
    );
    const deviation = Math.sqrt(ratios.reduce((sum, each) => sum + each * each, 0) / ratios.length);
    expect(deviation).toBeGreaterThan(0.07);
    expect(deviation).toBeLessThan(0.13);
  });

  it('rejects an interval that is not positive', () => {
    expect(() => simulatedPlan({ ...plans, intervalSeconds: 0 })).toThrow(RangeError);
  });
});
