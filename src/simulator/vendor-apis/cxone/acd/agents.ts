import { z } from 'zod';
import type { ContactCentre, PresenceState, StateSpan } from '../../../engine/index.ts';
import { ApiError } from '../../../http/api-error.ts';
import { iso } from '../../../http/time.ts';
import { validate } from '../../../http/validate.ts';
import type { Call, Endpoint } from '../../../http/vendor-api.ts';
import { GRANTS } from './grants.ts';
import { agentIdOf, agentWithId, BUSINESS_UNIT_ID } from './ids.ts';
import { anyCase, listQuery, listReply, type Row, utcInstant } from './query.ts';
import { API_ROOT } from './root.ts';

/** Current agent states, and state histories of the last 24 hours. */

interface StateRow {
  readonly agentStateId: number;
  readonly agentStateName: string;
  readonly isACW: boolean;
  readonly outStateId: number;
  readonly outStateDescription: string;
}

const NO_OUT_STATE = { isACW: false, outStateId: 0, outStateDescription: '' };
const UNAVAILABLE = { agentStateId: 2, agentStateName: 'Unavailable', isACW: false };

/** After-contact work, breaks and unanswered contacts are all reported as `Unavailable`. */
const STATES: Readonly<Record<PresenceState, StateRow>> = {
  logged_out: { agentStateId: 0, agentStateName: 'LoggedOut', ...NO_OUT_STATE },
  available: { agentStateId: 1, agentStateName: 'Available', ...NO_OUT_STATE },
  busy: { agentStateId: 3, agentStateName: 'InboundContact', ...NO_OUT_STATE },
  after_contact_work: { ...UNAVAILABLE, isACW: true, outStateId: 1, outStateDescription: 'After Call Work' },
  unavailable: { ...UNAVAILABLE, outStateId: 2, outStateDescription: 'Break' },
  not_responding: { ...UNAVAILABLE, outStateId: 3, outStateDescription: 'Refused' },
};

export const agentStates: Endpoint = {
  name: 'agents_states',
  method: 'GET',
  path: `${API_ROOT}/agents/states`,
  scopes: [GRANTS.realTime],
  handle(call) {
    const list = validate(statesSchema, anyCase(call.query, PARAMETERS));
    const rows = call.centre.agents.map((_, index) => stateRow(call.centre, index));
    return listReply(call, 'agentStates', rows, list);
  },
};

export const allStateHistories: Endpoint = {
  name: 'agents_state_history',
  method: 'GET',
  path: `${API_ROOT}/agents/state-history`,
  scopes: [GRANTS.reporting],
  handle: (call) => historyReply(call, call.centre.agents.keys()),
};

export const stateHistory: Endpoint = {
  name: 'agent_state_history',
  method: 'GET',
  path: `${API_ROOT}/agents/:agentId/state-history`,
  scopes: [GRANTS.reporting],
  handle(call) {
    const agent = agentWithId(call.centre, call.params.agentId);
    if (!agent) throw new ApiError(404, 'Not Found', 'Agent not found for BU');
    return historyReply(call, [call.centre.agents.indexOf(agent)]);
  },
};

const statesSchema = z.object(listQuery);
const historySchema = z.object({ ...listQuery, startDate: utcInstant, endDate: utcInstant });
const PARAMETERS = Object.keys(historySchema.shape);

function stateRow(centre: ContactCentre, index: number): Row {
  const agent = centre.agents[index];
  const state = STATES[centre.agentState(agent?.id ?? '') ?? 'logged_out'];
  const [firstName = '', ...rest] = agent?.name.split(' ') ?? [];
  return {
    agentId: agentIdOf(index),
    businessUnitId: BUSINESS_UNIT_ID,
    ...state,
    isActive: true,
    isOutbound: false,
    firstName,
    lastName: rest.join(' '),
    userName: `agent${index}@simulated.example.com`,
    openContacts: state.agentStateName === 'InboundContact' ? 1 : 0,
    stationPhoneNumber: null,
    fromAddress: null,
    toAddress: null,
    lastUpdateTime: iso(centre.now),
  };
}

function historyReply(call: Call, agentIndexes: Iterable<number>) {
  const { centre, now } = call;
  const { startDate, endDate, ...list } = validate(historySchema, anyCase(call.query, PARAMETERS));
  if (endDate <= startDate) throw new ApiError(400, 'Bad Request', 'Invalid Date Range');
  const rows = [...agentIndexes].flatMap((index) => {
    const spans = centre.agentStates(centre.agents[index]?.id ?? '', startDate, Math.min(endDate, now)) ?? [];
    return spans.map((span, stateIndex) => historyRow(span, stateIndex, index));
  });
  return listReply(call, 'agentStateHistory', rows, list);
}

function historyRow({ state, from, to }: StateSpan, stateIndex: number, index: number): Row {
  const { isACW: _, ...named } = STATES[state];
  return {
    stateIndex,
    startDate: iso(from),
    agentId: agentIdOf(index),
    ...named,
    contactId: null,
    skillId: null,
    skillName: null,
    mediaTypeId: null,
    // The current specification types it as a string that holds a decimal number.
    duration: (to - from).toFixed(3),
    isOutbound: false,
  };
}
