import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPredictor } from '../../../src/prediction/index.ts';
import {
  addToProfile,
  createDayProfile,
  type DayProfile,
  DISCOUNTED_VISITS,
  expectedGrowth,
} from '../../../src/prediction/model/day-profile.ts';
import { decodeProfile, encodeProfile } from '../../../src/prediction/model/profile-codec.ts';
import type { PredictorState } from '../../../src/prediction/predictor.ts';
import { POLICY } from '../support/evaluated-rows.ts';

const SLOT = 1800;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Contacts in each half hour of several days, from a Thursday on; undefined: not observed. */
function profileOf(halfHours: readonly (number | undefined)[]): DayProfile {
  const profile = createDayProfile(SLOT);
  halfHours.forEach((amount, slot) => {
    if (amount !== undefined) addToProfile(profile, slot * SLOT, amount, SLOT);
  });
  addToProfile(profile, halfHours.length * SLOT, 0, 0);
  return profile;
}

const halfHour = fc.option(fc.double({ min: 0, max: 2000, noNaN: true }), { nil: undefined });

describe('an encoded day profile', () => {
  it('decodes to the same profile, up to fractions of a contact', () => {
    fc.assert(
      fc.property(fc.array(halfHour, { maxLength: 17 * 48 }), (halfHours) => {
        const profile = profileOf(halfHours);
        const back = decodeProfile(SLOT, encodeProfile(profile))!;
        expect(back.slot).toBe(profile.slot);
        profile.visits.forEach((visits, index) => {
          expect(back.visits[index]).toBe(visits);
          const amount = profile.amount[index] ?? 0;
          expect(Math.abs((back.amount[index] ?? 0) - amount)).toBeLessThanOrEqual(0.501);
        });
        expect(encodeProfile(back)).toEqual(encodeProfile(profile));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the mean of a queue observed for years', () => {
    const profile = profileOf(Array.from({ length: 2 * 365 * 48 }, () => 100));
    const back = decodeProfile(SLOT, encodeProfile(profile))!;
    expect(back.amount[7]! / DISCOUNTED_VISITS[back.visits[7]!]!).toBeCloseTo(100, 0);
    expect(profile.amount[7]! / DISCOUNTED_VISITS[profile.visits[7]!]!).toBeCloseTo(100, 0);
  });

  it('holds no contacts of a queue that has none', () => {
    const profile = profileOf(Array.from({ length: 48 }, () => 0));
    expect(profile.visits).toHaveLength(384);
    expect(profile.amount).toHaveLength(0);
    expect(encodeProfile(decodeProfile(SLOT, encodeProfile(profile))!)).toEqual(encodeProfile(profile));
  });

  it('takes a few bytes per observed slot', () => {
    const { visits, amounts } = encodeProfile(profileOf(Array.from({ length: 7 * 48 }, () => 100)));
    expect(visits).toHaveLength(384);
    expect(amounts.length).toBeLessThan(4 * 384);
    expect(encodeProfile(createDayProfile(SLOT)).amounts).toBe('');
  });

  it('is rejected when it is incomplete or has another slot length', () => {
    const kept = encodeProfile(profileOf([3, 4, 5]));
    expect(decodeProfile(SLOT, kept)).toBeDefined();
    expect(decodeProfile(2 * SLOT, kept)).toBeUndefined();
    expect(decodeProfile(SLOT, { ...kept, amounts: '3 4' })).toBeUndefined();
    expect(decodeProfile(SLOT, { ...kept, amounts: '3 4 # 4 5 5' })).toBeUndefined();
    expect(decodeProfile(SLOT, { ...kept, visits: `z${kept.visits.slice(1)}` })).toBeUndefined();
  });
});

/** Twelve contacts in a quarter of an hour, and five times as many from nine to ten. */
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
  /** Probability of a breach at 08:55 of the third day, after polls from half past eight. */
  function before9(state?: PredictorState): number {
    const predictor = createPredictor({ state });
    let probability = 0;
    for (let at = 2 * DAY + 8.5 * HOUR; at <= 2 * DAY + 8.92 * HOUR; at += 30) {
      probability = predictor.observe(observationAt(at))!.erlangA.probability!;
    }
    return probability;
  }

  it('keeps the day profile of a queue', () => {
    const first = createPredictor();
    for (let at = 0; at < 2 * DAY; at += 60) first.observe(observationAt(at));
    const { tenants, ...state }: PredictorState = JSON.parse(JSON.stringify(first.toState()));
    expect(before9({ ...state, tenants: {} })).toBeGreaterThan(before9() + 0.03);
    const again = createPredictor({ state: { ...state, tenants } });
    expect(JSON.parse(JSON.stringify(again.toState()))).toEqual({ ...state, tenants });
  });

  it('drops a queue that was not seen for two weeks', () => {
    const first = createPredictor();
    for (let at = 0; at < HOUR; at += 60) first.observe(observationAt(at));
    const second = createPredictor({ state: first.toState() });
    second.forget(13 * DAY);
    expect(second.toState().queues).toHaveLength(1);
    second.forget(15 * DAY);
    expect(second.toState().queues).toEqual([]);
  });
});

it('a decoded day profile expects the same growth of the next minutes', () => {
  const profile = profileOf(Array.from({ length: 48 * 9 }, (_, slot) => 40 + (slot % 48)));
  const back = decodeProfile(SLOT, encodeProfile(profile))!;
  for (let at = 9 * DAY; at < 10 * DAY; at += 1000) {
    expect(expectedGrowth(back, at, 600)).toBeCloseTo(expectedGrowth(profile, at, 600), 2);
  }
});
