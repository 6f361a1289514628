import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brierScore, NO_BRIER, withOutcome } from '../../src/prediction/calibration/brier.ts';
import {
  type Calibration,
  calibrated,
  IDENTITY,
  learn,
} from '../../src/prediction/calibration/calibration.ts';
import {
  createPending,
  enter,
  forgetPending,
  judge,
  type Verdict,
} from '../../src/prediction/calibration/resolved-predictions.ts';
import { addToProfile, createDayProfile, expectedGrowth } from '../../src/prediction/model/day-profile.ts';
import { createHistory, knownAhead, remember, windowNow } from '../../src/prediction/model/history.ts';
import { createRandom } from './support/random.ts';

describe('calibration', () => {
  it('begins at identity', () => {
    expect(calibrated(IDENTITY, 0)).toBe(0.5);
    expect(calibrated(IDENTITY, 1.5)).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 12);
  });

  it('learns that a tenant has fewer breaches than foretold', () => {
    const random = createRandom(5);
    let calibration: Calibration = IDENTITY;
    for (let i = 0; i < 20_000; i++) {
      const score = random.between(-4, 3);
      const truth = 1 / (1 + Math.exp(-(0.7 * score - 1)));
      calibration = learn(calibration, score, random.uniform() < truth, 0.5);
    }
    expect(calibration.offset).toBeLessThan(-0.7);
    expect(calibration.slope).toBeLessThan(0.85);
  });

  it('never turns risk round nor loses its footing, whatever comes', () => {
    const outcomes = fc.array(
      fc.record({ score: fc.double({ min: -6, max: 6, noNaN: true }), breached: fc.boolean() }),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, weight) => {
        const end = all.reduce((each, { score, breached }) => learn(each, score, breached, weight), IDENTITY);
        const [a, b, c] = end.covariance;
        expect(a).toBeGreaterThan(0);
        expect(c).toBeGreaterThan(0);
        expect(a * c - b * b).toBeGreaterThan(-1e-12);
        expect(calibrated(end, 1)).toBeGreaterThan(calibrated(end, 0));
      }),
    );
  });
});

describe('verdicts', () => {
  const said = { score: 0.4, erlang: 0.6, rule: 0.3 };

  it('come when the horizon has passed and not before, though the breach came early', () => {
    const pending = createPending();
    const verdicts: Verdict[] = [];
    const poll = (at: number, breached: boolean): void => {
      judge(pending, at, breached, 600, (verdict) => verdicts.push(verdict));
      enter(pending, at, said, 600);
    };
    poll(0, false);
    poll(15, true);
    for (let at = 30; at < 600; at += 15) poll(at, false);
    expect(verdicts).toEqual([]);
    poll(600, false);
    expect(verdicts.map(({ breached }) => breached)).toEqual([true]);
    poll(615, false);
    // What was said at the breach itself is about the time after it.
    expect(verdicts.map(({ breached }) => breached)).toEqual([true, false]);
  });

  it('are not given on predictions whose horizon nobody watched', () => {
    const pending = createPending();
    enter(pending, 0, said, 600);
    forgetPending(pending);
    judge(pending, 5000, true, 600, () => expect.unreachable());
  });

  it('give a Brier score that is the mean squared miss', () => {
    const two = withOutcome(withOutcome(NO_BRIER, 0.8, true), 0.4, false);
    expect(brierScore(two)).toBeCloseTo((0.04 + 0.16) / 2, 4);
    expect(brierScore(NO_BRIER)).toBeUndefined();
  });
});

describe('history', () => {
  const polls = fc.array(
    fc.record({ ended: fc.integer({ min: 0, max: 9 }), late: fc.integer({ min: 0, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 400,
    },
  );

  it('holds the rolling window, now and at the polls to come', () => {
    fc.assert(
      fc.property(polls, (all) => {
        const history = createHistory(900, 0);
        const outcomes = all.map(({ ended, late }) => ({
          ended,
          inTime: Math.max(0, ended - late),
          abandoned: 0,
        }));
        outcomes.forEach((each, i) => {
          remember(history, 15 * (i + 1), each);
        });
        const within = (ahead: number): number =>
          outcomes
            .slice(Math.max(0, outcomes.length - 60 + ahead))
            .reduce((sum, { ended }) => sum + ended, 0);
        expect(windowNow(history).ended).toBe(within(0));
        const ended = new Float64Array(40);
        const inTime = new Float64Array(40);
        knownAhead(history, 15, ended, inTime);
        ended.forEach((count, poll) => {
          expect(count).toBe(within(poll + 1));
          expect(inTime[poll]!).toBeLessThanOrEqual(count);
        });
      }),
    );
  });

  it('keeps a long window of polls a second apart', () => {
    const history = createHistory(900, 0);
    for (let at = 1; at <= 5000; at++) remember(history, at, { ended: 1, inTime: 1, abandoned: 0 });
    expect(Math.abs(windowNow(history).ended - 900)).toBeLessThan(8);
  });
});

describe('the profile of the day', () => {
  const HOUR = 3600;
  const busyAtNine = (at: number): number => (at % 86_400 >= 9 * HOUR && at % 86_400 < 10 * HOUR ? 3 : 1);

  it('knows nothing of the first day, and expects on the second what the first had', () => {
    const profile = createDayProfile(1800);
    const before = 8.75 * HOUR;
    for (let at = 0; at < 86_400; at += 60) addToProfile(profile, at + 60, busyAtNine(at), 60);
    expect(expectedGrowth(createDayProfile(1800), before, 600)).toBe(0);
    expect(expectedGrowth(profile, 86_400 + before, 600)).toBeGreaterThan(0.1);
    expect(expectedGrowth(profile, 86_400 + 3 * HOUR, 600)).toBeCloseTo(0, 2);
  });

  it('does not let the present foretell itself', () => {
    const profile = createDayProfile(1800);
    for (let at = 0; at < 900; at += 15) addToProfile(profile, at + 15, 50, 15);
    expect(profile.visits.every((visits) => visits === 0)).toBe(true);
  });
});
