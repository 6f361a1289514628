import { MOVEMENTS, type RateSample } from './arrival-rate.ts';
import { type Chance, normalQuantile, spread } from './chance.ts';
import { type Outcome, type Present, playFuture, type Scenario } from './futures.ts';

/** What is believed of a queue, with how sure: every future draws its own truth from it. */
export interface Beliefs {
  /** Plausible arrival rates, equally likely. */
  readonly rates: RateSample;
  /** Logarithm of the growth of the rate over the horizon that the time of day alone lets expect. */
  readonly expectedGrowth: number;
  readonly handlingSeconds: number;
  /** Standard deviations of logarithms. */
  readonly handlingSigma: number;
  readonly patienceSeconds: number;
  readonly patienceSigma: number;
  /** Agents serving now; a fraction is the chance of one more. */
  readonly agents: number;
  /** Standard deviation of their change within the horizon. */
  readonly agentsSigma: number;
  readonly foreignRate: number;
}

export interface Forecast {
  readonly futures: number;
  /** Share of futures with a breach. */
  readonly breachShare: number;
  /** Mean and standard deviation over the futures of the least distance from breach, in contacts. */
  readonly margin: number;
  readonly marginSigma: number;
  /** Share of futures that were in breach by poll 1, 2, ... */
  readonly curve: Float64Array;
}

/** Jumps of all futures of one queue together: what a forecast may cost. */
const JUMP_BUDGET = 6000;
const FEWEST_FUTURES = 48;
/**
 * Looks on the way: after so many futures, a queue is left at that which is in breach at the next poll in all of them,
 * or in none, with the mean margin so many standard deviations away.
 */
const LOOKS: readonly { readonly after: number; readonly safeSigmas: number }[] = [
  { after: 12, safeSigmas: 5 },
  { after: 32, safeSigmas: 3.3 },
];
/** Futures at most: enough for a standard error of 5 % at even chances. */
export const MOST_FUTURES = 96;
const SEED = 0x2545f491;
/** Steps of the evenly spread sequences, one per thing drawn: inverse powers of the root of x^6 = x + 1. */
const STEPS = [
  0.8812714616335696, 0.7766393890897682, 0.6844301295853426, 0.6031687406857282, 0.5315535228830238,
];
/** What each future draws from the unit normal law in each dimension: the same at every forecast. */
const NORMALS = STEPS.map((step) =>
  Float64Array.from({ length: MOST_FUTURES }, (_, i) => normalQuantile(spread(i, step))),
);
/** The rates are gone through in this spread-out order, so that the first few already cover them. */
const RATE_STEP = 0.6180339887498949;

const NO_SCENARIO: Scenario = {
  arrivalRate: 0,
  growth: 0,
  serviceRate: 0,
  abandonRate: 0,
  agents: 0,
  agentsLater: 0,
  changeAt: 1,
  foreignRate: 0,
};

/** Plays the futures of one queue. */
export function forecast(present: Present, beliefs: Beliefs): Forecast {
  const chance: Chance = { seed: SEED };
  const scenario: Scenario = { ...NO_SCENARIO };
  const outcome: Outcome = { breachAt: 0, margin: 0 };
  const curve = new Float64Array(present.polls);
  let futures = affordableFutures(present, beliefs);
  let breaches = 0;
  let margins = 0;
  let squares = 0;
  for (let i = 0; i < futures; i++) {
    drawScenario(scenario, present, beliefs, i);
    playFuture(present, scenario, chance, outcome);
    if (outcome.breachAt > 0) {
      breaches++;
      curve[outcome.breachAt - 1]!++;
    }
    margins += outcome.margin;
    squares += outcome.margin * outcome.margin;
    for (const { after, safeSigmas } of LOOKS) {
      if (i + 1 !== after) continue;
      const isLost = curve[0] === after;
      const isSafe = breaches === 0 && margins / after > safeSigmas * (sigma(margins, squares, after) + 0.3);
      if (isLost || isSafe) futures = after;
    }
  }
  for (let poll = 1; poll < present.polls; poll++) curve[poll]! += curve[poll - 1]!;
  for (let poll = 0; poll < present.polls; poll++) curve[poll]! /= futures;
  return {
    futures,
    breachShare: breaches / futures,
    margin: margins / futures,
    marginSigma: sigma(margins, squares, futures),
    curve,
  };
}

function sigma(sum: number, squares: number, count: number): number {
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

function affordableFutures(
  present: Present,
  { rates, agents, handlingSeconds, foreignRate }: Beliefs,
): number {
  const middle = rates.rate[rates.rate.length >> 1]!;
  const seconds = present.polls * present.pollSeconds;
  const jumps = seconds * (middle + foreignRate + agents / handlingSeconds) + present.ages.length;
  return Math.round(Math.max(FEWEST_FUTURES, Math.min(rates.rate.length, JUMP_BUDGET / (jumps + 1))));
}

function drawScenario(scenario: Scenario, present: Present, beliefs: Beliefs, i: number): void {
  const { rates } = beliefs;
  const rate = Math.floor(spread(i, RATE_STEP) * rates.rate.length);
  const { drift, wander } = MOVEMENTS[rates.movement[rate]!]!;
  const hours = (present.polls * present.pollSeconds) / 3600;
  const normal = (dimension: number): number => NORMALS[dimension]![i]!;
  scenario.arrivalRate = rates.rate[rate]!;
  scenario.growth = beliefs.expectedGrowth + drift * hours + wander * Math.sqrt(hours) * normal(0);
  scenario.serviceRate = 1 / (beliefs.handlingSeconds * Math.exp(beliefs.handlingSigma * normal(1)));
  scenario.abandonRate = 1 / (beliefs.patienceSeconds * Math.exp(beliefs.patienceSigma * normal(2)));
  const part = spread(i, STEPS[3]!);
  scenario.agents = Math.floor(beliefs.agents + part);
  scenario.agentsLater = Math.max(0, Math.floor(beliefs.agents + beliefs.agentsSigma * normal(4) + part));
  scenario.changeAt = 1 + ((i * 7) % present.polls);
  scenario.foreignRate = beliefs.foreignRate;
}
