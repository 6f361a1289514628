import { describe, expect, it } from 'vitest';
import type { QueueState } from '../../../src/prediction/model/forecast-inputs.ts';
import { evolve } from '../../../src/prediction/queueing/birth-death.ts';
import type { SampledParameters } from '../../../src/prediction/sampling/sample-parameters.ts';
import {
  createPathScratch,
  type PathOutcome,
  simulatePath,
} from '../../../src/prediction/sampling/sample-paths.ts';

const POLLS = 40;
const steadily = (value: number): Float64Array => new Float64Array(POLLS).fill(value);

const calm: SampledParameters = {
  arrivalRates: steadily(0.05),
  agents: steadily(200),
  serviceRate: 1 / 180,
  abandonRate: 1 / 300,
  crossTrafficRate: 0,
};

function stateWith(changes: Partial<QueueState>): QueueState {
  return {
    polls: 40,
    pollSeconds: 15,
    thresholdSeconds: 20,
    target: 0.8,
    minContacts: 5,
    busy: 0,
    ages: [],
    countedAbandon: 1,
    knownCounted: new Float64Array(40),
    knownWithinThreshold: new Float64Array(40),
    windowPolls: 60,
    ...changes,
  };
}

const PATHS = 20_000;
const scratch = createPathScratch();
/** Four standard errors of a share at even chances. */
const TOLERANCE = 4 * Math.sqrt(0.25 / PATHS);

function shareInBreach(state: QueueState, parameters: SampledParameters): number {
  const random = { seed: 123_456_789 };
  const outcome: PathOutcome = { breachAtPoll: 0, margin: 0 };
  let breaches = 0;
  for (let i = 0; i < PATHS; i++) {
    simulatePath(state, parameters, random, outcome, scratch);
    if (outcome.breachAtPoll > 0) breaches++;
  }
  return breaches / PATHS;
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

describe('a sample path', () => {
  it('has Poisson arrivals: with an impossible target, a breach depends only on their number', () => {
    const impossible = stateWith({ target: 2, minContacts: 32 });
    expect(Math.abs(shareInBreach(impossible, calm) - poissonTail(30, 32))).toBeLessThan(TOLERANCE);
  });

  it('empties the line at the rate of the exact chain', () => {
    const waiting = 12;
    const agents = 3;
    const state = stateWith({
      target: 0.5,
      minContacts: 11,
      busy: agents,
      ages: new Array<number>(waiting).fill(60),
    });
    const share = shareInBreach(state, { ...calm, arrivalRates: steadily(0), agents: steadily(agents) });
    // In breach when eleven of the twelve have left the line after 600 s; states are contacts still waiting.
    const size = waiting + 1;
    const down = Float64Array.from({ length: size }, (_, n) => (n > 0 ? agents / 180 + n / 300 : 0));
    const start = new Float64Array(size);
    start[waiting] = 1;
    const after = evolve(start, { up: new Float64Array(size), down }, 600);
    expect(Math.abs(share - (after[0]! + after[1]!))).toBeLessThan(TOLERANCE);
  });

  it('counts known outcomes: a lost window is always in breach, and one that cannot be lost never is', () => {
    const lost = stateWith({
      knownCounted: new Float64Array(40).fill(100),
      knownWithinThreshold: new Float64Array(40),
    });
    const safe = stateWith({
      knownCounted: new Float64Array(40).fill(400),
      knownWithinThreshold: new Float64Array(40).fill(400),
    });
    expect(shareInBreach(lost, calm)).toBe(1);
    expect(shareInBreach(safe, calm)).toBe(0);
  });

  it('counts an abandoned contact as the share of a contact that it is given', () => {
    const lines = { ages: new Array<number>(20).fill(60), minContacts: 10, target: 0.5 };
    const alone = { ...calm, arrivalRates: steadily(0), agents: steadily(0), abandonRate: 1 };
    // Without agents all twenty abandon.
    for (const [countedAbandon, share] of [
      [1, 1],
      [0.5, 1],
      [0.4, 0],
      [0, 0],
    ] as const)
      expect(shareInBreach(stateWith({ ...lines, countedAbandon }), alone)).toBe(share);
  });

  it('lets cross-traffic occupy agents without counting it', () => {
    const target = stateWith({ target: 2, minContacts: 1 });
    const foreign = { ...calm, arrivalRates: steadily(1e-9), crossTrafficRate: 0.5 };
    expect(shareInBreach(target, foreign)).toBe(0);
    const crowded = stateWith({ busy: 5 });
    const own = { ...calm, agents: steadily(5), arrivalRates: steadily(0.01) };
    expect(shareInBreach(crowded, { ...own, crossTrafficRate: 0.1 })).toBeGreaterThan(
      shareInBreach(crowded, own),
    );
  });
});
