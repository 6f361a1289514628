import type { WindowCounts } from '../../domain/index.ts';
import type { Signs } from '../calibration/base-calibration.ts';
import { type Beliefs, MOST_FUTURES } from '../sampling/forecast.ts';
import type { Present } from '../sampling/sample-paths.ts';
import {
  type ArrivalRate,
  createArrivalRate,
  letTimePass,
  observeArrivals,
  type RateSample,
  sampleRates,
} from './arrival-rate.ts';
import { addToProfile, type DayProfile, expectedGrowth } from './day-profile.ts';
import {
  createEvidence,
  type Evidence,
  foreignRate,
  gather,
  gatherStaff,
  handlingSeconds,
  moreAgents,
  moreAnswers,
  patienceSeconds,
  typicalHandlingSeconds,
} from './estimates.ts';
import { createHistory, type History, knownAhead, remember } from './history.ts';
import { incrementsBetween, type OutcomeSource } from './increments.ts';
import type { QueueObservation } from './observation.ts';

/** All that is remembered of one queue: of bounded size, however long it is watched. */
export interface QueueModel {
  arrivals: ArrivalRate;
  readonly evidence: Evidence;
  readonly arrivalProfile: DayProfile;
  history: History;
  last: QueueObservation;
  /** The usual time between polls. */
  pollSeconds: number;
  polls: number;
  source: OutcomeSource;
}

/** Polls further apart than this many of the usual ones leave a gap that nobody watched. */
const GAP_POLLS = 8;
const LONGEST_GAP_SECONDS = 600;
/** Until there are two polls to tell. */
const USUAL_POLL_SECONDS = 15;
/** The first guess of the rate keeps the agents this busy; it is no better than a factor of 2.5 either way. */
const GUESSED_OCCUPANCY = 0.6;
const GUESS_SIGMA = 0.9;
/** Smoothing of the time between polls. */
const POLL_SMOOTHING = 0.1;

/** `arrivalProfile` is what was learned of the queue's days before, and is learned into. */
export function createQueueModel(first: QueueObservation, arrivalProfile: DayProfile): QueueModel {
  const evidence = createEvidence();
  gatherStaff(evidence, first, 0);
  const busy = first.agents?.busy ?? 0;
  const serving = busy + (first.agents?.available ?? 0);
  const load = Math.max(0.5, busy, GUESSED_OCCUPANCY * serving);
  return {
    arrivals:
      arrivalsAsCounted(first.window, first.policy.windowSeconds) ??
      createArrivalRate(load / typicalHandlingSeconds, GUESS_SIGMA),
    evidence,
    arrivalProfile,
    history: startHistory(first),
    last: first,
    pollSeconds: USUAL_POLL_SECONDS,
    polls: 1,
    source: 'inferred',
  };
}

/**
 * The rate at which the window's contacts came, as sure as their number makes it (the Gamma posterior of a Poisson
 * count, with half a contact for what none may hide): better than a guess from agents, who may serve other queues.
 */
function arrivalsAsCounted(window: WindowCounts | undefined, windowSeconds: number): ArrivalRate | undefined {
  if (window?.offered === undefined) return undefined;
  const contacts = window.offered + 0.5;
  return createArrivalRate(contacts / windowSeconds, Math.min(GUESS_SIGMA, 1 / Math.sqrt(contacts)));
}

/** Begins with the window's counts where the platform gives them, as if they had come evenly. */
function startHistory({ at, policy, window }: QueueObservation): History {
  const { windowSeconds } = policy;
  if (!isWhole(window)) return createHistory(windowSeconds, at);
  const { answered, abandoned, answeredWithinThreshold } = window;
  const history = createHistory(windowSeconds, at - windowSeconds);
  for (let part = 1; part <= WINDOW_PARTS; part++) {
    remember(history, at - windowSeconds * (1 - part / WINDOW_PARTS), {
      ended: (answered + abandoned) / WINDOW_PARTS,
      inTime: answeredWithinThreshold / WINDOW_PARTS,
      abandoned: abandoned / WINDOW_PARTS,
    });
  }
  return history;
}

const WINDOW_PARTS = 60;

/** Whether a service level can be told from the counts. */
function isWhole(window: WindowCounts | undefined): window is Required<Omit<WindowCounts, 'offered'>> {
  const { answered, abandoned, answeredWithinThreshold } = window ?? {};
  return answered !== undefined && abandoned !== undefined && answeredWithinThreshold !== undefined;
}

/** Takes in one poll. Returns whether the time since the last one was watched without a gap. */
export function observe(model: QueueModel, now: QueueObservation): boolean {
  if (now.policy.windowSeconds !== model.history.windowSeconds) model.history = startHistory(model.last);
  const usualRate = model.evidence.busyRecently / typicalHandlingSeconds;
  const increments = incrementsBetween(model.last, now, model.history, usualRate);
  const { seconds } = increments;
  const isGap = seconds > longestInterval(model);
  if (!isGap) model.pollSeconds += (seconds - model.pollSeconds) * (model.polls === 1 ? 1 : POLL_SMOOTHING);
  // Counts of the window are the whole truth of it, which watching since the start is not yet.
  if (isWhole(now.window) && !isWhole(model.last.window)) {
    model.history = startHistory(now);
    model.arrivals = arrivalsAsCounted(now.window, now.policy.windowSeconds) ?? model.arrivals;
  } else remember(model.history, now.at, increments);
  if (isGap) {
    // What happened in it is not known well enough to learn from; what was believed before fades.
    letTimePass(model.arrivals, seconds);
    gatherStaff(model.evidence, now, seconds);
  } else {
    const growth = expectedGrowth(model.arrivalProfile, model.last.at, seconds);
    gather(model.evidence, model.last, now, increments);
    observeArrivals(model.arrivals, increments.offered, seconds, growth);
    addToProfile(model.arrivalProfile, now.at, increments.offered, seconds);
  }
  model.last = now;
  model.polls++;
  model.source = increments.source;
  return !isGap;
}

function longestInterval({ polls, pollSeconds }: QueueModel): number {
  return polls === 1 ? LONGEST_GAP_SECONDS : Math.min(LONGEST_GAP_SECONDS, GAP_POLLS * pollSeconds);
}

/** More polls than this in a horizon are looked at in coarser steps. */
const MOST_POLLS = 40;

const knownEnded = new Float64Array(MOST_POLLS);
const knownInTime = new Float64Array(MOST_POLLS);

/** Undefined when the platform did not tell what waits or who serves. */
export function presentOf(model: QueueModel): Present | undefined {
  const { waiting, oldestWaitSeconds, agents, policy } = model.last;
  if (waiting === undefined || agents?.busy === undefined) return undefined;
  const pollSeconds = Math.max(model.pollSeconds, policy.horizonSeconds / MOST_POLLS);
  const polls = Math.max(1, Math.min(MOST_POLLS, Math.round(policy.horizonSeconds / pollSeconds)));
  const ended = knownEnded.subarray(0, polls);
  const inTime = knownInTime.subarray(0, polls);
  knownAhead(model.history, pollSeconds, ended, inTime);
  return {
    polls,
    pollSeconds,
    thresholdSeconds: policy.thresholdSeconds,
    target: policy.target,
    minContacts: policy.minContacts,
    busy: agents.busy,
    ages: agesOf(waiting, oldestWaitSeconds ?? 0),
    knownEnded: ended,
    knownInTime: inTime,
    windowPolls: Math.max(1, Math.round(policy.windowSeconds / pollSeconds)),
  };
}

/** Those who wait came evenly since the oldest of them did. */
function agesOf(waiting: number, oldest: number): readonly number[] {
  return Array.from(
    { length: Math.min(waiting, MOST_WAITING) },
    (_, place) => (oldest * (waiting - place)) / waiting,
  );
}

/** Later ones in the line are not reached inside a horizon. */
const MOST_WAITING = 2048;

const rates: RateSample = { rate: new Float64Array(MOST_FUTURES), movement: new Uint8Array(MOST_FUTURES) };

/** Standard deviations of the logarithms of the first guesses, before a contact is seen. */
const FIRST_HANDLING_SIGMA = 0.4;
const FIRST_PATIENCE_SIGMA = 0.8;
/** The variance of what staff change within a horizon, to that between their smoothed numbers. */
const STAFF_CHANGE_IN_HORIZON = 1.3;

/** An exponential time has a relative error of one over the root of the sample; the guess is worth some samples. */
function sigmaOf(samples: number, firstSigma: number): number {
  return 1 / Math.sqrt(samples + 1 / firstSigma ** 2);
}

export function beliefsOf({ arrivals, arrivalProfile, evidence, last }: QueueModel): Beliefs {
  const { horizonSeconds } = last.policy;
  sampleRates(arrivals, rates);
  const handling = handlingSeconds(evidence);
  const patience = patienceSeconds(evidence);
  return {
    rates,
    expectedGrowth: expectedGrowth(arrivalProfile, last.at, horizonSeconds),
    handlingSeconds: handling.value,
    handlingSigma: sigmaOf(handling.samples, FIRST_HANDLING_SIGMA),
    patienceSeconds: patience.value,
    patienceSigma: sigmaOf(patience.samples, FIRST_PATIENCE_SIGMA),
    agents: evidence.agentsFast,
    agentsSigma: Math.sqrt(STAFF_CHANGE_IN_HORIZON * evidence.agentsVariance),
    foreignRate: foreignRate(evidence),
  };
}

export function signsOf({ evidence, last }: QueueModel): Signs {
  return {
    freeAgents: last.agents?.available ?? 0,
    moreAgents: moreAgents(evidence, last),
    moreAnswers: moreAnswers(evidence),
  };
}
