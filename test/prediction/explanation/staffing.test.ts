import { describe, expect, it } from 'vitest';
import { createPredictor, type QueueObservation } from '../../../src/prediction/index.ts';
import { servedWithin } from '../../../src/prediction/queueing/erlang-a.ts';
import { observationOf } from '../support/evaluated-rows.ts';
import { generateTrace } from '../support/families.ts';

const rows = (seed: number): readonly QueueObservation[] =>
  generateTrace('steady', seed).rows.map((row) => observationOf(row));

function predictorAfter(observations: readonly QueueObservation[]) {
  const predictor = createPredictor();
  for (const each of observations) predictor.observe(each);
  return predictor;
}

const last = (observations: readonly QueueObservation[]): QueueObservation => observations.at(-1)!;

describe('the estimated staffing', () => {
  it('is the smallest staff whose Erlang A service level meets the target at the estimates', () => {
    const seen = rows(2001).slice(0, 1500);
    const { arrivalRate, handleSeconds, patienceSeconds, agentsRequired } = predictorAfter(seen).staffing(
      last(seen),
    )!;
    const { target, thresholdSeconds } = last(seen).policy;
    const levelOf = (agents: number) =>
      servedWithin(
        { arrivalRate, handlingSeconds: handleSeconds, patienceSeconds: patienceSeconds!, agents },
        thresholdSeconds,
      );
    expect(levelOf(agentsRequired!)).toBeGreaterThanOrEqual(target);
    expect(levelOf(agentsRequired! - 1)).toBeLessThan(target);
  });

  it('has estimates near the truth after some hours', () => {
    const { truth, ...trace } = generateTrace('steady', 2002);
    const seen = trace.rows.map((row) => observationOf(row));
    const { arrivalRate } = predictorAfter(seen).staffing(last(seen))!;
    expect(Math.abs(Math.log(arrivalRate / truth.rate(last(seen).at)))).toBeLessThan(0.3);
  });

  it('is absent until 20 contacts have been counted, and its patience until 5 of them abandoned', () => {
    const idle = rows(2001)[0]!;
    const observations = (contacts: number, abandoned: number): readonly QueueObservation[] =>
      Array.from({ length: contacts + 1 }, (_, poll) => {
        const lost = Math.min(poll, abandoned);
        const row = idle;
        return {
          ...row,
          at: idle.at + 15 * poll,
          waiting: 0,
          agents: { available: 2, busy: 3 },
          totals: {
            offered: poll,
            answered: poll - lost,
            answeredWithinThreshold: poll - lost,
            abandoned: lost,
          },
        };
      });
    const staffingOf = (seen: readonly QueueObservation[]) => predictorAfter(seen).staffing(last(seen));
    expect(staffingOf(observations(20, 0))).toBeUndefined();
    const few = staffingOf(observations(25, 3));
    expect(few).toMatchObject({ agentsRequired: expect.any(Number) });
    expect(few).not.toHaveProperty('patienceSeconds');
    expect(staffingOf(observations(30, 8))).toHaveProperty('patienceSeconds');
  });

  it('is absent where the platform counts no contacts or reports no busy agents', () => {
    const uncounted = rows(2001)
      .slice(0, 900)
      .map(({ totals: _, ...row }) => row);
    expect(predictorAfter(uncounted).staffing(last(uncounted))).toBeUndefined();
    const unstaffed = rows(2001)
      .slice(0, 900)
      .map(({ agents: _, ...row }) => row);
    expect(predictorAfter(unstaffed).staffing(last(unstaffed))).toBeUndefined();
  });

  it('is stated in the explanation with the agents who serve', () => {
    const seen = rows(2001).slice(0, 1500);
    const predictor = predictorAfter(seen);
    const { reason, staffing, agentsShort } = predictor.explain(last(seen))!;
    const { available, busy } = last(seen).agents!;
    const serving = available! + busy!;
    expect(reason).toContain(`needs ${staffing!.agentsRequired}, has ${serving}.`);
    expect(agentsShort).toBe(Math.max(0, staffing!.agentsRequired! - serving));
  });
});
