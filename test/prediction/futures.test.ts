import { describe, expect, it } from 'vitest';
import { evolve } from '../../src/prediction/queueing/birth-death.ts';
import {
  type Outcome,
  type Present,
  playFuture,
  type Scenario,
} from '../../src/prediction/sampling/sample-paths.ts';

const calm: Scenario = {
  arrivalRate: 0.05,
  growth: 0,
  serviceRate: 1 / 180,
  abandonRate: 1 / 300,
  agents: 200,
  agentsLater: 200,
  changeAt: 1,
  foreignRate: 0,
};

function presentWith(changes: Partial<Present>): Present {
  return {
    polls: 40,
    pollSeconds: 15,
    thresholdSeconds: 20,
    target: 0.8,
    minContacts: 5,
    busy: 0,
    ages: [],
    knownEnded: new Float64Array(40),
    knownInTime: new Float64Array(40),
    windowPolls: 60,
    ...changes,
  };
}

const FUTURES = 20_000;
/** Four standard errors of a share at even chances. */
const TOLERANCE = 4 * Math.sqrt(0.25 / FUTURES);

function shareInBreach(present: Present, scenario: Scenario): number {
  const chance = { seed: 123_456_789 };
  const outcome: Outcome = { breachAt: 0, margin: 0 };
  let breaches = 0;
  for (let i = 0; i < FUTURES; i++) {
    playFuture(present, scenario, chance, outcome);
    if (outcome.breachAt > 0) breaches++;
  }
  return breaches / FUTURES;
}

function poissonTail(mean: number, atLeast: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let n = 0; n < atLeast; n++) {
    below += term;
    term *= mean / (n + 1);
  }
  return 1 - below;
}

describe('a future', () => {
  it('has Poisson arrivals: with a target nobody can meet, a breach is a matter of their number', () => {
    const impossible = presentWith({ target: 2, minContacts: 32 });
    expect(Math.abs(shareInBreach(impossible, calm) - poissonTail(30, 32))).toBeLessThan(TOLERANCE);
  });

  it('empties a line as the exact chain does', () => {
    const waiting = 12;
    const agents = 3;
    const present = presentWith({
      target: 0.5,
      minContacts: 11,
      busy: agents,
      ages: new Array<number>(waiting).fill(60),
    });
    const share = shareInBreach(present, { ...calm, arrivalRate: 0, agents, agentsLater: agents });
    // Eleven of the twelve have left the line after 600 s: states are those still waiting.
    const size = waiting + 1;
    const down = Float64Array.from({ length: size }, (_, n) => (n > 0 ? agents / 180 + n / 300 : 0));
    const start = new Float64Array(size);
    start[waiting] = 1;
    const after = evolve(start, { up: new Float64Array(size), down }, 600);
    expect(Math.abs(share - (after[0]! + after[1]!))).toBeLessThan(TOLERANCE);
  });

  it('knows what has happened: a window that is lost is lost, one that cannot be lost is not', () => {
    const lost = presentWith({
      knownEnded: new Float64Array(40).fill(100),
      knownInTime: new Float64Array(40),
    });
    const safe = presentWith({
      knownEnded: new Float64Array(40).fill(400),
      knownInTime: new Float64Array(40).fill(400),
    });
    expect(shareInBreach(lost, calm)).toBe(1);
    expect(shareInBreach(safe, calm)).toBe(0);
  });

  it('lets foreign contacts take agents, but not count', () => {
    const target = presentWith({ target: 2, minContacts: 1 });
    const foreign = { ...calm, arrivalRate: 1e-9, foreignRate: 0.5 };
    expect(shareInBreach(target, foreign)).toBe(0);
    const crowded = presentWith({ busy: 5 });
    const own = { ...calm, agents: 5, agentsLater: 5, arrivalRate: 0.01 };
    expect(shareInBreach(crowded, { ...own, foreignRate: 0.1 })).toBeGreaterThan(shareInBreach(crowded, own));
  });
});
