import { countedContacts, type InteractionCount, type WindowCounts } from '../../domain/index.ts';
import {
  type ArrivalRatePosterior,
  createArrivalRatePosterior,
  type FilterScratch,
  meanRate,
  propagateUnobserved,
  updateArrivalRate,
} from './arrival-rate.ts';
import { addToProfile, type DayProfile, expectedGrowth } from './day-profile.ts';
import {
  changeStaffing,
  createStatistics,
  PRIOR_HANDLING_SECONDS,
  type SufficientStatistics,
  servingAgents,
  updateStaffing,
  updateStatistics,
} from './estimates.ts';
import { createHistory, type OutcomeHistory, recordOutcomes } from './history.ts';
import { incrementsBetween, type OutcomeSource } from './increments.ts';
import type { QueueObservation } from './observation.ts';
import {
  createPlanRecord,
  discardRunning,
  followArrivals,
  followStaff,
  type PlanRecord,
} from './plan-record.ts';
import { changedStaff } from './plan-shape.ts';

/** Everything remembered of one queue: of bounded size, however long the queue is watched. */
export interface QueueModel {
  arrivals: ArrivalRatePosterior;
  readonly statistics: SufficientStatistics;
  readonly arrivalProfile: DayProfile;
  history: OutcomeHistory;
  last: QueueObservation;
  /** Smoothed time between polls. */
  pollSeconds: number;
  polls: number;
  source: OutcomeSource;
  /** From the first poll with a plan on. */
  plan?: PlanRecord;
}

/** A time between polls longer than this many usual ones is a gap: nothing is known of it. */
const GAP_POLLS = 8;
const MAX_INTERVAL_SECONDS = 600;
/** Assumed until there are two polls. */
const DEFAULT_POLL_SECONDS = 15;
/** Weight of the newest interval in the smoothed time between polls. */
const POLL_SMOOTHING = 0.1;
/** Prior of the arrival rate: agents this busy, within a factor of 2.5 either way. */
const PRIOR_OCCUPANCY = 0.6;
const PRIOR_RATE_SIGMA = 0.9;
/** Least load of the prior, in busy agents: a queue without agents gets a rate above zero too. */
const MIN_PRIOR_LOAD = 0.5;
/** Half a contact (Jeffreys' prior), so that a window without contacts does not give a rate of zero. */
const JEFFREYS_CONTACTS = 0.5;
/** Entries that a history begun from a window's counts is spread over. */
const WINDOW_PARTS = 60;

/** `arrivalProfile` holds what earlier days showed, and is updated. */
export function createQueueModel(first: QueueObservation, arrivalProfile: DayProfile): QueueModel {
  const statistics = createStatistics();
  updateStaffing(statistics, first, 0);
  const busy = first.agents?.busy ?? 0;
  const serving = busy + (first.agents?.available ?? 0);
  const load = Math.max(MIN_PRIOR_LOAD, busy, PRIOR_OCCUPANCY * serving);
  return {
    arrivals:
      arrivalPosteriorFromWindow(first.window, first.policy.windowSeconds) ??
      createArrivalRatePosterior(load / PRIOR_HANDLING_SECONDS, PRIOR_RATE_SIGMA),
    statistics,
    arrivalProfile,
    history: startHistory(first),
    last: first,
    pollSeconds: DEFAULT_POLL_SECONDS,
    polls: 1,
    source: 'inferred',
  };
}

/** Takes in one poll. Returns whether the time since the last one was observed without a gap. */
export function updateModel(model: QueueModel, now: QueueObservation, scratch: FilterScratch): boolean {
  if (now.policy.windowSeconds !== model.history.windowSeconds) model.history = startHistory(model.last);
  const expectedRate = model.statistics.recentBusy / PRIOR_HANDLING_SECONDS;
  const increments = incrementsBetween(model.last, now, model.history, expectedRate);
  const { seconds } = increments;
  const isGap = seconds > maxInterval(model);
  if (!isGap) model.pollSeconds += (seconds - model.pollSeconds) * (model.polls === 1 ? 1 : POLL_SMOOTHING);
  // Counts of the window are complete, which outcomes observed since the start are not yet.
  if (isComplete(now) && !isComplete(model.last)) {
    model.history = startHistory(now);
    model.arrivals = arrivalPosteriorFromWindow(now.window, now.policy.windowSeconds) ?? model.arrivals;
  } else recordOutcomes(model.history, now.at, increments);
  if (isGap) {
    // Too little is known of a gap to learn from it; the posterior widens.
    propagateUnobserved(model.arrivals, seconds, scratch);
    updateStaffing(model.statistics, now, seconds);
    if (model.plan) discardRunning(model.plan);
  } else {
    const growth = followPlan(model, now, increments.offered, seconds);
    updateStatistics(model.statistics, model.last, now, increments);
    updateArrivalRate(model.arrivals, increments.offered, seconds, scratch, growth);
    addToProfile(model.arrivalProfile, now.at, increments.offered, seconds);
  }
  model.last = now;
  model.polls++;
  model.source = increments.source;
  return !isGap;
}

/** Compares one poll interval with the plan. Returns the logarithm of the growth of the rate that is expected within it. */
function followPlan(model: QueueModel, now: QueueObservation, offered: number, seconds: number): number {
  const { arrivalProfile, arrivals, statistics, last } = model;
  const growth = expectedGrowth(arrivalProfile, last.at, seconds);
  const { plan } = now;
  if (!plan) return growth;
  model.plan ??= createPlanRecord();
  const elapsed = { from: last.at, to: now.at };
  const agents = servingAgents(now);
  if (agents !== undefined) {
    const change = followStaff(
      model.plan,
      plan,
      { ...elapsed, amount: agents * seconds },
      statistics.agentsShortTerm,
    );
    if (change !== 0) changeStaffing(statistics, (before) => changedStaff(before, change));
  }
  followArrivals(
    model.plan,
    plan,
    { ...elapsed, amount: offered },
    () => meanRate(arrivals),
    (at, ahead) => expectedGrowth(arrivalProfile, at, ahead),
  );
  return growth;
}

/**
 * Gamma posterior of a Poisson count over the window: better than a guess from agents, who may serve other queues.
 * Undefined where the window has no count of contacts offered.
 */
function arrivalPosteriorFromWindow(
  window: WindowCounts | undefined,
  windowSeconds: number,
): ArrivalRatePosterior | undefined {
  if (window?.offered === undefined) return undefined;
  const contacts = window.offered + JEFFREYS_CONTACTS;
  const sigma = Math.min(PRIOR_RATE_SIGMA, 1 / Math.sqrt(contacts));
  return createArrivalRatePosterior(contacts / windowSeconds, sigma);
}

/** Starts with the window's counts, spread evenly over the window, where the platform reports them. */
function startHistory(first: QueueObservation): OutcomeHistory {
  const { at, policy } = first;
  const { windowSeconds } = policy;
  if (!isComplete(first)) return createHistory(windowSeconds, at);
  const { answered, abandoned, answeredWithinThreshold, shortAbandoned = 0 } = first.window;
  const history = createHistory(windowSeconds, at - windowSeconds);
  for (let part = 1; part <= WINDOW_PARTS; part++) {
    recordOutcomes(history, at - windowSeconds * (1 - part / WINDOW_PARTS), {
      completed: (answered + abandoned) / WINDOW_PARTS,
      answeredWithinThreshold: answeredWithinThreshold / WINDOW_PARTS,
      abandoned: abandoned / WINDOW_PARTS,
      shortAbandoned: shortAbandoned / WINDOW_PARTS,
    });
  }
  return history;
}

interface Complete extends QueueObservation {
  readonly window: WindowCounts & Required<Pick<WindowCounts, Exclude<InteractionCount, 'offered'>>>;
}

/** Whether a service level follows from the counts of the window. */
function isComplete(observation: QueueObservation): observation is Complete {
  const { policy, window = {} } = observation;
  const { answered, abandoned, answeredWithinThreshold } = window;
  const isKnown = answered !== undefined && abandoned !== undefined && answeredWithinThreshold !== undefined;
  return isKnown && countedContacts(window, policy.abandons) !== undefined;
}

function maxInterval({ polls, pollSeconds }: QueueModel): number {
  return polls === 1 ? MAX_INTERVAL_SECONDS : Math.min(MAX_INTERVAL_SECONDS, GAP_POLLS * pollSeconds);
}
