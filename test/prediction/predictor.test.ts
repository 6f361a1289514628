import { describe, expect, it } from 'vitest';
import { createScoreCard, score, scoresOf } from '../../src/backtest/score-card.ts';
import { createPredictor, type QueueObservation } from '../../src/prediction/index.ts';
import { type FamilyName, makeTrace } from './support/families.ts';
import { type JudgedRow, judgeTrace, observationOf } from './support/judged-rows.ts';

const rowsOf = (family: FamilyName, seed: number, polls = 1921): readonly QueueObservation[] =>
  makeTrace(family, seed)
    .rows.slice(0, polls)
    .map((row) => observationOf(row));

function skillOf(rows: readonly JudgedRow[]): number {
  const card = createScoreCard();
  for (const row of rows) score(card, row.erlangA, row.breached);
  return scoresOf(card)!.skill!;
}

describe('the predictor', () => {
  it('has skill on queues it has never seen, in their first hour too', () => {
    const rows = (['steady', 'staff_drops', 'small', 'noisy_staffing'] as const).flatMap((family) =>
      [2001, 2002].flatMap((seed) => judgeTrace(makeTrace(family, seed).rows.slice(0, 800), { every: 12 })),
    );
    expect(skillOf(rows)).toBeGreaterThan(0.5);
    expect(skillOf(rows.filter(({ firstHour }) => firstHour))).toBeGreaterThan(0.3);
  });

  it('says the same again for the same past', () => {
    const say = (): readonly (number | undefined)[] => {
      const predictor = createPredictor();
      return rowsOf('surge', 7, 300).map((row) => predictor.observe(row)?.erlangA.probability);
    };
    expect(say()).toEqual(say());
  });

  it('judges its own past, and keeps what it learned over a restart', () => {
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

    it('leaves the occupancy rule out where it exported no probability', () => {
      const predictor = createPredictor();
      for (const row of idle) predictor.observe({ ...row, exportedRule: { predicted: false } });
      const { erlangA, occupancyRule } = predictor.scores('made');
      expect(occupancyRule).toBeUndefined();
      expect(erlangA).toBeGreaterThanOrEqual(0);
    });

    it('is of the occupancy rule where there is no other prediction', () => {
      const predictor = createPredictor();
      for (const row of idle)
        predictor.observe({ ...row, waiting: undefined, exportedRule: { probability: 0.5 } });
      expect(predictor.scores('made')).toEqual({ erlangA: undefined, occupancyRule: 0.25 });
      expect(predictor.toState().tenants.made?.calibration.samples).toBe(0);
    });

    it('leaves out a prediction that was taken back', () => {
      const predictor = createPredictor();
      for (const row of idle) {
        predictor.observe({ ...row, exportedRule: { probability: 0.5 } });
        predictor.withdraw('made', row.at);
      }
      expect(predictor.scores('made')).toEqual({ erlangA: undefined, occupancyRule: 0.25 });
    });
  });

  it('keeps queues, tenants and media apart, whatever their order', () => {
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

  it('predicts nothing where the platform does not tell who waits or who serves', () => {
    const predictor = createPredictor();
    for (const row of rowsOf('steady', 3, 50)) {
      expect(predictor.observe({ ...row, agents: undefined })?.erlangA).toEqual({});
    }
    expect(predictor.explain({ tenant: 'made', queueId: 'queue' })).toBeUndefined();
  });

  it('holds through counters that start anew and hours without a poll', () => {
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
    const truth = makeTrace('steady', 5).truth;
    expect(Math.abs(Math.log(estimates.arrivalsPerHour / 3600 / truth.rate(0)))).toBeLessThan(0.5);
  });

  it('forgets queues that have gone', () => {
    const predictor = createPredictor();
    const [row] = rowsOf('steady', 3, 1);
    predictor.observe(row!);
    predictor.forget(row!.at + 3 * 86_400);
    expect(predictor.explain(row!)).toBeUndefined();
  });

  it('explains itself to a supervisor', () => {
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
      // Of a queue that is in breach, the chance of one says nothing.
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

describe('platforms that tell less', () => {
  /** The same queue through a platform that gives only the last quarter of an hour, or only who waits and who serves. */
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

  function probabilities(rows: readonly QueueObservation[]): { said: number[]; reason: string } {
    const predictor = createPredictor();
    const said = rows.map((row) => predictor.observe(row)!.erlangA.probability!);
    return { said, reason: predictor.explain(rows.at(-1)!)!.reason };
  }

  const correlation = (a: readonly number[], b: readonly number[]): number => {
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, each) => sum + each, 0) / values.length;
    const [meanA, meanB] = [mean(a), mean(b)];
    const product = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
      x.reduce((sum, each, i) => sum + (each - mx) * (y[i]! - my), 0);
    return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
  };

  it('are predicted from a sliding window nearly as from counters, and less surely, and it is said', () => {
    const rows = rowsOf('steady', 12, 900);
    const full = probabilities(rows);
    const less = probabilities(windowed(rows));
    expect(correlation(full.said, less.said)).toBeGreaterThan(0.9);
    expect(Math.max(...less.said)).toBeLessThan(Math.max(...full.said));
    expect(less.reason).toContain('sliding window');
  });

  it('are predicted from who waits and who serves alone, least surely, and nothing is learned from it', () => {
    const rows = rowsOf('steady', 12, 900).map(({ totals, ...row }) => row);
    const { said, reason } = probabilities(rows);
    const full = probabilities(rowsOf('steady', 12, 900)).said;
    const sure = (all: readonly number[]) => all.filter((each) => each < 0.05 || each > 0.95).length;
    expect(correlation(full, said)).toBeGreaterThan(0.4);
    expect(sure(said)).toBeLessThan(0.75 * sure(full));
    expect(reason).toContain('inferred');
  });
});
