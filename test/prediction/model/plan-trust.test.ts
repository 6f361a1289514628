import { describe, expect, it } from 'vitest';
import {
  createPlanTrust,
  doubtVariance,
  type PlanTrust,
  updateTrust,
} from '../../../src/prediction/model/plan-trust.ts';
import { createRandom } from '../support/random.ts';

const NOISE = 0.05;

/** Trust after `intervals` in which `actualOf` gives the change that came. */
function trained(
  intervals: number,
  actualOf: (planned: number, deviation: number) => number,
  start = createPlanTrust(0.7, 0.7, [0.1, 0.05, 0.1]),
): PlanTrust {
  const random = createRandom(11);
  let trust = start;
  for (let i = 0; i < intervals; i++) {
    const planned = 0.2 * random.normal();
    const deviation = 0.1 * random.normal();
    const actual = actualOf(planned, deviation) + NOISE * random.normal();
    trust = updateTrust(trust, { planned, deviation, actual, noise: NOISE ** 2 });
  }
  return trust;
}

describe('the trust in a plan', () => {
  it('approaches 1 when the planned changes come', () => {
    const trust = trained(40, (planned) => planned);
    expect(trust.followed).toBeGreaterThan(0.9);
    expect(trust.followed).toBeLessThan(1.1);
    expect(Math.abs(trust.returned)).toBeLessThan(0.2);
  });

  it('approaches 0 when nothing of the plan comes, so that a wrong plan costs nothing in the end', () => {
    const { followed, returned } = trained(40, () => 0);
    expect(Math.abs(followed)).toBeLessThan(0.1);
    expect(Math.abs(returned)).toBeLessThan(0.2);
  });

  it('learns which part of a deviation from the plan is over an interval later', () => {
    const { followed, returned } = trained(60, (planned, deviation) => planned + 0.5 * deviation);
    expect(followed).toBeCloseTo(1, 1);
    expect(returned).toBeGreaterThan(0.3);
    expect(returned).toBeLessThan(0.7);
  });

  it('leaves less doubt with each interval, and more where it was wrong more than usual', () => {
    const few = trained(3, (planned) => planned);
    const many = trained(30, (planned) => planned);
    expect(doubtVariance(many, 0.3, 0)).toBeLessThan(0.7 * doubtVariance(few, 0.3, 0));
    const surprised = trained(30, (planned) => planned + (planned > 0 ? 0.2 : -0.2));
    expect(doubtVariance(surprised, 0.3, 0)).toBeGreaterThan(1.5 * doubtVariance(many, 0.3, 0));
  });

  it('is hardly moved by one interval that no plan could know', () => {
    const before = trained(20, (planned) => planned);
    const after = updateTrust(before, { planned: 0.2, deviation: 0, actual: -2, noise: NOISE ** 2 });
    expect(before.followed - after.followed).toBeLessThan(0.3);
  });

  it('follows a plan that becomes better', () => {
    const wrong = trained(60, () => 0);
    expect(trained(60, (planned) => planned, wrong).followed).toBeGreaterThan(0.7);
  });
});
