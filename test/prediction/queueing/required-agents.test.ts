import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErlangParameters, erlangA, servedWithin } from '../../../src/prediction/queueing/erlang-a.ts';
import { requiredAgents } from '../../../src/prediction/queueing/required-agents.ts';
import { serviceLevelWithin } from '../../../src/prediction/queueing/service-level.ts';

/** 100 contacts in 30 minutes, 3 minutes of handling, 5 minutes of patience. */
const reference = { arrivalRate: 100 / 1800, handlingSeconds: 180, patienceSeconds: 300 };

/**
 * Share of contacts served within `seconds`, written from the definition alone: a contact that finds `ahead` others waiting
 * is served at its turn unless it abandons first. Steps of a fiftieth of a second; shares nothing with the code under test.
 */
function servedByDefinition(
  { arrivalRate, handlingSeconds, patienceSeconds, agents }: ErlangParameters,
  seconds: number,
) {
  const mu = 1 / handlingSeconds;
  const theta = 1 / patienceSeconds;
  const states = agents + 120;
  const weight = [1];
  for (let n = 1; n <= states; n++) {
    const leaving = Math.min(n, agents) * mu + Math.max(0, n - agents) * theta;
    weight.push((weight[n - 1]! * arrivalRate) / leaving);
  }
  const total = weight.reduce((sum, each) => sum + each, 0);
  let served = weight.slice(0, agents).reduce((sum, each) => sum + each, 0) / total;
  // Probability that the contact is at place 1, 2, ... of the line.
  const places = [0, ...weight.slice(agents).map((each) => each / total)];
  const step = 0.02;
  for (let now = 0; now < seconds - step / 2; now += step) {
    for (let place = 1; place < places.length; place++) {
      const forward = agents * mu + (place - 1) * theta;
      const leaving = places[place]! * -Math.expm1(-(forward + theta) * step);
      const advancing = (leaving * forward) / (forward + theta);
      places[place]! -= leaving;
      if (place === 1) served += advancing;
      else places[place - 1]! += advancing;
    }
  }
  return served;
}

function byBruteForce(target: number, seconds: number, levelOf: typeof servedWithin): number {
  let agents = 1;
  while (levelOf({ ...reference, agents }, seconds) < target) agents++;
  return agents;
}

describe('the agents required', () => {
  it('are those that a search over all numbers finds for 100 contacts in 30 minutes', () => {
    const agents = requiredAgents(reference, 0.8, 20);
    expect(agents).toBe(byBruteForce(0.8, 20, servedByDefinition));
    expect(agents).toBe(byBruteForce(0.8, 20, servedWithin));
    expect(agents).toBe(13);
    expect(servedByDefinition({ ...reference, agents: 14 }, 20)).toBeCloseTo(0.91679, 3);
  });

  it.each([
    [0.5, 20],
    [0.9, 10],
    [0.95, 60],
    [0.99, 0],
    [0.8, 600],
  ])('meet a target of %d within %d s, and one agent less does not', (target, seconds) => {
    expect(requiredAgents(reference, target, seconds)).toBe(byBruteForce(target, seconds, servedWithin));
  });

  it('meet the target of any queue, and one agent less does not', () => {
    const queues = fc.record({
      arrivalRate: fc.double({ min: 0.0005, max: 0.3, noNaN: true }),
      handlingSeconds: fc.double({ min: 20, max: 900, noNaN: true }),
      patienceSeconds: fc.double({ min: 10, max: 3000, noNaN: true }),
      target: fc.double({ min: 0.3, max: 0.98, noNaN: true }),
      seconds: fc.double({ min: 0, max: 200, noNaN: true }),
    });
    fc.assert(
      fc.property(queues, ({ target, seconds, ...queue }) => {
        const agents = requiredAgents(queue, target, seconds)!;
        expect(servedWithin({ ...queue, agents }, seconds)).toBeGreaterThan(target - 1e-6);
        expect(servedWithin({ ...queue, agents: agents - 1 }, seconds)).toBeLessThan(target + 1e-6);
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, 0.3, 0.7])('meet the target where an abandoned contact counts as %d of one', (share) => {
    const levelOf = (queue: ErlangParameters, seconds: number) =>
      servedWithin(queue, seconds) / (1 - (1 - share) * erlangA(queue).abandonProbability);
    for (const [target, seconds] of [
      [0.8, 20],
      [0.95, 60],
      [0.3, 5],
    ] as const) {
      const agents = requiredAgents(reference, target, seconds, share);
      expect(agents).toBe(byBruteForce(target, seconds, levelOf));
      expect(serviceLevelWithin({ ...reference, agents: agents! }, seconds, share)).toBeCloseTo(
        levelOf({ ...reference, agents: agents! }, seconds),
        6,
      );
    }
  });

  it('are at least one while contacts arrive', () => {
    expect(requiredAgents({ ...reference, arrivalRate: 1e-6 }, 0.8, 20)).toBe(1);
  });

  it('are unknown for a target that no staff reaches', () => {
    expect(requiredAgents(reference, 1, 20)).toBeUndefined();
  });

  it('are found for a large queue with long patience and a threshold of hours', () => {
    const large = { arrivalRate: 1.4, handlingSeconds: 900, patienceSeconds: 200_000 };
    const agents = requiredAgents(large, 0.9, 4 * 3600)!;
    expect(agents).toBeGreaterThanOrEqual(Math.ceil(0.9 * 1260));
    expect(agents).toBeLessThanOrEqual(1260);
  });

  it.each([
    { arrivalRate: 0 },
    { arrivalRate: 5e-324 },
    { arrivalRate: Number.NaN },
    { arrivalRate: Infinity },
    { handlingSeconds: 0 },
    { handlingSeconds: Number.NaN },
    { patienceSeconds: 0 },
    { patienceSeconds: Number.NaN },
  ])('are unknown for the estimate %o', (estimate) => {
    expect(requiredAgents({ ...reference, ...estimate }, 0.8, 20)).toBeUndefined();
  });

  it('are found at the same cost for any queue', () => {
    const queues = fc.record({
      arrivalRate: fc.double({ min: 0, max: 20, noNaN: true }),
      handlingSeconds: fc.double({ min: 0, max: 10_000, noNaN: true }),
      patienceSeconds: fc.double({ min: 0, noNaN: true }),
    });
    const thresholds = fc.double({ min: 0, max: 7 * 86_400, noNaN: true });
    fc.assert(
      fc.property(
        queues,
        fc.double({ min: 0, max: 1, noNaN: true }),
        thresholds,
        (queue, target, seconds) => {
          const agents = requiredAgents(queue, target, seconds);
          expect(agents === undefined || (Number.isInteger(agents) && agents >= 1)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the service level from the virtual wait', () => {
  it('equals that of the chain of the contact in the line', () => {
    const parameters = fc.record({
      arrivalRate: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      handlingSeconds: fc.double({ min: 30, max: 900, noNaN: true }),
      patienceSeconds: fc.double({ min: 10, max: 2000, noNaN: true }),
      agents: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(parameters, fc.double({ min: 0, max: 300, noNaN: true }), (drawn, seconds) => {
        expect(Math.abs(serviceLevelWithin(drawn, seconds) - servedWithin(drawn, seconds))).toBeLessThan(
          1e-7,
        );
      }),
      { numRuns: 100 },
    );
  });
});
