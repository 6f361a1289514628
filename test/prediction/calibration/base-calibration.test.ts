import { describe, expect, it } from 'vitest';
import { baseScore } from '../../../src/prediction/calibration/base-calibration.ts';
import {
  createStatistics,
  staffingResidual,
  throughputResidual,
} from '../../../src/prediction/model/estimates.ts';
import type { Forecast } from '../../../src/prediction/sampling/forecast.ts';
import { POLICY } from '../support/evaluated-rows.ts';

const HORIZON = POLICY.horizonSeconds;
const none = { availableAgents: 0, staffingResidual: 0, throughputResidual: 0 };

function forecastOf(breachShare: number, margin: number, marginSigma = 2): Forecast {
  return {
    paths: 96,
    breachShare,
    margin,
    marginSigma,
    firstPassageCdf: new Float64Array(40).fill(breachShare),
  };
}

describe('the base calibration', () => {
  it('rises with the share of paths in breach and falls with the distance from a breach', () => {
    const shares = [0, 0.1, 0.3, 0.5, 0.9, 1].map((share) => baseScore(forecastOf(share, 1), none, HORIZON));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const behind = [-6, -3, -1, 0].map((margin) => baseScore(forecastOf(0.5, margin), none, HORIZON));
    expect(behind).toEqual([...behind].sort((a, b) => b - a));
  });

  it('falls with available and arriving agents and rises when contacts take longer than usual', () => {
    const usual = baseScore(forecastOf(0.4, 1), none, HORIZON);
    expect(baseScore(forecastOf(0.4, 1), { ...none, availableAgents: 3 }, HORIZON)).toBeLessThan(usual);
    expect(baseScore(forecastOf(0.4, 1), { ...none, staffingResidual: 1 }, HORIZON)).toBeLessThan(usual);
    expect(baseScore(forecastOf(0.4, 1), { ...none, throughputResidual: -0.5 }, HORIZON)).toBeGreaterThan(
      usual,
    );
  });

  it('never states certainty', () => {
    expect(
      baseScore(
        forecastOf(1, -500),
        { availableAgents: 0, staffingResidual: -2, throughputResidual: -3 },
        HORIZON,
      ),
    ).toBe(6);
    expect(
      baseScore(
        forecastOf(0, 500),
        { availableAgents: 99, staffingResidual: 2, throughputResidual: 3 },
        HORIZON,
      ),
    ).toBe(-6);
  });
});

describe('the residual features of the latest polls', () => {
  const observed = (busy: number, available?: number) => ({
    tenant: 't',
    queueId: 'q',
    at: 0,
    agents: { busy, ...(available !== undefined && { available }) },
    policy: POLICY,
  });

  it('count agents in excess of the smoothed number, within bounds', () => {
    const evidence = { ...createStatistics(), agentsShortTerm: 8 };
    expect(staffingResidual(evidence, observed(6, 2))).toBe(0);
    expect(staffingResidual(evidence, observed(6, 5))).toBe(1);
    expect(staffingResidual(evidence, observed(5))).toBe(-1);
    expect(staffingResidual(evidence, observed(500, 0))).toBe(2);
  });

  it('compare contacts answered with those expected and shrink small samples towards zero', () => {
    const residual = (recentAnswered: number, recentExpectedAnswers: number): number =>
      throughputResidual({ ...createStatistics(), recentAnswered, recentExpectedAnswers });
    expect(residual(0, 0)).toBe(0);
    expect(residual(20, 20)).toBe(0);
    expect(residual(10, 20)).toBeLessThan(residual(1, 2));
    expect(residual(1, 2)).toBeLessThan(0);
  });
});
