import { describe, expect, it } from 'vitest';
import { addToProfile, createDayProfile, expectedGrowth } from '../../../src/prediction/model/day-profile.ts';

describe('the day profile', () => {
  const HOUR = 3600;
  const busyAtNine = (at: number): number => (at % 86_400 >= 9 * HOUR && at % 86_400 < 10 * HOUR ? 3 : 1);

  it('expects no change on the first day, and on the second what the first showed', () => {
    const profile = createDayProfile(1800);
    const before = 8.75 * HOUR;
    for (let at = 0; at < 86_400; at += 60) addToProfile(profile, at + 60, busyAtNine(at), 60);
    expect(expectedGrowth(createDayProfile(1800), before, 600)).toBe(0);
    expect(expectedGrowth(profile, 86_400 + before, 600)).toBeGreaterThan(0.1);
    expect(expectedGrowth(profile, 86_400 + 3 * HOUR, 600)).toBeCloseTo(0, 2);
  });

  it('keeps the current slot out of its own forecast', () => {
    const profile = createDayProfile(1800);
    for (let at = 0; at < 900; at += 15) addToProfile(profile, at + 15, 50, 15);
    expect(profile.visits.every((visits) => visits === 0)).toBe(true);
  });
});
