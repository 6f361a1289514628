import type { AgentProfile, ContactCentre, QueueProfile } from '../../../engine/index.ts';

/** Numeric ids of this API, in the order in which the contact centre lists its queues and agents. */

export const BUSINESS_UNIT_ID = 4593821;
/** Every simulated tenant has its own server, so one id serves for all. */
export const TENANT_ID = '11eb0f2e-6b6b-6b60-8a2c-0242ac110002';

const FIRST_SKILL_ID = 4001;
const FIRST_AGENT_ID = 20_001;
const FIRST_CAMPAIGN_ID = 101;

export function skillIdOf(index: number): number {
  return FIRST_SKILL_ID + index;
}

/** Undefined for an unknown skill. */
export function queueOfSkill(
  { queues }: ContactCentre,
  skillId: string | undefined,
): QueueProfile | undefined {
  return queues[Number(skillId) - FIRST_SKILL_ID];
}

export function agentIdOf(index: number): number {
  return FIRST_AGENT_ID + index;
}

/** Undefined for an unknown agent. */
export function agentWithId({ agents }: ContactCentre, id: string | undefined): AgentProfile | undefined {
  return agents[Number(id) - FIRST_AGENT_ID];
}

export function campaignIdOf(queues: readonly QueueProfile[], campaign: string): number {
  return FIRST_CAMPAIGN_ID + queues.findIndex((queue) => queue.campaign === campaign);
}
