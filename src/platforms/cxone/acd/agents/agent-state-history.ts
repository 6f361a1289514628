/**
 * States of an agent over time: `GET /agents/{agentId}/state-history`. Source: NICE CXone developer portal, "Reporting API", "Agents"; its durations are in
 * seconds.
 */

import { z } from 'zod';
import { defined, type Rejections } from '../../../../domain/index.ts';
import type { RequestContext } from '../../../../vendor-http/index.ts';
import { createRejectionCounter, parseRows } from '../../../shared/rows.ts';
import { EARLIEST, normalisedWord } from '../../../shared/wire-values.ts';
import type { AcdApi } from '../api.ts';
import { readAll } from '../pages.ts';
import { anySpelling, instant, number, seconds, utc } from '../wire.ts';
import { type PresenceState, stateOf } from './agent-states.ts';

/** Period in one state. */
export interface AgentStateSpan {
  readonly state: PresenceState;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly seconds: number;
  /** The tenant's name of the unavailability (`Lunch`), where reported. */
  readonly reason?: string;
}

export interface AgentStateHistory {
  /** Oldest first. */
  readonly spans: readonly AgentStateSpan[];
  readonly rejected: Rejections;
}

/** Agent and period; Unix seconds. */
export interface HistoryQuery {
  readonly agentId: string;
  readonly from: number;
  readonly to: number;
}

/** Rows have no flag for after-contact work: it is an unavailability with one of these names. */
const AFTER_CONTACT_WORK: ReadonlySet<string> = new Set([
  'acw',
  'after_call_work',
  'after_contact_work',
  'aftercallwork',
  'aftercontactwork',
]);

const required = (value: number | undefined): value is number => value !== undefined;
const rowShape = {
  agentStateId: number.transform(stateOf).refine((state) => state !== undefined, 'is not a state'),
  startDate: instant.refine((at) => required(at) && at >= EARLIEST, 'is not an instant'),
  duration: seconds.refine((length) => required(length) && length >= 0, 'is not a duration'),
  outStateDescription: z.string().nullish(),
};
const rowSchema = anySpelling(rowShape);

/** @throws VendorError with status 404 when the agent does not exist; the errors of {@link readAll}. */
export async function readAgentStateHistory(
  api: AcdApi,
  { agentId, from, to }: HistoryQuery,
  context: RequestContext,
): Promise<AgentStateHistory> {
  const response = await readAll(
    api,
    {
      endpoint: 'agent_state_history',
      path: `/agents/${encodeURIComponent(agentId)}/state-history`,
      rows: 'agentStateHistory',
      query: { startDate: utc(from), endDate: utc(to), fields: Object.keys(rowShape).join(',') },
    },
    context,
  );
  const rejections = createRejectionCounter();
  const accepted = await parseRows(response, rowSchema, rejections);
  const spans = accepted.flatMap(spanOf).sort((a, b) => a.startedAt - b.startedAt);
  return { spans, rejected: rejections.counts() };
}

function spanOf({
  agentStateId: state,
  startDate: startedAt,
  duration: length,
  outStateDescription,
}: z.output<typeof rowSchema>): readonly AgentStateSpan[] {
  if (state === undefined || startedAt === undefined || length === undefined) return [];
  const reason = outStateDescription || undefined;
  const isAfterContactWork = state === 'unavailable' && AFTER_CONTACT_WORK.has(normalisedWord(reason ?? ''));
  const named = isAfterContactWork ? 'after_contact_work' : state;
  return [defined({ state: named, startedAt, seconds: length, reason })];
}
