import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve } from '../../../src/prediction/queueing/birth-death.ts';
import { erlangA, servedWithin } from '../../../src/prediction/queueing/erlang-a.ts';
import { chainOf, transientCourse } from '../../../src/prediction/queueing/transient.ts';

const queue = { arrivalRate: 100 / 1800, handlingSeconds: 180, patienceSeconds: 300, agents: 14 };

describe('the transient of Erlang A', () => {
  it('starts in the given state and converges to the steady state', () => {
    const [now] = transientCourse(17, [{ ...queue, seconds: 0 }], 20);
    expect(now?.meanWaiting).toBe(3);
    expect(now?.waitProbability).toBe(1);
    const settled = transientCourse(17, [{ ...queue, seconds: 20_000 }], 20).at(-1);
    expect(settled?.meanWaiting).toBeCloseTo(erlangA(queue).meanWaiting, 6);
    expect(settled?.servedInTime).toBeCloseTo(servedWithin(queue, 20), 6);
  });

  it('matches the exact mean of a queue with unlimited agents', () => {
    const many = { ...queue, agents: 400 };
    const chain = chainOf(many, 200);
    const start = new Float64Array(200);
    start[30] = 1;
    const after = evolve(start, chain, 60);
    const stay = Math.exp(-60 / many.handlingSeconds);
    const mean = 30 * stay + many.arrivalRate * many.handlingSeconds * (1 - stay);
    expect(after.reduce((sum, mass, n) => sum + n * mass, 0)).toBeCloseTo(mean, 9);
  });

  it('preserves total probability and composes over time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 1, max: 600, noNaN: true }),
        (inSystem, agents, seconds) => {
          const chain = chainOf({ ...queue, agents }, 150);
          const start = new Float64Array(150);
          start[inSystem] = 1;
          const once = evolve(start, chain, seconds);
          const twice = evolve(evolve(start, chain, seconds / 2), chain, seconds / 2);
          expect(once.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 10);
          expect(Math.max(...once.map((mass, n) => Math.abs(mass - twice[n]!)))).toBeLessThan(1e-10);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('follows parameters that change between intervals', () => {
    const calm = { ...queue, seconds: 300 };
    const short = { ...queue, agents: 8, seconds: 300 };
    const [, steady] = transientCourse(10, [calm, calm], 20);
    const [, dropped] = transientCourse(10, [calm, short], 20);
    expect(dropped!.meanWaiting).toBeGreaterThan(steady!.meanWaiting);
    expect(dropped!.servedInTime).toBeLessThan(steady!.servedInTime);
  });
});
