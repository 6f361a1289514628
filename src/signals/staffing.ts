import type { AgentCounts } from '../domain/index.ts';
import { workingAgents } from '../domain/index.ts';

/**
 * Load of a queue as estimated from its recent contacts, and the staff that this load requires. A value is absent until it
 * rests on {@link MIN_CONTACTS} contacts, the patience until it rests on {@link MIN_ABANDONMENTS} abandonments.
 */
export interface StaffingEstimate {
  /** Contacts per second. */
  readonly arrivalRate: number;
  /** Mean time for which a contact occupies an agent, after-contact work included. */
  readonly handleSeconds: number;
  /** Mean time that a contact is willing to wait. */
  readonly patienceSeconds?: number;
  /** Smallest staff whose Erlang A service level meets the target; absent where no staff does. */
  readonly agentsRequired?: number;
}

/** Contacts of the last hours from which on a load is exported: the estimates' priors then weigh less than a tenth. */
export const MIN_CONTACTS = 20;
/** Abandonments from which on a patience is exported. */
export const MIN_ABANDONMENTS = 5;

/** Agents on the queue who are available or with a contact; undefined when either is unknown. */
export function servingAgents(agents: AgentCounts | undefined): number | undefined {
  const working = agents && workingAgents(agents);
  return agents?.available === undefined || working === undefined ? undefined : agents.available + working;
}

/** Agents missing to the required number; undefined when either is unknown. */
export function agentsShort(
  required: number | undefined,
  agents: AgentCounts | undefined,
): number | undefined {
  const serving = servingAgents(agents);
  return required === undefined || serving === undefined ? undefined : Math.max(0, required - serving);
}
