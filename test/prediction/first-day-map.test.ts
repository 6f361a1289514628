import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../src/prediction/calibration/base-calibration.ts';
import { createEvidence, moreAgents, moreAnswers } from '../../src/prediction/model/estimates.ts';
import type { Forecast } from '../../src/prediction/sampling/forecast.ts';
import { POLICY } from './support/judged-rows.ts';

const nothing = { freeAgents: 0, moreAgents: 0, moreAnswers: 0 };

function outlook(breachShare: number, margin: number, marginSigma = 2): Forecast {
  return { futures: 96, breachShare, margin, marginSigma, curve: new Float64Array(40).fill(breachShare) };
}

describe('the first-day map', () => {
  it('rises with the share of futures in breach, and falls with the distance from one', () => {
    const shares = [0, 0.1, 0.3, 0.5, 0.9, 1].map((share) => scoreOf(outlook(share, 1), nothing));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const behind = [-6, -3, -1, 0].map((margin) => scoreOf(outlook(0.5, margin), nothing));
    expect(behind).toEqual([...behind].sort((a, b) => b - a));
  });

  it('hears of agents who are free or just coming, and of contacts that take longer than usual', () => {
    const usual = scoreOf(outlook(0.4, 1), nothing);
    expect(scoreOf(outlook(0.4, 1), { ...nothing, freeAgents: 3 })).toBeLessThan(usual);
    expect(scoreOf(outlook(0.4, 1), { ...nothing, moreAgents: 1 })).toBeLessThan(usual);
    expect(scoreOf(outlook(0.4, 1), { ...nothing, moreAnswers: -0.5 })).toBeGreaterThan(usual);
  });

  it('is never quite certain', () => {
    expect(scoreOf(outlook(1, -500), { freeAgents: 0, moreAgents: -2, moreAnswers: -3 })).toBe(6);
    expect(scoreOf(outlook(0, 500), { freeAgents: 99, moreAgents: 2, moreAnswers: 3 })).toBe(-6);
  });
});

describe('the signs of the latest polls', () => {
  const seen = (busy: number, available?: number) => ({
    tenant: 't',
    queueId: 'q',
    at: 0,
    agents: { busy, available },
    policy: POLICY,
  });

  it('count agents shown beyond those believed in, within bounds', () => {
    const evidence = { ...createEvidence(), agentsFast: 8 };
    expect(moreAgents(evidence, seen(6, 2))).toBe(0);
    expect(moreAgents(evidence, seen(6, 5))).toBe(1);
    expect(moreAgents(evidence, seen(5))).toBe(-1);
    expect(moreAgents(evidence, seen(500, 0))).toBe(2);
  });

  it('hold contacts answered against those due, and make little of few', () => {
    const sign = (answeredRecently: number, dueRecently: number): number =>
      moreAnswers({ ...createEvidence(), answeredRecently, dueRecently });
    expect(sign(0, 0)).toBe(0);
    expect(sign(20, 20)).toBe(0);
    expect(sign(10, 20)).toBeLessThan(sign(1, 2));
    expect(sign(1, 2)).toBeLessThan(0);
  });
});
