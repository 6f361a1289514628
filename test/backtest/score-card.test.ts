import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScoreCard, score, scoresOf } from '../../src/backtest/score-card.ts';

const predictions = fc.array(
  fc.record({ probability: fc.integer({ min: 0, max: 100 }), breached: fc.boolean() }),
  {
    minLength: 2,
    maxLength: 120,
  },
);

describe('a score card', () => {
  it('agrees with the definitions, pair by pair and row by row', () => {
    fc.assert(
      fc.property(predictions, (drawn) => {
        const rows = drawn.map(({ probability, breached }) => ({ said: probability / 100, breached }));
        const card = createScoreCard();
        for (const { said, breached } of rows) score(card, said, breached);
        const scores = scoresOf(card)!;
        const breaches = rows.filter(({ breached }) => breached);
        const calm = rows.filter(({ breached }) => !breached);
        expect(scores.baseRate).toBeCloseTo(breaches.length / rows.length, 12);
        const brier = rows.reduce((sum, { said, breached }) => sum + (said - Number(breached)) ** 2, 0);
        expect(scores.brier).toBeCloseTo(brier / rows.length, 12);
        if (breaches.length === 0 || calm.length === 0) {
          expect(scores.skill).toBeUndefined();
          expect(scores.auc).toBeUndefined();
          return;
        }
        const wins = breaches.flatMap((a) =>
          calm.map((b) => Number(a.said > b.said) + Number(a.said === b.said) / 2),
        );
        expect(scores.auc).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 9);
        expect(scores.recall).toBeCloseTo(bestRecall(rows, breaches.length), 12);
      }),
    );
  });

  it('has no calibration error where things come as often as said, and all of it where they do not', () => {
    const honest = createScoreCard();
    const boastful = createScoreCard();
    for (let i = 0; i < 100; i++) {
      score(honest, 0.3, i < 30);
      score(boastful, 0.9, i < 30);
    }
    expect(scoresOf(honest)?.calibrationError).toBeCloseTo(0, 9);
    expect(scoresOf(boastful)?.calibrationError).toBeCloseTo(0.6, 9);
  });

  it('says nothing about nothing', () => {
    expect(scoresOf(createScoreCard())).toBeUndefined();
  });
});

function bestRecall(rows: readonly { said: number; breached: boolean }[], breaches: number): number {
  let best = 0;
  for (const { said: threshold } of rows) {
    const called = rows.filter(({ said }) => said >= threshold);
    const found = called.filter(({ breached }) => breached).length;
    if (found / called.length >= 0.7) best = Math.max(best, found / breaches);
  }
  return best;
}
