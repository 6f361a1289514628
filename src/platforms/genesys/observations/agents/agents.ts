/** Time by state of single agents. The API does not count the agents of a whole organisation by state. */

import {
  AGENT_TIME_WINDOW,
  type AgentHistoryReader,
  type Collector,
  intervalsOf,
  secondsByState,
} from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import { createRejectionCounter } from '../../../shared/rows.ts';
import { readUserSpans } from './user-details.ts';

export interface AgentsOptions {
  readonly client: VendorClient;
  readonly maxPages: number;
  readonly agentIds: readonly string[];
  /** Unix seconds. */
  readonly now: () => number;
}

/** Collector `agents`: time by state of the configured agents. */
export function agents({ client, maxPages, agentIds, now }: AgentsOptions): Collector {
  return {
    name: 'agents',
    ...(agentIds.length === 0 && { idle: 'agents.ids is empty; add the ids of agents' }),
    collect: async (signal) => {
      if (agentIds.length === 0) return {};
      const to = now();
      const question = { userIds: agentIds, from: to - AGENT_TIME_WINDOW.seconds, to };
      const rejections = createRejectionCounter();
      const users = await readUserSpans(
        { client, maxPages },
        question,
        { collector: 'agents', signal },
        rejections,
      );
      const agentTimes = [...users].flatMap(([agentId, spans]) => {
        const parts = spans.map(({ state, from, to }) => ({ state, seconds: to - from }));
        return [...secondsByState(parts)].map(([state, seconds]) => ({ agentId, state, seconds }));
      });
      return { agentTimes, rejected: rejections.counts() };
    },
  };
}

export function agentHistory(source: Pick<AgentsOptions, 'client' | 'maxPages'>): AgentHistoryReader {
  return {
    read: async (question, signal) => {
      const { agentId, from, to } = question;
      const rejections = createRejectionCounter();
      const users = await readUserSpans(source, { userIds: [agentId], from, to }, { signal }, rejections);
      const intervals = intervalsOf(users.get(agentId) ?? [], question);
      return { intervals, rejected: rejections.counts() };
    },
  };
}
