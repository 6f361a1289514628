import { disturbedFactor, strength } from './load/disturbance.ts';
import type { Disturbance } from './load/profile.ts';
import { fixedRandom } from './load/random.ts';
import type { Duty } from './roster.ts';
import { contactArrives, followDuty } from './routing.ts';
import type { AgentRecord, CentreState, QueueState } from './state.ts';

/** Work of each simulated minute: duty changes of agents, and arrivals of the next minute. */

export const TICK_SECONDS = 60;
/** How often interaction logs remove events that are too old. */
const FORGET_EVERY_SECONDS = 900;

export function tick(centre: CentreState, at: number, utcOffsetSeconds: number, rankOf: StaffRanks): void {
  const gone = removedStaff(centre, at, rankOf);
  for (const agent of centre.agents) {
    const duty = gone.has(agent) ? 'off' : agent.roster.dutyAt(at + utcOffsetSeconds);
    if (duty !== agent.duty) changeDuty(centre, agent, duty, at);
  }
  for (const queue of centre.queues) {
    drawArrivals(centre, queue, at, utcOffsetSeconds);
    if (at % FORGET_EVERY_SECONDS < TICK_SECONDS) queue.log.forget(at);
  }
}

function changeDuty(centre: CentreState, agent: AgentRecord, duty: Duty, at: number): void {
  agent.duty = duty;
  if (agent.state !== 'busy' && agent.state !== 'after_contact_work') followDuty(centre, agent, at);
}

function drawArrivals(centre: CentreState, queue: QueueState, at: number, utcOffsetSeconds: number): void {
  const middle = at + TICK_SECONDS / 2;
  const surge = disturbedFactor(centre.disturbances, 'surge', queue.profile.id, middle);
  const rate = queue.arrivals.rateAt(middle + utcOffsetSeconds) * surge;
  for (const instant of queue.arrivals.draw(at, TICK_SECONDS, rate)) {
    centre.events.schedule(instant, (at) => contactArrives(centre, queue, at));
  }
}

/** Each queue's agents in the fixed random order in which a staff drop removes them. */
export type StaffRanks = ReadonlyMap<QueueState, readonly AgentRecord[]>;

export function rankStaff(queues: readonly QueueState[], seed: number): StaffRanks {
  const rankOf = ({ profile }: AgentRecord): number => fixedRandom(seed, 'staff', profile.id);
  return new Map(
    queues.map((queue) => [queue, [...queue.agents].sort((a, b) => rankOf(a) - rankOf(b))] as const),
  );
}

function removedStaff(centre: CentreState, at: number, ranks: StaffRanks): ReadonlySet<AgentRecord> {
  const gone = new Set<AgentRecord>();
  for (const each of centre.disturbances) {
    if (each.disturbance.kind !== 'staff_drop') continue;
    const share = each.disturbance.share * strength(each, at);
    if (share <= 0) continue;
    for (const [queue, ranked] of ranks) {
      for (const agent of affected(each.disturbance, queue, ranked, share)) gone.add(agent);
    }
  }
  return gone;
}

/** A drop of one queue affects all its agents; a drop of the whole centre affects at each queue its home agents. */
function affected(
  { queueId }: Disturbance,
  queue: QueueState,
  ranked: readonly AgentRecord[],
  share: number,
): readonly AgentRecord[] {
  if (queueId !== undefined && queueId !== queue.profile.id) return [];
  const pool = queueId === undefined ? ranked.filter(({ queues }) => queues[0] === queue) : ranked;
  return pool.slice(0, Math.round(share * pool.length));
}
