import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventQueue } from '../../src/simulator/engine/events/event-queue.ts';
import { type Distribution, draw, multiplier } from '../../src/simulator/engine/load/distribution.ts';
import { createRandom, uuidFrom, xoshiro128 } from '../../src/simulator/engine/load/random.ts';

test('generates the published sequence of xoshiro128**', () => {
  const next = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 6 }, next)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
});

test('generates uniform numbers in [0, 1) with an independent stream for each label', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, label) => {
      const random = createRandom(seed, label);
      const numbers = Array.from({ length: 4000 }, random);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThan(1);
      expect(Math.abs(mean(numbers) - 0.5)).toBeLessThan(0.03);
      expect(createRandom(seed, label, 'other')()).not.toBe(numbers[0]);
    }),
    { numRuns: 50 },
  );
});

const N = 200_000;
const cases: readonly [string, Distribution, number, number][] = [
  ['exponential', { kind: 'exponential', mean: 180 }, 180, 180],
  ['lognormal', { kind: 'lognormal', mean: 200, cv: 0.8 }, 200, 160],
  // Mean scale x Gamma(1 + 1/shape) = 100 x Gamma(3) = 200; variance 100^2 x (Gamma(5) - Gamma(3)^2) = 100^2 x 20.
  ['weibull', { kind: 'weibull', scale: 100, shape: 0.5 }, 200, 100 * Math.sqrt(20)],
];

test.each(cases)(
  '%s times have the mean and deviation they should',
  (_kind, distribution, expectedMean, deviation) => {
    const random = createRandom(3, 'times');
    const times = Array.from({ length: N }, () => draw(distribution, random));
    expect(Math.abs(mean(times) / expectedMean - 1)).toBeLessThan(0.03);
    const variance = mean(times.map((time) => (time - expectedMean) ** 2));
    expect(Math.abs(Math.sqrt(variance) / deviation - 1)).toBeLessThan(0.1);
  },
);

test.each([0.1, 0.5, 1.5])('draws multipliers of variation %d with mean 1', (cv) => {
  const random = createRandom(4, 'multipliers');
  const factors = Array.from({ length: N }, () => multiplier(cv, random));
  expect(Math.abs(mean(factors) - 1)).toBeLessThan(0.03);
  expect(Math.abs(Math.sqrt(mean(factors.map((factor) => (factor - 1) ** 2))) / cv - 1)).toBeLessThan(0.05);
});

test('derives version 4 UUIDs from the labels', () => {
  const id = uuidFrom(1, 'queue', 'Sales');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidFrom(1, 'queue', 'Sales')).toBe(id);
  expect(uuidFrom(2, 'queue', 'Sales')).not.toBe(id);
});

test('runs events in order of time, and of scheduling at the same instant', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const queue = createEventQueue();
      const seen: { at: number; index: number }[] = [];
      for (const [index, at] of times.entries()) queue.schedule(at, () => seen.push({ at, index }));
      while (queue.nextAt() < Number.POSITIVE_INFINITY) queue.step();
      const expected = times
        .map((at, index) => ({ at, index }))
        .sort((a, b) => a.at - b.at || a.index - b.index);
      expect(seen).toEqual(expected);
    }),
  );
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
