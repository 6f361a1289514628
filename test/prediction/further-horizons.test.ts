import { describe, expect, it } from 'vitest';
import { createPredictor, type QueueObservation } from '../../src/prediction/index.ts';
import { parseState } from '../../src/prediction/service/parse-state.ts';
import { observationOf, POLICY } from './support/evaluated-rows.ts';
import { generateTrace } from './support/families.ts';

const HALF_HOUR = 1800;
const HOUR = 3600;

function rows(polls: number, furtherHorizons?: readonly number[]): readonly QueueObservation[] {
  const policy = { ...POLICY, ...(furtherHorizons && { furtherHorizons }) };
  return generateTrace('staff_drops', 2001)
    .rows.slice(0, polls)
    .map((row) => observationOf(row, 'made', 'queue', policy));
}

describe('further horizons', () => {
  it('have probabilities of their own, which never fall with the horizon, beside an unchanged first one', () => {
    const alone = createPredictor();
    const several = createPredictor();
    const single = rows(400);
    let rises = 0;
    rows(400, [HALF_HOUR, HOUR]).forEach((row, poll) => {
      const expected = alone.observe(single[poll]!)!;
      const { further = [], ...first } = several.observe(row)!;
      expect(first).toEqual(expected);
      expect(expected).not.toHaveProperty('further');
      expect(further.map(({ horizonSeconds }) => horizonSeconds)).toEqual([HALF_HOUR, HOUR]);
      const chances = [first.erlangA, ...further].map(({ probability }) => probability!);
      expect(chances).toEqual(chances.toSorted((a, b) => a - b));
      if (chances[2]! > chances[0]! + 0.05) rises++;
    });
    expect(rises).toBeGreaterThan(50);
  });

  it('learn a calibration each from their own outcomes, and keep it over a restart', () => {
    const predictor = createPredictor();
    for (const row of rows(800, [HALF_HOUR, HOUR])) predictor.observe(row);
    const text = JSON.stringify(predictor.toState());
    const { further = {}, calibration } = predictor.toState().tenants.made!;
    expect(Object.keys(further)).toEqual([String(HALF_HOUR), String(HOUR)]);
    // 800 polls are 200 minutes: about as many independent outcomes as horizons that have passed.
    expect(calibration.samples).toBeGreaterThan(15);
    expect(further[HALF_HOUR]!.samples).toBeGreaterThan(3);
    expect(further[HOUR]!.samples).toBeGreaterThan(1);
    expect(further[HOUR]!.samples).toBeLessThan(further[HALF_HOUR]!.samples);
    expect(parseState(text)).toMatchObject({ problems: [], state: { tenants: { made: { further } } } });
  });

  it('are absent where nothing is predicted, and once they are no longer configured', () => {
    const predictor = createPredictor();
    const [unknown, known, later] = rows(3, [HOUR]);
    const { agents: _, ...unstaffed } = unknown!;
    expect(predictor.observe(unstaffed)).not.toHaveProperty('further');
    expect(predictor.observe(known!)).toHaveProperty('further');
    expect(predictor.observe({ ...later!, policy: POLICY })).not.toHaveProperty('further');
  });
});
