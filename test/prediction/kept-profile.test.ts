import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPredictor } from '../../src/prediction/index.ts';
import {
  addToProfile,
  createDayProfile,
  type DayProfile,
  expectedGrowth,
} from '../../src/prediction/model/day-profile.ts';
import { keepProfile, profileFrom } from '../../src/prediction/model/kept-profile.ts';
import type { PredictorState } from '../../src/prediction/model/predictor.ts';
import { POLICY } from './support/judged-rows.ts';

const SLOT = 1800;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What comes in each half hour of so many days, from a Thursday on; undefined: not watched. */
function profileOf(halfHours: readonly (number | undefined)[]): DayProfile {
  const profile = createDayProfile(SLOT);
  halfHours.forEach((amount, slot) => {
    if (amount !== undefined) addToProfile(profile, slot * SLOT, amount, SLOT);
  });
  addToProfile(profile, halfHours.length * SLOT, 0, 0);
  return profile;
}

const halfHour = fc.option(fc.double({ min: 0, max: 2000, noNaN: true }), { nil: undefined });

describe('a profile of the day that is kept', () => {
  it('comes back as it was, but for parts of a contact', () => {
    fc.assert(
      fc.property(fc.array(halfHour, { maxLength: 17 * 48 }), (halfHours) => {
        const profile = profileOf(halfHours);
        const back = profileFrom(SLOT, keepProfile(profile))!;
        expect(back.slot).toBe(profile.slot);
        profile.visits.forEach((visits, index) => {
          expect(back.visits[index]).toBeCloseTo(visits, 4);
          expect(Math.abs(back.amount[index]! - profile.amount[index]!)).toBeLessThanOrEqual(0.501);
        });
        expect(keepProfile(back)).toEqual(keepProfile(profile));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the mean of a queue that was seen for years', () => {
    const profile = createDayProfile(SLOT);
    profile.visits.fill(5);
    profile.amount.fill(500);
    const back = profileFrom(SLOT, keepProfile(profile))!;
    expect(back.amount[7]! / back.visits[7]!).toBeCloseTo(100, 0);
  });

  it('takes a few bytes for a slot that was seen', () => {
    const { visits, amounts } = keepProfile(profileOf(Array.from({ length: 7 * 48 }, () => 100)));
    expect(visits).toHaveLength(384);
    expect(amounts.length).toBeLessThan(4 * 384);
    expect(keepProfile(createDayProfile(SLOT)).amounts).toBe('');
  });

  it('is none when it is not whole, or of other slots', () => {
    const kept = keepProfile(profileOf([3, 4, 5]));
    expect(profileFrom(SLOT, kept)).toBeDefined();
    expect(profileFrom(2 * SLOT, kept)).toBeUndefined();
    expect(profileFrom(SLOT, { ...kept, amounts: '3 4' })).toBeUndefined();
    expect(profileFrom(SLOT, { ...kept, amounts: '3 4 # 4 5 5' })).toBeUndefined();
    expect(profileFrom(SLOT, { ...kept, visits: `z${kept.visits.slice(1)}` })).toBeUndefined();
  });
});

/** Twelve contacts in a quarter of an hour, but five times as many from nine to ten. */
function observationAt(at: number) {
  const rush = (day: number): number => Math.min(HOUR, Math.max(0, at - day * DAY - 9 * HOUR));
  const contacts = Math.floor((at + 4 * [0, 1, 2].reduce((sum, day) => sum + rush(day), 0)) / 75);
  return {
    tenant: 'acme',
    queueId: 'sales',
    at,
    waiting: 0,
    agents: { available: 2, busy: 4 },
    totals: {
      offered: contacts,
      answered: contacts,
      answeredWithinThreshold: contacts,
      abandoned: 0,
      handleSeconds: contacts * 280,
    },
    policy: POLICY,
  };
}

describe('a restart', () => {
  /** The chance of a breach said at 08:55 of the third day, by one who has watched it from half past eight. */
  function before9(state?: PredictorState): number {
    const predictor = createPredictor({ state });
    let probability = 0;
    for (let at = 2 * DAY + 8.5 * HOUR; at <= 2 * DAY + 8.92 * HOUR; at += 30) {
      probability = predictor.observe(observationAt(at))!.erlangA.probability!;
    }
    return probability;
  }

  it('does not forget what a queue is used to at each time of the day', () => {
    const first = createPredictor();
    for (let at = 0; at < 2 * DAY; at += 60) first.observe(observationAt(at));
    const { tenants, ...state }: PredictorState = JSON.parse(JSON.stringify(first.toState()));
    expect(before9({ ...state, tenants: {} })).toBeGreaterThan(before9() + 0.03);
    const again = createPredictor({ state: { ...state, tenants } });
    expect(JSON.parse(JSON.stringify(again.toState()))).toEqual({ ...state, tenants });
  });

  it('keeps no queue that has not been seen for two weeks', () => {
    const first = createPredictor();
    for (let at = 0; at < HOUR; at += 60) first.observe(observationAt(at));
    const second = createPredictor({ state: first.toState() });
    second.forget(13 * DAY);
    expect(second.toState().queues).toHaveLength(1);
    second.forget(15 * DAY);
    expect(second.toState().queues).toEqual([]);
  });
});

it('a profile that came back expects the same of the next minutes', () => {
  const profile = profileOf(Array.from({ length: 48 * 9 }, (_, slot) => 40 + (slot % 48)));
  const back = profileFrom(SLOT, keepProfile(profile))!;
  for (let at = 9 * DAY; at < 10 * DAY; at += 1000) {
    expect(expectedGrowth(back, at, 600)).toBeCloseTo(expectedGrowth(profile, at, 600), 2);
  }
});
