import { describe, expect, it } from 'vitest';
import { addScore, createScoreCard, scoresOf } from '../../src/backtest/score-card.ts';
import { createPredictor, type QueueObservation } from '../../src/prediction/index.ts';
import { type EvaluatedRow, evaluateTrace, observationOf } from './support/evaluated-rows.ts';
import { type FamilyName, generateTrace } from './support/families.ts';

const rowsOf = (family: FamilyName, seed: number, polls = 1921): readonly QueueObservation[] =>
  generateTrace(family, seed)
    .rows.slice(0, polls)
    .map((row) => observationOf(row));

function skillOf(rows: readonly EvaluatedRow[]): number {
  const card = createScoreCard();
  for (const row of rows) addScore(card, row.erlangA, row.breached);
  return scoresOf(card)!.skill!;
}

describe('the predictor', () => {
  it('has skill on unknown queues, in their first hour too', () => {
    const rows = (['steady', 'staff_drops', 'small', 'noisy_staffing'] as const).flatMap((family) =>
      [2001, 2002].flatMap((seed) =>
        evaluateTrace(generateTrace(family, seed).rows.slice(0, 800), { every: 12 }),
      ),
    );
    expect(skillOf(rows)).toBeGreaterThan(0.5);
    expect(skillOf(rows.filter(({ firstHour }) => firstHour))).toBeGreaterThan(0.3);
  });

  it('gives equal predictions for equal observations', () => {
    const predictions = (): readonly (number | undefined)[] => {
      const predictor = createPredictor();
      return rowsOf('surge', 7, 300).map((row) => predictor.observe(row)?.erlangA.probability);
    };
    expect(predictions()).toEqual(predictions());
  });

  it('scores its own predictions and keeps what it learned over a restart', () => {
    const predictor = createPredictor();
    for (const row of rowsOf('steady', 11, 900)) predictor.observe(row);
    const { erlangA = 1, occupancyRule = 0 } = predictor.scores('made');
    expect(erlangA).toBeLessThan(occupancyRule);
    const state = JSON.parse(JSON.stringify(predictor.toState()));
    const again = createPredictor({ state });
    expect(again.scores('made')).toEqual(predictor.scores('made'));
    expect(again.toState()).toEqual(predictor.toState());
    expect(createPredictor().scores('made')).toEqual({});
  });

  describe('its score', () => {
    const idle = rowsOf('steady', 11, 200).map(({ totals, ...row }, poll) => ({
      ...row,
      totals: { offered: poll, answered: poll, answeredWithinThreshold: poll, abandoned: 0 },
    }));

    it('is of the occupancy rule as it was exported, not of another computation', () => {
      const predictor = createPredictor();
      for (const row of idle) predictor.observe({ ...row, exportedRule: { probability: 0.5 } });
      expect(predictor.scores('made').occupancyRule).toBe(0.25);
    });

    it('excludes the occupancy rule where it exported no probability', () => {
      const predictor = createPredictor();
      for (const row of idle) predictor.observe({ ...row, exportedRule: { predicted: false } });
      const { erlangA, occupancyRule } = predictor.scores('made');
      expect(occupancyRule).toBeUndefined();
      expect(erlangA).toBeGreaterThanOrEqual(0);
    });

    it('rates the occupancy rule where it is the only prediction', () => {
      const predictor = createPredictor();
      for (const { waiting: _, ...row } of idle) {
        predictor.observe({ ...row, exportedRule: { probability: 0.5 } });
      }
      expect(predictor.scores('made')).toEqual({ erlangA: undefined, occupancyRule: 0.25 });
      expect(predictor.toState().tenants.made?.calibration.samples).toBe(0);
    });

    it('excludes a withdrawn prediction', () => {
      const predictor = createPredictor();
      for (const row of idle) {
        predictor.observe({ ...row, exportedRule: { probability: 0.5 } });
        predictor.withdraw('made', row.at);
      }
      expect(predictor.scores('made')).toEqual({ erlangA: undefined, occupancyRule: 0.25 });
    });
  });

  it('separates queues, tenants and media in any order of polls', () => {
    const alone = createPredictor();
    const mixed = createPredictor();
    const other = rowsOf('small', 3, 200);
    rowsOf('steady', 3, 200).forEach((row, i) => {
      const expected = alone.observe(row);
      if (i % 2) mixed.observe({ ...other[i]!, media: 'chat', tenant: 'other' });
      expect(mixed.observe(row)).toEqual(expected);
      if (i % 2 === 0) mixed.observe({ ...other[i]!, media: 'chat', tenant: 'other' });
    });
  });

  it('ignores a poll that is not later than the last', () => {
    const predictor = createPredictor();
    const [first, second] = rowsOf('steady', 3, 2);
    predictor.observe(second!);
    expect(predictor.observe(second!)).toBeUndefined();
    expect(predictor.observe(first!)).toBeUndefined();
  });

  it('makes no prediction when waiting contacts or busy agents are unknown', () => {
    const predictor = createPredictor();
    for (const { agents: _, ...row } of rowsOf('steady', 3, 50)) {
      expect(predictor.observe(row)?.erlangA).toEqual({});
    }
    expect(predictor.explain({ tenant: 'made', queueId: 'queue' })).toBeUndefined();
  });

  it('keeps its estimates through counter resets and hours without a poll', () => {
    const predictor = createPredictor();
    const rows = rowsOf('steady', 5, 900);
    const reset = rows[400]!.totals!;
    const after = rows.slice(400).map((row) => ({
      ...row,
      at: row.at + 7200,
      totals: {
        offered: row.totals!.offered! - reset.offered!,
        answered: row.totals!.answered! - reset.answered!,
        answeredWithinThreshold: row.totals!.answeredWithinThreshold! - reset.answeredWithinThreshold!,
        abandoned: row.totals!.abandoned! - reset.abandoned!,
      },
    }));
    for (const row of [...rows.slice(0, 400), ...after]) {
      const prediction = predictor.observe(row);
      expect(prediction?.erlangA.probability).toBeGreaterThan(0);
      expect(prediction?.erlangA.probability).toBeLessThan(1);
    }
    const { estimates } = predictor.explain({ tenant: 'made', queueId: 'queue' })!;
    const truth = generateTrace('steady', 5).truth;
    expect(Math.abs(Math.log(estimates.arrivalsPerHour / 3600 / truth.rate(0)))).toBeLessThan(0.5);
  });

  it('forgets queues that no longer report', () => {
    const predictor = createPredictor();
    const [row] = rowsOf('steady', 3, 1);
    predictor.observe(row!);
    predictor.forget(row!.at + 3 * 86_400);
    expect(predictor.explain(row!)).toBeUndefined();
  });

  it('explains its prediction to a supervisor', () => {
    const predictor = createPredictor();
    const explained = rowsOf('staff_drops', 4, 1500).flatMap((row, i) => {
      predictor.observe(row);
      const explanation = i > 100 && i % 20 === 0 ? predictor.explain(row) : undefined;
      return explanation ? [explanation] : [];
    });
    for (const { curve, probability, agentsNeeded, reason, course } of explained) {
      expect(curve.at(-1)!.probability).toBeCloseTo(curve.at(-1)!.probability > 0 ? probability : 0, 9);
      curve.slice(1).forEach((point, i) => {
        expect(point.probability).toBeGreaterThanOrEqual(curve[i]!.probability);
      });
      expect(course.length).toBe(10);
      // For a queue already in breach the probability of a breach carries no information.
      expect(reason).toMatch(
        /^([<>]?\d+% chance that the service level .* falls|The service level .* is) below 80%/,
      );
      if (probability < 0.2) expect(agentsNeeded).toBeUndefined();
      else expect(reason).toMatch(/more agents?.* would (not )?bring the chance of a breach below 20%/i);
    }
    const risky = explained.filter(({ agentsNeeded }) => agentsNeeded !== undefined);
    expect(risky.length).toBeGreaterThan(0);
  });
});

describe('platforms without counters', () => {
  /** The same queue on a platform that reports only counts of the last 15 minutes. */
  function windowed(rows: readonly QueueObservation[]): readonly QueueObservation[] {
    return rows.map(({ totals, ...row }, i) => {
      const before = rows[Math.max(0, i - 60)]!.totals!;
      return {
        ...row,
        window: {
          answered: totals!.answered! - before.answered!,
          answeredWithinThreshold: totals!.answeredWithinThreshold! - before.answeredWithinThreshold!,
          abandoned: totals!.abandoned! - before.abandoned!,
        },
      };
    });
  }

  function probabilities(rows: readonly QueueObservation[]): { predicted: number[]; reason: string } {
    const predictor = createPredictor();
    const predicted = rows.map((row) => predictor.observe(row)!.erlangA.probability!);
    return { predicted, reason: predictor.explain(rows.at(-1)!)!.reason };
  }

  const correlation = (a: readonly number[], b: readonly number[]): number => {
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, each) => sum + each, 0) / values.length;
    const [meanA, meanB] = [mean(a), mean(b)];
    const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
      x.reduce((sum, each, i) => sum + (each - mx) * (y[i]! - my), 0);
    return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
  };

  it('get nearly the same predictions from a sliding window, with less certainty and a note in the reason', () => {
    const rows = rowsOf('steady', 12, 900);
    const full = probabilities(rows);
    const less = probabilities(windowed(rows));
    expect(correlation(full.predicted, less.predicted)).toBeGreaterThan(0.9);
    expect(Math.max(...less.predicted)).toBeLessThan(Math.max(...full.predicted));
    expect(less.reason).toContain('sliding window');
  });

  it('get the least certain predictions from waiting contacts and agents only', () => {
    const rows = rowsOf('steady', 12, 900).map(({ totals, ...row }) => row);
    const { predicted, reason } = probabilities(rows);
    const full = probabilities(rowsOf('steady', 12, 900)).predicted;
    const sure = (all: readonly number[]) => all.filter((each) => each < 0.05 || each > 0.95).length;
    expect(correlation(full, predicted)).toBeGreaterThan(0.4);
    expect(sure(predicted)).toBeLessThan(0.75 * sure(full));
    expect(reason).toContain('inferred');
  });
});
