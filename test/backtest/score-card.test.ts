import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addScore, createScoreCard, scoresOf } from '../../src/backtest/score-card.ts';

const predictions = fc.array(
  fc.record({ probability: fc.integer({ min: 0, max: 100 }), breached: fc.boolean() }),
  {
    minLength: 2,
    maxLength: 120,
  },
);

describe('a score card', () => {
  it('matches the definitions, pair by pair and row by row', () => {
    fc.assert(
      fc.property(predictions, (drawn) => {
        const rows = drawn.map(({ probability, breached }) => ({ predicted: probability / 100, breached }));
        const card = createScoreCard();
        for (const { predicted, breached } of rows) addScore(card, predicted, breached);
        const scores = scoresOf(card)!;
        const breaches = rows.filter(({ breached }) => breached);
        const calm = rows.filter(({ breached }) => !breached);
        expect(scores.baseRate).toBeCloseTo(breaches.length / rows.length, 12);
        const brier = rows.reduce(
          (sum, { predicted, breached }) => sum + (predicted - Number(breached)) ** 2,
          0,
        );
        expect(scores.brier).toBeCloseTo(brier / rows.length, 12);
        if (breaches.length === 0 || calm.length === 0) {
          expect(scores.skill).toBeUndefined();
          expect(scores.auc).toBeUndefined();
          return;
        }
        const wins = breaches.flatMap((a) =>
          calm.map((b) => Number(a.predicted > b.predicted) + Number(a.predicted === b.predicted) / 2),
        );
        expect(scores.auc).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 9);
        expect(scores.recall).toBeCloseTo(bestRecall(rows, breaches.length), 12);
      }),
    );
  });

  it('has a calibration error only where the observed share differs from the predicted', () => {
    const calibrated = createScoreCard();
    const overconfident = createScoreCard();
    for (let i = 0; i < 100; i++) {
      addScore(calibrated, 0.3, i < 30);
      addScore(overconfident, 0.9, i < 30);
    }
    expect(scoresOf(calibrated)?.calibrationError).toBeCloseTo(0, 9);
    expect(scoresOf(overconfident)?.calibrationError).toBeCloseTo(0.6, 9);
  });

  it('has no scores without predictions', () => {
    expect(scoresOf(createScoreCard())).toBeUndefined();
  });
});

function bestRecall(rows: readonly { predicted: number; breached: boolean }[], breaches: number): number {
  let best = 0;
  for (const { predicted: threshold } of rows) {
    const called = rows.filter(({ predicted }) => predicted >= threshold);
    const found = called.filter(({ breached }) => breached).length;
    if (found / called.length >= 0.7) best = Math.max(best, found / breaches);
  }
  return best;
}
