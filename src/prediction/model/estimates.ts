import type { Increments } from './increments.ts';
import type { QueueObservation } from './observation.ts';

/**
 * What a queue's own recent past says of its handling time, its contacts' patience and its staff: sums that fade with
 * time, on top of a weak prior that speaks while there is little else.
 */
export interface Evidence {
  /** Contacts answered, and the handling seconds reported for them. */
  answered: number;
  handleSeconds: number;
  /** Agent-seconds seen busy. */
  busySeconds: number;
  /** Busy agents, smoothed over ten minutes. */
  busyRecently: number;
  /** Contacts answered, and those that the handling time let expect of the agents busy, over ten minutes or so. */
  answeredRecently: number;
  dueRecently: number;
  abandoned: number;
  /** Contact-seconds spent waiting, by those who still wait too: what patience has been exposed to. */
  exposedSeconds: number;
  /** Agents serving, smoothed over a minute or two, and over ten. */
  agentsFast: number;
  agentsSlow: number;
  /** Mean squared difference of the two. */
  agentsVariance: number;
  staffSeen: boolean;
}

export interface Estimate {
  readonly value: number;
  /** Contacts (or abandonments, or polls) that it rests on. */
  readonly samples: number;
}

/** How long the past counts for handling and patience, seconds. */
const MEMORY = 3 * 3600;
/** A contact takes four minutes and waits about as long, until the queue tells otherwise. */
export const typicalHandlingSeconds = 240;
const PRIOR_HANDLING_CONTACTS = 2;
const PRIOR_PATIENCE_SECONDS = 240;
const PRIOR_ABANDONMENTS = 1;
/** Smoothing of staffing, seconds: long enough for agents who flicker between states, short enough for a shift's end. */
const STAFF_FAST = 75;
const STAFF_SLOW = 600;
const STAFF_MEMORY = 2 * 3600;
/** Staff change by a fiftieth of themselves within minutes, or a third of an agent, until the queue tells otherwise. */
const PRIOR_STAFF_CHANGE = 0.02;
const PRIOR_STAFF_VARIANCE = 0.1;

export function createEvidence(): Evidence {
  return {
    answered: 0,
    handleSeconds: 0,
    busySeconds: 0,
    busyRecently: 0,
    answeredRecently: 0,
    dueRecently: 0,
    abandoned: 0,
    exposedSeconds: 0,
    agentsFast: 0,
    agentsSlow: 0,
    agentsVariance: 0,
    staffSeen: false,
  };
}

export function gather(
  evidence: Evidence,
  before: QueueObservation,
  after: QueueObservation,
  increments: Increments,
): void {
  const { seconds } = increments;
  const keep = Math.exp(-seconds / MEMORY);
  evidence.answered = evidence.answered * keep + increments.answered;
  evidence.handleSeconds = evidence.handleSeconds * keep + (increments.handleSeconds ?? 0);
  evidence.abandoned = evidence.abandoned * keep + increments.abandoned;
  const busy = mean(before.agents?.busy, after.agents?.busy);
  if (busy !== undefined) {
    const keepRecent = Math.exp(-seconds / STAFF_SLOW);
    evidence.busySeconds = evidence.busySeconds * keep + busy * seconds;
    evidence.busyRecently += (busy - evidence.busyRecently) * (1 - keepRecent);
    const due = (busy * seconds * ownShare(evidence)) / handlingSeconds(evidence).value;
    evidence.answeredRecently = evidence.answeredRecently * keepRecent + increments.answered;
    evidence.dueRecently = evidence.dueRecently * keepRecent + due;
  }
  const exposed = mean(before.waiting, after.waiting) ?? 0;
  evidence.exposedSeconds = evidence.exposedSeconds * keep + exposed * seconds;
  gatherStaff(evidence, after, seconds);
}

/** An agent shown free while contacts wait is not free: it rings, it is away, or it serves another queue. */
export function servingAgents({ agents, waiting }: QueueObservation): number | undefined {
  if (agents?.busy === undefined) return undefined;
  return waiting !== undefined && waiting > 0 ? agents.busy : agents.busy + (agents.available ?? 0);
}

export function gatherStaff(evidence: Evidence, observation: QueueObservation, seconds: number): void {
  const agents = servingAgents(observation);
  if (agents === undefined) return;
  if (!evidence.staffSeen) {
    evidence.staffSeen = true;
    evidence.busyRecently = observation.agents?.busy ?? 0;
    evidence.agentsFast = agents;
    evidence.agentsSlow = agents;
    evidence.agentsVariance = (PRIOR_STAFF_CHANGE * agents) ** 2 + PRIOR_STAFF_VARIANCE;
    return;
  }
  evidence.agentsFast += (agents - evidence.agentsFast) * (1 - Math.exp(-seconds / STAFF_FAST));
  evidence.agentsSlow += (agents - evidence.agentsSlow) * (1 - Math.exp(-seconds / STAFF_SLOW));
  const change = (evidence.agentsFast - evidence.agentsSlow) ** 2;
  evidence.agentsVariance += (change - evidence.agentsVariance) * (1 - Math.exp(-seconds / STAFF_MEMORY));
}

/**
 * Share of the busy time of this queue's agents that its own contacts account for, by the handling time the platform
 * reports for them. Below 1 the agents serve other queues too. 1 where it cannot be told.
 */
export function ownShare({ handleSeconds, busySeconds }: Evidence): number {
  if (handleSeconds <= 0) return 1;
  const share = (PRIOR_OWN_SECONDS + handleSeconds) / (PRIOR_OWN_SECONDS + busySeconds);
  return share < OWN_ALL_FROM ? share : 1;
}

/** Busy agent-seconds for which a queue is taken to have its agents to itself. */
const PRIOR_OWN_SECONDS = 2400;
/** Reported handling times fall a little short of busy time anyway: contacts in hand are not counted yet. */
const OWN_ALL_FROM = 0.75;

/**
 * Mean time a contact takes of an agent seen busy: by Little's law, busy agent-seconds per contact answered. Unlike the
 * handling time reported, it fits the agents shown whether or not after-contact work is shown as busy.
 */
export function handlingSeconds(evidence: Evidence): Estimate {
  const { answered } = evidence;
  const total = evidence.busySeconds * ownShare(evidence);
  return {
    value: (typicalHandlingSeconds * PRIOR_HANDLING_CONTACTS + total) / (PRIOR_HANDLING_CONTACTS + answered),
    samples: answered,
  };
}

/** Contacts of other queues that these agents take up, per second. */
export function foreignRate(evidence: Evidence): number {
  return ((1 - ownShare(evidence)) * evidence.busyRecently) / handlingSeconds(evidence).value;
}

/**
 * Mean patience: time exposed to waiting per abandonment, the maximum-likelihood estimate of an exponential law from
 * censored data. Those served, and those who wait still, count with the time they have waited.
 */
export function patienceSeconds({ exposedSeconds, abandoned }: Evidence): Estimate {
  return {
    value: (PRIOR_PATIENCE_SECONDS * PRIOR_ABANDONMENTS + exposedSeconds) / (PRIOR_ABANDONMENTS + abandoned),
    samples: abandoned,
  };
}

/** Agents shown beyond those believed to serve, in square roots of those. */
export function moreAgents({ agentsFast }: Evidence, { agents }: QueueObservation): number {
  const shown = (agents?.busy ?? 0) + (agents?.available ?? 0);
  const more = (shown - agentsFast) / Math.sqrt(agentsFast + 1);
  return Math.max(-MOST_MORE_AGENTS, Math.min(MOST_MORE_AGENTS, more));
}

const MOST_MORE_AGENTS = 2;

/** Logarithm of the contacts answered lately to those expected, drawn towards 0 where they are few. */
export function moreAnswers({ answeredRecently, dueRecently }: Evidence): number {
  return Math.log((answeredRecently + FEW_ANSWERS) / (dueRecently + FEW_ANSWERS));
}

const FEW_ANSWERS = 5;

function mean(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}
