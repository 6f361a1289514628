import { draw } from './load/distribution.ts';
import { disturbedFactor } from './load/disturbance.ts';
import { type AgentRecord, type CentreState, type Contact, enterState, type QueueState } from './state.ts';

/** Routing of a contact from arrival to the end of after-contact work: longest idle agent, oldest contact. */

export function contactArrives(centre: CentreState, queue: QueueState, at: number): void {
  const contact = createContact(queue, at);
  const patience = draw(queue.profile.patience, queue.patienceRandom);
  queue.log.offered(at);
  for (const agent of queue.idle) {
    if (!takes(centre, agent, at)) continue;
    answer(centre, agent, contact, at);
    return;
  }
  queue.waiting.add(contact);
  centre.events.schedule(at + patience, (at) => contactAbandons(contact, at));
}

function createContact(queue: QueueState, offeredAt: number): Contact {
  const { handling, resolvedShare } = queue.profile;
  const random = queue.handlingRandom;
  const isHeld = handling.hold !== undefined && random() < handling.hold.share;
  return {
    queue,
    offeredAt,
    talkSeconds: draw(handling.talk, random),
    holdSeconds: isHeld && handling.hold ? draw(handling.hold.duration, random) : 0,
    wrapSeconds: handling.wrap ? draw(handling.wrap, random) : 0,
    resolved: random() < resolvedShare,
  };
}

function contactAbandons(contact: Contact, at: number): void {
  if (contact.queue.waiting.delete(contact)) contact.queue.log.abandoned(at, at - contact.offeredAt);
}

/** Whether the agent accepts the contact; an agent who does not enters `not_responding` for a while. */
function takes(centre: CentreState, agent: AgentRecord, at: number): boolean {
  const habit = agent.profile.habits?.notResponding;
  if (!habit || agent.random() >= habit.share) return true;
  stepAside(centre, agent, 'not_responding', draw(habit.duration, agent.random), at);
  return false;
}

function answer(centre: CentreState, agent: AgentRecord, contact: Contact, at: number): void {
  const { queue, offeredAt } = contact;
  const slowness = disturbedFactor(centre.disturbances, 'slow_handling', queue.profile.id, at);
  const talkSeconds = contact.talkSeconds * slowness;
  const holdSeconds = contact.holdSeconds * slowness;
  const wrapSeconds = contact.wrapSeconds * slowness;
  queue.log.answered(at, at - offeredAt);
  queue.active += 1;
  enterState(centre, agent, 'busy', at);
  const close = (endedAt: number): void => {
    const waitSeconds = at - offeredAt;
    const { resolved } = contact;
    queue.log.handled(endedAt, {
      agent: agent.index,
      waitSeconds,
      talkSeconds,
      holdSeconds,
      wrapSeconds,
      resolved,
    });
    afterHandling(centre, agent, endedAt);
  };
  centre.events.schedule(at + talkSeconds + holdSeconds, (endedAt) => {
    queue.active -= 1;
    if (wrapSeconds === 0) return close(endedAt);
    enterState(centre, agent, 'after_contact_work', endedAt);
    centre.events.schedule(endedAt + wrapSeconds, close);
  });
}

function afterHandling(centre: CentreState, agent: AgentRecord, at: number): void {
  const habit = agent.profile.habits?.pause;
  if (agent.duty === 'on' && habit && agent.random() < habit.share) {
    stepAside(centre, agent, 'unavailable', draw(habit.duration, agent.random), at);
  } else {
    followDuty(centre, agent, at);
  }
}

/** Puts an agent without a contact into the state that the schedule requires. */
export function followDuty(centre: CentreState, agent: AgentRecord, at: number): void {
  const contact = agent.duty === 'on' ? oldestContact(agent) : undefined;
  if (agent.duty === 'off') enterState(centre, agent, 'logged_out', at);
  else if (agent.duty === 'break') enterState(centre, agent, 'unavailable', at);
  else if (!contact) enterState(centre, agent, 'available', at);
  else if (takes(centre, agent, at)) {
    contact.queue.waiting.delete(contact);
    answer(centre, agent, contact, at);
  }
}

function oldestContact(agent: AgentRecord): Contact | undefined {
  let oldest: Contact | undefined;
  for (const queue of agent.queues) {
    const [first] = queue.waiting;
    if (first && (!oldest || first.offeredAt < oldest.offeredAt)) oldest = first;
  }
  return oldest;
}

function stepAside(
  centre: CentreState,
  agent: AgentRecord,
  state: 'unavailable' | 'not_responding',
  seconds: number,
  at: number,
): void {
  enterState(centre, agent, state, at);
  const { epoch } = agent;
  centre.events.schedule(at + seconds, (at) => {
    if (agent.epoch === epoch) followDuty(centre, agent, at);
  });
}
