import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ErlangParameters,
  erlangA,
  erlangC,
  servedWithin,
} from '../../../src/prediction/queueing/erlang-a.ts';

const reference: ErlangParameters = {
  arrivalRate: 100 / 1800,
  handlingSeconds: 180,
  patienceSeconds: 300,
  agents: 14,
};

const parameters = fc.record({
  arrivalRate: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
  handlingSeconds: fc.double({ min: 30, max: 900, noNaN: true }),
  patienceSeconds: fc.double({ min: 10, max: 2000, noNaN: true }),
  agents: fc.integer({ min: 1, max: 60 }),
});

describe('Erlang A', () => {
  it('matches the reference values for 100 contacts in 30 minutes', () => {
    const { waitProbability, abandonProbability, occupancy, meanWaitSeconds } = erlangA(reference);
    expect(waitProbability).toBeCloseTo(0.14526011, 8);
    expect(abandonProbability).toBeCloseTo(0.01398374, 8);
    expect(occupancy).toBeCloseTo(0.70429733, 8);
    expect(meanWaitSeconds).toBeCloseTo(4.19512, 5);
    expect(Math.abs(servedWithin(reference, 20) - 0.91679)).toBeLessThan(1e-5);
  });

  it('matches the reference values of Erlang C for infinite patience', () => {
    const patient = { ...reference, patienceSeconds: Number.POSITIVE_INFINITY };
    expect(erlangA(patient).waitProbability).toBeCloseTo(0.1741319, 7);
    expect(erlangA(patient).meanWaitSeconds).toBeCloseTo(7.8359, 4);
    expect(servedWithin(patient, 20)).toBeCloseTo(0.88835, 5);
  });

  it('tends to Erlang C as patience grows', () => {
    fc.assert(
      fc.property(parameters, fc.double({ min: 0.05, max: 0.9, noNaN: true }), (drawn, occupancy) => {
        const stable = { ...drawn, arrivalRate: (occupancy * drawn.agents) / drawn.handlingSeconds };
        const patient = erlangA({ ...stable, patienceSeconds: 1e8 * drawn.handlingSeconds });
        const limit = erlangC(stable);
        expect(Math.abs(patient.waitProbability - limit.waitProbability)).toBeLessThan(1e-5);
        expect(patient.meanWaitSeconds).toBeLessThanOrEqual(limit.meanWaitSeconds * (1 + 1e-9) + 1e-12);
        expect(patient.meanWaitSeconds).toBeGreaterThan(limit.meanWaitSeconds * (1 - 1e-4) - 1e-9);
      }),
    );
  });

  it('balances flows: every arrival is served or abandons', () => {
    fc.assert(
      fc.property(parameters, (drawn) => {
        const steady = erlangA(drawn);
        const served = (steady.occupancy * drawn.agents) / drawn.handlingSeconds;
        const abandoned = steady.meanWaiting / drawn.patienceSeconds;
        expect(served + abandoned).toBeCloseTo(drawn.arrivalRate, 9);
        expect(steady.meanWaiting).toBeCloseTo(drawn.arrivalRate * steady.meanWaitSeconds, 9);
        expect(steady.occupancy).toBeLessThanOrEqual(1 + 1e-12);
        const everServed = servedWithin(drawn, 60 * drawn.patienceSeconds);
        expect(everServed).toBeCloseTo(1 - steady.abandonProbability, 8);
      }),
      { numRuns: 60 },
    );
  });

  it('does not get worse with one more agent, nor better with more load', () => {
    fc.assert(
      fc.property(parameters, fc.double({ min: 1.01, max: 1.5, noNaN: true }), (drawn, factor) => {
        const now = erlangA(drawn);
        const staffed = erlangA({ ...drawn, agents: drawn.agents + 1 });
        const loaded = erlangA({ ...drawn, arrivalRate: drawn.arrivalRate * factor });
        for (const measure of ['waitProbability', 'abandonProbability', 'meanWaitSeconds'] as const) {
          const slack = 1e-12 * (1 + now[measure]);
          expect(staffed[measure]).toBeLessThanOrEqual(now[measure] + slack);
          expect(loaded[measure]).toBeGreaterThanOrEqual(now[measure] - slack);
        }
        expect(servedWithin({ ...drawn, agents: drawn.agents + 1 }, 20)).toBeGreaterThanOrEqual(
          servedWithin(drawn, 20) - 1e-9,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('lets every contact wait and abandon in a queue without agents', () => {
    const alone = erlangA({ ...reference, agents: 0 });
    expect(alone.waitProbability).toBeCloseTo(1, 12);
    expect(alone.abandonProbability).toBeCloseTo(1, 12);
  });

  it('rejects invalid parameters', () => {
    expect(() => erlangA({ ...reference, arrivalRate: 0 })).toThrow(RangeError);
    expect(() => erlangA({ ...reference, agents: 1.5 })).toThrow(RangeError);
  });
});
