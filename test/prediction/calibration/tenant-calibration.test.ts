import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calibratedProbability,
  IDENTITY_CALIBRATION,
  type TenantCalibration,
  updateCalibration,
} from '../../../src/prediction/calibration/tenant-calibration.ts';
import { createRandom } from '../support/random.ts';

describe('the tenant calibration', () => {
  it('starts at identity', () => {
    expect(calibratedProbability(IDENTITY_CALIBRATION, 0)).toBe(0.5);
    expect(calibratedProbability(IDENTITY_CALIBRATION, 1.5)).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 12);
  });

  it('learns that a tenant has fewer breaches than predicted', () => {
    const random = createRandom(5);
    let calibration: TenantCalibration = IDENTITY_CALIBRATION;
    for (let i = 0; i < 20_000; i++) {
      const score = random.between(-4, 3);
      const truth = 1 / (1 + Math.exp(-(0.7 * score - 1)));
      calibration = updateCalibration(calibration, score, random.uniform() < truth, 0.5);
    }
    expect(calibration.offset).toBeLessThan(-0.7);
    expect(calibration.slope).toBeLessThan(0.85);
  });

  it('keeps its slope and covariance positive for any outcomes', () => {
    const outcomes = fc.array(
      fc.record({ score: fc.double({ min: -6, max: 6, noNaN: true }), breached: fc.boolean() }),
      {
        maxLength: 400,
      },
    );
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, weight) => {
        const end = all.reduce(
          (each, { score, breached }) => updateCalibration(each, score, breached, weight),
          IDENTITY_CALIBRATION,
        );
        const [a, b, c] = end.covariance;
        expect(a).toBeGreaterThan(0);
        expect(c).toBeGreaterThan(0);
        expect(a * c - b * b).toBeGreaterThan(-1e-12);
        expect(calibratedProbability(end, 1)).toBeGreaterThan(calibratedProbability(end, 0));
      }),
    );
  });
});
