import { createAgentHistory } from './events/agent-history.ts';
import { createEventQueue } from './events/event-queue.ts';
import { createInteractionLog } from './events/interaction-log.ts';
import { createArrivals } from './load/arrivals.ts';
import { dated } from './load/disturbance.ts';
import type { AgentProfile, QueueProfile } from './load/profile.ts';
import { createRandom } from './load/random.ts';
import type { ContactCentreOptions } from './options.ts';
import { createRoster } from './roster.ts';
import { type AgentRecord, type CentreState, noAgents, type QueueState } from './state.ts';

/** Initial state of a centre: no contact waits, no agent is on duty. */
export function createState(options: ContactCentreOptions, bornAt: number): CentreState {
  const { seed } = options;
  const queues = options.queues.map((profile) => createQueue(profile, seed));
  const byId = new Map(queues.map((queue) => [queue.profile.id, queue]));
  const centre: CentreState = {
    queues,
    agents: options.agents.map((profile, index) => createAgent(profile, index, byId, seed, bornAt)),
    events: createEventQueue(),
    headCount: noAgents(),
    disturbances: (options.disturbances ?? []).map((each) => dated(each, options.startAt)),
  };
  for (const agent of centre.agents) {
    for (const queue of agent.queues) queue.agents.push(agent);
  }
  return centre;
}

function createQueue(profile: QueueProfile, seed: number): QueueState {
  const { thresholdSeconds } = profile.serviceLevel;
  return {
    profile,
    arrivals: createArrivals(profile.arrivals, seed, profile.id),
    log: createInteractionLog({ thresholdSeconds, shortAbandonSeconds: profile.shortAbandonSeconds }),
    patienceRandom: createRandom(seed, profile.id, 'patience'),
    handlingRandom: createRandom(seed, profile.id, 'handling'),
    waiting: new Set(),
    idle: new Set(),
    agents: [],
    agentCount: noAgents(),
    active: 0,
  };
}

function createAgent(
  profile: AgentProfile,
  index: number,
  queues: ReadonlyMap<string, QueueState>,
  seed: number,
  bornAt: number,
): AgentRecord {
  return {
    index,
    profile,
    queues: profile.queueIds.flatMap((id) => {
      const queue = queues.get(id);
      if (!queue) throw new RangeError(`agent ${profile.id} serves a queue that does not exist: ${id}`);
      return [queue];
    }),
    roster: createRoster(profile, seed),
    random: createRandom(seed, profile.id, 'habits'),
    history: createAgentHistory('logged_out', bornAt),
    state: 'logged_out',
    duty: 'off',
    epoch: 0,
  };
}
