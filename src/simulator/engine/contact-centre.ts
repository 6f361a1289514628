import type { AgentState } from '../../domain/index.ts';
import { createState } from './create-state.ts';
import { durations, type PresenceState, type StateSpan } from './events/agent-history.ts';
import type { Handling } from './events/interaction-log.ts';
import { copySums, type WindowSums } from './events/window-sums.ts';
import { initialSettings } from './initial-settings.ts';
import { dated } from './load/disturbance.ts';
import type { AgentProfile, Disturbance, QueueProfile } from './load/profile.ts';
import type { ContactCentreOptions } from './options.ts';
import { createRoutingConfigs, type RoutingConfigs } from './routing-config.ts';
import type { QueueState } from './state.ts';
import { rankStaff, TICK_SECONDS, tick } from './tick.ts';

/** State of one queue at this instant. */
export interface QueueReading {
  readonly profile: QueueProfile;
  readonly waiting: number;
  /** When the oldest waiting contact entered, Unix seconds; absent when no contact waits. */
  readonly oldestWaitingAt?: number;
  /** Contacts with an agent, talking or on hold. */
  readonly active: number;
  readonly agents: Readonly<Record<AgentState, number>>;
  readonly agentsLoggedIn: number;
  /** Since the beginning of the simulation, warm-up included. */
  readonly totals: Readonly<WindowSums>;
}

/**
 * A simulated contact centre. Invariants: offered = waiting + answered + abandoned, and
 * answered = active + in after-contact work + handled. The events depend only on the options and the disturbances, not
 * on the number or size of the steps in which it is advanced or read.
 */
export interface ContactCentre {
  readonly seed: number;
  readonly queues: readonly QueueProfile[];
  readonly agents: readonly AgentProfile[];
  /** Unix seconds. */
  readonly now: number;
  /** Start of the simulation, warm-up included. */
  readonly bornAt: number;
  /** Runs every event up to and including this instant; an instant in the past has no effect. */
  advanceTo(unixSeconds: number): void;

  /** Undefined for an unknown queue. */
  queue(id: string): QueueReading | undefined;
  readings(): readonly QueueReading[];
  /** Distinct agents by state. */
  headCount(): Readonly<Record<AgentState, number>>;
  /** What happened on a queue in (from, to]; see `InteractionLog.window`. */
  window(queueId: string, from: number, to: number): WindowSums;
  /** The contacts of a queue whose handling ended in (from, to], of the last 24 hours only. */
  handlings(queueId: string, from: number, to: number): readonly Handling[];
  /** Busy share of the time that the queue's agents spent serving in (from, to]; undefined when no agent served. */
  occupancy(queueId: string, from: number, to: number): number | undefined;
  /** An agent's states within [from, to] of the last 24 hours; undefined for an unknown agent. */
  agentStates(agentId: string, from: number, to: number): readonly StateSpan[] | undefined;
  /** An agent's state at this instant; undefined for an unknown agent. */
  agentState(agentId: string): PresenceState | undefined;

  readonly routing: RoutingConfigs;

  /** Takes effect at the next tick; agents finish their current contacts first. */
  disturb(disturbance: Disturbance): void;
  /** Ends the disturbances added by `disturb`; those of the options continue. */
  clearDisturbances(): void;
}

const DEFAULT_WARM_UP_SECONDS = 3600;

export function createContactCentre(options: ContactCentreOptions): ContactCentre {
  const { seed, startAt, warmUpSeconds = DEFAULT_WARM_UP_SECONDS, utcOffsetSeconds = 0 } = options;
  const bornAt = startAt - warmUpSeconds;
  const centre = createState(options, bornAt);
  const ownDisturbances = centre.disturbances;
  const queueById = new Map(centre.queues.map((queue) => [queue.profile.id, queue]));
  const agentById = new Map(centre.agents.map((agent) => [agent.profile.id, agent]));
  const ranks = rankStaff(centre.queues, seed);
  const scheduleMinute = (at: number): void =>
    centre.events.schedule(at, () => {
      tick(centre, at, utcOffsetSeconds, ranks);
      scheduleMinute(at + TICK_SECONDS);
    });
  scheduleMinute(bornAt);

  let now = bornAt;
  const advanceTo = (unixSeconds: number): void => {
    while (centre.events.nextAt() <= unixSeconds) centre.events.step();
    now = Math.max(now, unixSeconds);
  };
  advanceTo(startAt);
  const queueOf = (id: string): QueueState => {
    const queue = queueById.get(id);
    if (!queue) throw new RangeError(`unknown queue ${id}`);
    return queue;
  };

  return {
    seed,
    queues: options.queues,
    agents: options.agents,
    get now() {
      return now;
    },
    bornAt,
    advanceTo,
    queue: (id) => {
      const queue = queueById.get(id);
      return queue && read(queue);
    },
    readings: () => centre.queues.map(read),
    headCount: () => ({ ...centre.headCount }),
    window: (id, from, to) => queueOf(id).log.window(from, to),
    handlings: (id, from, to) => queueOf(id).log.handlings(from, to),
    occupancy: (id, from, to) => occupancy(queueOf(id), from, Math.min(to, now)),
    agentStates: (id, from, to) => agentById.get(id)?.history.spans(from, Math.min(to, now)),
    agentState: (id) => agentById.get(id)?.state,
    routing: createRoutingConfigs(initialSettings(options.queues), bornAt),
    disturb(disturbance) {
      centre.disturbances = [...centre.disturbances, dated(disturbance, now)];
    },
    clearDisturbances() {
      centre.disturbances = ownDisturbances;
    },
  };
}

function read(queue: QueueState): QueueReading {
  const [oldest] = queue.waiting;
  const agents = { ...queue.agentCount };
  return {
    profile: queue.profile,
    waiting: queue.waiting.size,
    ...(oldest && { oldestWaitingAt: oldest.offeredAt }),
    active: queue.active,
    agents,
    agentsLoggedIn: Object.values(agents).reduce((sum, count) => sum + count, 0),
    totals: copySums(queue.log.totals),
  };
}

function occupancy(queue: QueueState, from: number, to: number): number | undefined {
  let busy = 0;
  let idle = 0;
  for (const agent of queue.agents) {
    const spent = durations(agent.history.spans(from, to));
    busy += (spent.busy ?? 0) + (spent.after_contact_work ?? 0);
    idle += spent.available ?? 0;
  }
  return busy + idle > 0 ? busy / (busy + idle) : undefined;
}
