import { describe, expect, it } from 'vitest';
import {
  addPending,
  createPending,
  discardPending,
  type ResolvedPrediction,
  resolvePending,
} from '../../../src/prediction/calibration/resolved-predictions.ts';
import { brierScore, EMPTY_BRIER, updateBrier } from '../../../src/prediction/calibration/tenant-record.ts';

describe('the resolution of predictions', () => {
  const prediction = { score: 0.4, erlang: 0.6, rule: 0.3 };

  it('waits until the horizon has passed, even when the breach came early', () => {
    const pending = createPending();
    const resolved: ResolvedPrediction[] = [];
    const poll = (at: number, breached: boolean): void => {
      resolvePending(pending, at, breached, 600, (each) => resolved.push(each));
      addPending(pending, at, prediction, 600);
    };
    poll(0, false);
    poll(15, true);
    for (let at = 30; at < 600; at += 15) poll(at, false);
    expect(resolved).toEqual([]);
    poll(600, false);
    expect(resolved.map(({ breached }) => breached)).toEqual([true]);
    poll(615, false);
    // A prediction made at the breach itself concerns the time after it.
    expect(resolved.map(({ breached }) => breached)).toEqual([true, false]);
  });

  it('skips predictions whose horizon was not observed', () => {
    const pending = createPending();
    addPending(pending, 0, prediction, 600);
    discardPending(pending);
    resolvePending(pending, 5000, true, 600, () => expect.unreachable());
  });

  it('yields a Brier score that is the mean squared error', () => {
    const two = updateBrier(updateBrier(EMPTY_BRIER, 0.8, true), 0.4, false);
    expect(brierScore(two)).toBeCloseTo((0.04 + 0.16) / 2, 4);
    expect(brierScore(EMPTY_BRIER)).toBeUndefined();
  });
});
