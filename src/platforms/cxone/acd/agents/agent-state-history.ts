import { z } from 'zod';
import { defined, type Rejections } from '../../../../domain/index.ts';
import type { RequestContext } from '../../../../vendor-http/index.ts';
import { createRejectionCounter, parseRows } from '../../../shared/rows.ts';
import { EARLIEST, normalisedWord } from '../../../shared/wire-values.ts';
import type { AcdApi } from '../api.ts';
import { readAll } from '../pages.ts';
import { anySpelling, instant, number, seconds, utc } from '../wire.ts';
import { type PresenceState, stateOf } from './agent-states.ts';

/** The states an agent went through: `GET /agents/{agentId}/state-history`. */

/** A stretch of time in one state. */
export interface AgentStateSpan {
  readonly state: PresenceState;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly seconds: number;
  /** What the tenant calls the unavailability (`Lunch`), where it is told. */
  readonly reason?: string;
}

export interface AgentStateHistory {
  /** Oldest first. */
  readonly spans: readonly AgentStateSpan[];
  readonly rejected: Rejections;
}

/** The agent, and the span of time in Unix seconds. */
export interface HistoryQuery {
  readonly agentId: string;
  readonly from: number;
  readonly to: number;
}

/** History rows have no flag for after-contact work: it is an unavailability of one of these names. */
const AFTER_CONTACT_WORK: ReadonlySet<string> = new Set([
  'acw',
  'after_call_work',
  'after_contact_work',
  'aftercallwork',
  'aftercontactwork',
]);

const required = (value: number | undefined): value is number => value !== undefined;
const rowShape = {
  agentStateId: number.transform(stateOf).refine((state) => state !== undefined, 'names no state'),
  startDate: instant.refine((at) => required(at) && at >= EARLIEST, 'is no instant'),
  duration: seconds.refine((length) => required(length) && length >= 0, 'is no length of time'),
  outStateDescription: z.string().nullish(),
};
const rowSchema = anySpelling(rowShape);

/** @throws what the requests fail with: VendorError 404 when there is no such agent. */
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
