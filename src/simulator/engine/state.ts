import { AGENT_STATES, type AgentState } from '../../domain/index.ts';
import type { AgentHistory, PresenceState } from './events/agent-history.ts';
import type { EventQueue } from './events/event-queue.ts';
import type { InteractionLog } from './events/interaction-log.ts';
import type { Arrivals } from './load/arrivals.ts';
import type { DatedDisturbance } from './load/disturbance.ts';
import type { AgentProfile, QueueProfile } from './load/profile.ts';
import type { Random } from './load/random.ts';
import type { Duty, Roster } from './roster.ts';

/** Mutable state of a simulated contact centre, private to this folder. */

export interface CentreState {
  readonly queues: readonly QueueState[];
  readonly agents: readonly AgentRecord[];
  readonly events: EventQueue;
  /** Distinct agents by state. */
  readonly headCount: Record<AgentState, number>;
  disturbances: readonly DatedDisturbance[];
}

export interface QueueState {
  readonly profile: QueueProfile;
  readonly arrivals: Arrivals;
  readonly log: InteractionLog;
  readonly patienceRandom: Random;
  readonly handlingRandom: Random;
  /** Oldest first. */
  readonly waiting: Set<Contact>;
  /** Longest idle first. */
  readonly idle: Set<AgentRecord>;
  readonly agents: AgentRecord[];
  readonly agentCount: Record<AgentState, number>;
  /** Contacts with an agent, talking or on hold. */
  active: number;
}

/** A contact with its handling times, drawn at arrival so that routing does not change the random sequence. */
export interface Contact {
  readonly queue: QueueState;
  readonly offeredAt: number;
  readonly talkSeconds: number;
  readonly holdSeconds: number;
  readonly wrapSeconds: number;
  readonly resolved: boolean;
}

export interface AgentRecord {
  readonly index: number;
  readonly profile: AgentProfile;
  readonly queues: readonly QueueState[];
  readonly roster: Roster;
  readonly random: Random;
  readonly history: AgentHistory;
  state: PresenceState;
  /** Scheduled duty; takes effect once the agent has no contact. */
  duty: Duty;
  /** Incremented at every state change, so that a timer set in an earlier state can detect that it is obsolete. */
  epoch: number;
}

export function noAgents(): Record<AgentState, number> {
  const counts: Partial<Record<AgentState, number>> = {};
  for (const state of AGENT_STATES) counts[state] = 0;
  return counts as Record<AgentState, number>;
}

/** Changes an agent's state and updates the counts, the idle order and the history with it. */
export function enterState(centre: CentreState, agent: AgentRecord, state: PresenceState, at: number): void {
  if (agent.state === state) return;
  count(centre, agent, -1);
  if (agent.state === 'available') for (const queue of agent.queues) queue.idle.delete(agent);
  agent.state = state;
  agent.epoch += 1;
  agent.history.enter(state, at);
  if (state === 'available') for (const queue of agent.queues) queue.idle.add(agent);
  count(centre, agent, 1);
}

function count(centre: CentreState, { state, queues }: AgentRecord, change: 1 | -1): void {
  if (state === 'logged_out') return;
  centre.headCount[state] += change;
  for (const queue of queues) queue.agentCount[state] += change;
}
