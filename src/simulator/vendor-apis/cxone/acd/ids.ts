import type { AgentProfile, ContactCentre, QueueProfile } from '../../../engine/index.ts';

/** This API numbers its things; the numbers follow the order in which the contact centre lists them. */

export const BUSINESS_UNIT_ID = 4593821;
/** Every simulated tenant is on a server of its own, so that one id serves for all. */
export const TENANT_ID = '11eb0f2e-6b6b-6b60-8a2c-0242ac110002';

const FIRST_SKILL_ID = 4001;
const FIRST_AGENT_ID = 20_001;
const FIRST_CAMPAIGN_ID = 101;

export function skillIdOf(index: number): number {
  return FIRST_SKILL_ID + index;
}

/** Undefined when no skill has the id. */
export function queueOfSkill(
  { queues }: ContactCentre,
  skillId: string | undefined,
): QueueProfile | undefined {
  return queues[Number(skillId) - FIRST_SKILL_ID];
}

export function agentIdOf(index: number): number {
  return FIRST_AGENT_ID + index;
}

/** Undefined when no agent has the id. */
export function agentWithId({ agents }: ContactCentre, id: string | undefined): AgentProfile | undefined {
  return agents[Number(id) - FIRST_AGENT_ID];
}

export function campaignIdOf(queues: readonly QueueProfile[], campaign: string): number {
  return FIRST_CAMPAIGN_ID + queues.findIndex((queue) => queue.campaign === campaign);
}
