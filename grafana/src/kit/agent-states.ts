import { AGENT_STATES, type AgentState } from '../../../src/domain/index.ts';
import { BLUE, GREY, PURPLE, SKY, VERMILLION } from './colours.ts';
import type { Look } from './panel.ts';

const AGENT_STATE_COLOURS: Readonly<Record<AgentState, string>> = {
  available: SKY,
  busy: BLUE,
  after_contact_work: PURPLE,
  unavailable: GREY,
  not_responding: VERMILLION,
};

/** The name of a state in words, such as `After contact work`. */
export const agentStateName = (state: AgentState) =>
  state.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());

/** How series of agents by state look. */
export const AGENT_STATE_LOOKS: Readonly<Record<string, Look>> = Object.fromEntries(
  AGENT_STATES.map((state) => [state, { title: agentStateName(state), colour: AGENT_STATE_COLOURS[state] }]),
);
