import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createHistory,
  currentWindow,
  knownOutcomesAhead,
  recordOutcomes,
} from '../../../src/prediction/model/history.ts';

describe('the history of outcomes', () => {
  const polls = fc.array(
    fc.record({ completed: fc.integer({ min: 0, max: 9 }), late: fc.integer({ min: 0, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 400,
    },
  );

  it('contains the rolling window at this poll and at later polls', () => {
    fc.assert(
      fc.property(polls, (all) => {
        const history = createHistory(900, 0);
        const outcomes = all.map(({ completed, late }) => ({
          completed,
          answeredWithinThreshold: Math.max(0, completed - late),
          abandoned: 0,
        }));
        outcomes.forEach((each, i) => {
          recordOutcomes(history, 15 * (i + 1), each);
        });
        const within = (ahead: number): number =>
          outcomes
            .slice(Math.max(0, outcomes.length - 60 + ahead))
            .reduce((sum, { completed }) => sum + completed, 0);
        expect(currentWindow(history).completed).toBe(within(0));
        const completed = new Float64Array(40);
        const answeredWithinThreshold = new Float64Array(40);
        knownOutcomesAhead(history, 15, completed, answeredWithinThreshold);
        completed.forEach((count, poll) => {
          expect(count).toBe(within(poll + 1));
          expect(answeredWithinThreshold[poll]!).toBeLessThanOrEqual(count);
        });
      }),
    );
  });

  it('keeps a long window of polls one second apart', () => {
    const history = createHistory(900, 0);
    for (let at = 1; at <= 5000; at++)
      recordOutcomes(history, at, { completed: 1, answeredWithinThreshold: 1, abandoned: 0 });
    expect(Math.abs(currentWindow(history).completed - 900)).toBeLessThan(8);
  });

  it('needs little memory for a queue without contacts, and no more than its window for a busy one', () => {
    const sizeAfter = (polls: number, completed: number) => {
      const history = createHistory(900, 0);
      for (let poll = 1; poll <= polls; poll++)
        recordOutcomes(history, 15 * poll, { completed, answeredWithinThreshold: 0, abandoned: 0 });
      expect(currentWindow(history).completed).toBe(60 * completed);
      return history.entries.byteLength;
    };
    expect(sizeAfter(2000, 0)).toBe(4 * 40);
    // 61 polls lie in the window: the next power of two, of 40 bytes each.
    expect(sizeAfter(2000, 1)).toBe(64 * 40);
  });
});
