import type { AbandonRule } from '../../domain/index.ts';
import type { Increments } from './increments.ts';
import type { QueueObservation } from './observation.ts';

/**
 * Sufficient statistics of a queue's handling time, patience and staffing: sums with exponential forgetting, on top of a
 * weak prior that dominates while there is little data.
 */
export interface SufficientStatistics {
  /** Contacts answered, and the handling seconds reported for them. */
  answered: number;
  handleSeconds: number;
  /** Agent-seconds observed busy. */
  busySeconds: number;
  /** Moving average of busy agents over ten minutes. */
  recentBusy: number;
  /** Contacts answered over about ten minutes, and those expected from the handling time and the busy agents. */
  recentAnswered: number;
  recentExpectedAnswers: number;
  abandoned: number;
  /** Of those, the short ones. */
  shortAbandoned: number;
  /** Exposure of patience: contact-seconds of waiting, contacts still waiting included. */
  exposureSeconds: number;
  /** Moving averages of agents serving: over a minute or two, and over ten. */
  agentsShortTerm: number;
  agentsLongTerm: number;
  /** Mean squared difference of the two. */
  agentsVariance: number;
  hasStaffing: boolean;
}

export interface Estimate {
  readonly value: number;
  /** Sample size in contacts or abandonments. */
  readonly samples: number;
}

/** Time constant of forgetting for handling and patience, seconds. */
const MEMORY_SECONDS = 3 * 3600;
/** Prior means of handling time and patience, seconds, and the contacts that each prior counts as. */
export const PRIOR_HANDLING_SECONDS = 240;
const PRIOR_HANDLING_CONTACTS = 2;
const PRIOR_PATIENCE_SECONDS = 240;
const PRIOR_ABANDONMENTS = 1;
/** Busy agent-seconds for which a queue is taken to have its agents to itself. */
const PRIOR_OWN_SECONDS = 2400;
/** An own share from here on counts as 1: reported handling times omit the contacts still being handled. */
const SHARED_BELOW = 0.75;
/** Time constants of the staffing averages, seconds: long enough for flickering states, short enough for a shift's end. */
const SHORT_TERM_SECONDS = 75;
const LONG_TERM_SECONDS = 600;
const STAFF_VARIANCE_SECONDS = 2 * 3600;
/** Prior of the staffing's change within minutes: a fiftieth of the agents, plus a third of one agent. */
const PRIOR_STAFF_CHANGE = 0.02;
const PRIOR_STAFF_VARIANCE = 0.1;
const MAX_STAFFING_RESIDUAL = 2;
/** Answered contacts by which the throughput residual is shrunk towards 0. */
const PRIOR_ANSWERS = 5;

export function createStatistics(): SufficientStatistics {
  return {
    answered: 0,
    handleSeconds: 0,
    busySeconds: 0,
    recentBusy: 0,
    recentAnswered: 0,
    recentExpectedAnswers: 0,
    abandoned: 0,
    shortAbandoned: 0,
    exposureSeconds: 0,
    agentsShortTerm: 0,
    agentsLongTerm: 0,
    agentsVariance: 0,
    hasStaffing: false,
  };
}

export function updateStatistics(
  statistics: SufficientStatistics,
  before: QueueObservation,
  after: QueueObservation,
  increments: Increments,
): void {
  const { seconds } = increments;
  const keep = Math.exp(-seconds / MEMORY_SECONDS);
  statistics.answered = statistics.answered * keep + increments.answered;
  statistics.handleSeconds = statistics.handleSeconds * keep + (increments.handleSeconds ?? 0);
  statistics.abandoned = statistics.abandoned * keep + increments.abandoned;
  statistics.shortAbandoned = statistics.shortAbandoned * keep + (increments.shortAbandoned ?? 0);
  const busy = mean(before.agents?.busy, after.agents?.busy);
  if (busy !== undefined) {
    const keepRecent = Math.exp(-seconds / LONG_TERM_SECONDS);
    statistics.busySeconds = statistics.busySeconds * keep + busy * seconds;
    statistics.recentBusy += (busy - statistics.recentBusy) * (1 - keepRecent);
    const expected = (busy * seconds * ownShare(statistics)) / handlingSeconds(statistics).value;
    statistics.recentAnswered = statistics.recentAnswered * keepRecent + increments.answered;
    statistics.recentExpectedAnswers = statistics.recentExpectedAnswers * keepRecent + expected;
  }
  const waiting = mean(before.waiting, after.waiting) ?? 0;
  statistics.exposureSeconds = statistics.exposureSeconds * keep + waiting * seconds;
  updateStaffing(statistics, after, seconds);
}

/**
 * Share of a contact yet to abandon that the service level counts. The platform does not report its limit of short
 * abandons, so their share of the recent ones stands for it; half a contact each way is Jeffreys' prior.
 */
export function countedShareOfAbandons(
  { abandoned, shortAbandoned }: Pick<SufficientStatistics, 'abandoned' | 'shortAbandoned'>,
  abandons: AbandonRule = 'count',
): number {
  if (abandons === 'count') return 1;
  return abandons === 'exclude' ? 0 : 1 - (shortAbandoned + 0.5) / (abandoned + 1);
}

/** Agents serving. One shown available while contacts wait does not serve: its phone rings, or it is on another queue. */
export function servingAgents({ agents, waiting }: QueueObservation): number | undefined {
  if (agents?.busy === undefined) return undefined;
  return waiting !== undefined && waiting > 0 ? agents.busy : agents.busy + (agents.available ?? 0);
}

export function updateStaffing(
  statistics: SufficientStatistics,
  observation: QueueObservation,
  seconds: number,
): void {
  const agents = servingAgents(observation);
  if (agents === undefined) return;
  if (!statistics.hasStaffing) {
    statistics.hasStaffing = true;
    statistics.recentBusy = observation.agents?.busy ?? 0;
    statistics.agentsShortTerm = agents;
    statistics.agentsLongTerm = agents;
    statistics.agentsVariance = (PRIOR_STAFF_CHANGE * agents) ** 2 + PRIOR_STAFF_VARIANCE;
    return;
  }
  const { agentsShortTerm, agentsLongTerm } = statistics;
  statistics.agentsShortTerm += (agents - agentsShortTerm) * (1 - Math.exp(-seconds / SHORT_TERM_SECONDS));
  statistics.agentsLongTerm += (agents - agentsLongTerm) * (1 - Math.exp(-seconds / LONG_TERM_SECONDS));
  const change = (statistics.agentsShortTerm - statistics.agentsLongTerm) ** 2;
  statistics.agentsVariance +=
    (change - statistics.agentsVariance) * (1 - Math.exp(-seconds / STAFF_VARIANCE_SECONDS));
}

/** Applies a planned change to the averages of the staff: what their variance measures are the changes beside it. */
export function changeStaffing(statistics: SufficientStatistics, changed: (agents: number) => number): void {
  statistics.agentsShortTerm = changed(statistics.agentsShortTerm);
  statistics.agentsLongTerm = changed(statistics.agentsLongTerm);
}

/**
 * Share of the agents' busy time that this queue's own contacts explain, by the handling time that the platform reports.
 * Below 1 the agents serve other queues too. 1 where it is unknown.
 */
export function ownShare({ handleSeconds, busySeconds }: SufficientStatistics): number {
  if (handleSeconds <= 0) return 1;
  const share = (PRIOR_OWN_SECONDS + handleSeconds) / (PRIOR_OWN_SECONDS + busySeconds);
  return share < SHARED_BELOW ? share : 1;
}

/**
 * Mean time for which a contact occupies a busy agent: by Little's law, busy agent-seconds per contact answered. Unlike
 * the reported handling time it fits the observed agents whether or not after-contact work counts as busy.
 */
export function handlingSeconds(statistics: SufficientStatistics): Estimate {
  const { answered } = statistics;
  const total = statistics.busySeconds * ownShare(statistics);
  return {
    value: (PRIOR_HANDLING_SECONDS * PRIOR_HANDLING_CONTACTS + total) / (PRIOR_HANDLING_CONTACTS + answered),
    samples: answered,
  };
}

/** Cross-traffic: contacts of other queues that the same agents take, per second. */
export function crossTrafficRate(statistics: SufficientStatistics): number {
  return ((1 - ownShare(statistics)) * statistics.recentBusy) / handlingSeconds(statistics).value;
}

/**
 * Mean patience: exposure to waiting per abandonment, the maximum-likelihood estimate of an exponential distribution
 * from censored data. Contacts answered or still waiting contribute the time they have waited.
 */
export function patienceSeconds({ exposureSeconds, abandoned }: SufficientStatistics): Estimate {
  return {
    value: (PRIOR_PATIENCE_SECONDS * PRIOR_ABANDONMENTS + exposureSeconds) / (PRIOR_ABANDONMENTS + abandoned),
    samples: abandoned,
  };
}

/** Agents shown in excess of the smoothed number, in square roots of that number. */
export function staffingResidual(
  { agentsShortTerm }: SufficientStatistics,
  { agents }: QueueObservation,
): number {
  const shown = (agents?.busy ?? 0) + (agents?.available ?? 0);
  const excess = (shown - agentsShortTerm) / Math.sqrt(agentsShortTerm + 1);
  return Math.max(-MAX_STAFFING_RESIDUAL, Math.min(MAX_STAFFING_RESIDUAL, excess));
}

/** Logarithm of contacts answered recently to those expected, shrunk towards 0 where they are few. */
export function throughputResidual({ recentAnswered, recentExpectedAnswers }: SufficientStatistics): number {
  return Math.log((recentAnswered + PRIOR_ANSWERS) / (recentExpectedAnswers + PRIOR_ANSWERS));
}

function mean(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}
