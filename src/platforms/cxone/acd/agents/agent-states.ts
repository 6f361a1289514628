/**
 * Distinct agents by state: `GET /agents/states`. Source: NICE CXone developer portal, "RealTime Data API", "Agents". `fields` excludes names, telephone numbers and
 * addresses.
 */

import type { AgentState, Collector } from '../../../../domain/index.ts';
import { createRejectionCounter, parseRows, type RejectionCounter } from '../../../shared/rows.ts';
import type { AcdApi } from '../api.ts';
import { readAll } from '../pages.ts';
import { anySpelling, flag, id, number } from '../wire.ts';

const rowShape = { agentId: id, agentStateId: number, isACW: flag };
const rowSchema = anySpelling(rowShape);

export type PresenceState = AgentState | 'logged_out';

/** Source: NICE CXone developer portal, "RealTime Data API", "Agent states". After-contact work is an unavailability with the flag `isACW`. */
const STATES: Readonly<Record<number, PresenceState>> = {
  0: 'logged_out',
  1: 'available',
  2: 'unavailable',
  // InboundContact, OutboundContact, InboundConsult, OutboundConsult.
  3: 'busy',
  4: 'busy',
  5: 'busy',
  6: 'busy',
  // Dialer: waits for a contact.
  7: 'available',
  // LoggedIn: not yet available.
  8: 'unavailable',
};

/** Undefined for an undocumented state. */
export function stateOf(stateId: number | undefined): PresenceState | undefined {
  return stateId === undefined ? undefined : STATES[stateId];
}

/** An agent with several concurrent contacts has a row for each; the first of these states applies. */
const PRECEDENCE: readonly PresenceState[] = [
  'busy',
  'after_contact_work',
  'available',
  'unavailable',
  'logged_out',
];

export function agentStates({ api }: { readonly api: AcdApi }): Collector {
  return {
    name: 'agents',
    collect: async (signal) => {
      const response = await readAll(
        api,
        {
          endpoint: 'agents_states',
          path: '/agents/states',
          rows: 'agentStates',
          query: { fields: Object.keys(rowShape).join(',') },
        },
        { collector: 'agents', signal },
      );
      const rejections = createRejectionCounter();
      const states = [...(await stateByAgent(response, rejections)).values()];
      const count = (state: PresenceState) => states.filter((each) => each === state).length;
      return {
        // The API reports agents who do not respond as unavailable, so `not_responding` is unknown.
        agents: {
          available: count('available'),
          busy: count('busy'),
          after_contact_work: count('after_contact_work'),
          unavailable: count('unavailable'),
        },
        rejected: rejections.counts(),
      };
    },
  };
}

async function stateByAgent(
  response: readonly unknown[],
  rejections: RejectionCounter,
): Promise<ReadonlyMap<string, PresenceState>> {
  const states = new Map<string, PresenceState>();
  for (const { agentId, agentStateId, isACW } of await parseRows(response, rowSchema, rejections)) {
    const state = isACW ? 'after_contact_work' : stateOf(agentStateId);
    const before = states.get(agentId);
    if (state === undefined) rejections.reject('unknown_agent_state');
    else if (before === undefined || PRECEDENCE.indexOf(state) < PRECEDENCE.indexOf(before))
      states.set(agentId, state);
  }
  return states;
}
