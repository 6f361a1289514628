import type { RateSample } from '../model/arrival-rate.ts';
import { MOVEMENTS } from '../model/rate-movement.ts';
import { type Chance, normalQuantile, spread } from './random.ts';
import { type Outcome, type Present, playFuture, type Scenario } from './sample-paths.ts';

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
/** Looks on the way, after so many futures: at the first for what is out of the question, then for what is known well. */
const FIRST_LOOK = 12;
const NEXT_LOOKS: readonly number[] = [32, 40, 48, 56, 64, 72, 80, 88];
/** At the first look a queue is safe with no breach and the mean margin so many standard deviations and contacts away. */
const SAFE_SIGMAS = 5;
const SAFE_CONTACTS = 0.9;
/** Standard error of the share of futures in breach that is good enough to leave it at those played. */
const GOOD_ENOUGH = 0.04;
/** Futures that the distance of the mean future from a breach weighs as much as: see {@link steadiedShare}. */
const DISTANCE_WEIGHT = 8;
/** Futures at most: enough for a standard error of 5 % at even chances. */
export const MOST_FUTURES = 96;
/**
 * Of 100 tried, the one whose few futures came nearest to 2,048 on made-up queues: a fixed seed's luck would else be
 * the same error in every forecast.
 */
const SEED = 1395583343;
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

/** What the futures played so far have shown. */
interface Tally {
  futures: number;
  breaches: number;
  margins: number;
  squares: number;
}

/** Plays the futures of one queue. */
export function forecast(present: Present, beliefs: Beliefs): Forecast {
  const chance: Chance = { seed: SEED };
  const scenario: Scenario = { ...NO_SCENARIO };
  const outcome: Outcome = { breachAt: 0, margin: 0 };
  const curve = new Float64Array(present.polls);
  const tally: Tally = { futures: 0, breaches: 0, margins: 0, squares: 0 };
  const affordable = affordableFutures(present, beliefs);
  while (tally.futures < affordable && !isEnough(tally, curve)) {
    drawScenario(scenario, present, beliefs, tally.futures++);
    playFuture(present, scenario, chance, outcome);
    if (outcome.breachAt > 0) {
      tally.breaches++;
      curve[outcome.breachAt - 1]!++;
    }
    tally.margins += outcome.margin;
    tally.squares += outcome.margin * outcome.margin;
  }
  const { futures } = tally;
  for (let poll = 1; poll < present.polls; poll++) curve[poll]! += curve[poll - 1]!;
  for (let poll = 0; poll < present.polls; poll++) curve[poll]! /= futures;
  return {
    futures,
    breachShare: steadiedShare(tally),
    margin: tally.margins / futures,
    marginSigma: marginSigma(tally),
    curve,
  };
}

/** Whether more futures would hardly change the answer; `curve` counts breaches by the poll they come at. */
function isEnough(tally: Tally, curve: Float64Array): boolean {
  const { futures, breaches, margins } = tally;
  if (futures === FIRST_LOOK) {
    const isLost = curve[0] === futures;
    const safe = SAFE_SIGMAS * marginSigma(tally) + SAFE_CONTACTS;
    return isLost || (breaches === 0 && margins > safe * futures);
  }
  if (!NEXT_LOOKS.includes(futures)) return false;
  const share = steadiedShare(tally);
  return share * (1 - share) < GOOD_ENOUGH ** 2 * futures;
}

function marginSigma({ futures, margins, squares }: Tally): number {
  return Math.sqrt(Math.max(0, squares / futures - (margins / futures) ** 2));
}

/** The distance of the mean future from a breach, in standard deviations of the futures. */
export function distanceOf({ margin, marginSigma }: Pick<Forecast, 'margin' | 'marginSigma'>): number {
  return margin / (marginSigma + LEAST_SIGMA);
}

/** Margins vary by part of a contact at least. */
export const LEAST_SIGMA = 0.3;

/**
 * The share of futures in breach. A few dozen of them count it roughly; their mean distance from a breach is known
 * better and, over queues of all kinds, tells nearly as much. So the count is drawn towards what that lets expect.
 */
function steadiedShare(tally: Tally): number {
  const { futures, breaches, margins } = tally;
  const distance = distanceOf({ margin: margins / futures, marginSigma: marginSigma(tally) });
  return (breaches + DISTANCE_WEIGHT * usualShareAt(distance)) / (futures + DISTANCE_WEIGHT);
}

/** Log odds in three straight pieces, read off forecasts of made-up queues with 2,048 futures each. */
function usualShareAt(distance: number): number {
  const behind = Math.min(0, distance);
  const near = clamp(distance, 0, 2);
  const far = Math.max(0, distance - 2);
  return 1 / (1 + Math.exp(2.6 * behind + 1.4 * near + 0.6 * far));
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
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
