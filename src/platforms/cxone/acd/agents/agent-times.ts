/** Time by state of single agents, from one state history request per agent. */

import {
  AGENT_TIME_WINDOW,
  type AgentHistoryReader,
  type AgentSpan,
  type AgentTime,
  addRejections,
  type Collector,
  cutSpans,
  intervalsOf,
  type Rejections,
  secondsByState,
} from '../../../../domain/index.ts';
import { isVendorError } from '../../../../vendor-http/index.ts';
import { inBatches } from '../../../shared/bisect-rejected-ids.ts';
import type { AcdApi } from '../api.ts';
import type { PlatformClock } from '../platform-clock.ts';
import { type AgentStateSpan, readAgentStateHistory } from './agent-state-history.ts';
import { agentStates } from './agent-states.ts';

/** Maximum number of concurrent history requests. */
const MAX_CONCURRENT_READS = 5;

export interface AgentTimesOptions {
  readonly api: AcdApi;
  readonly agentIds: readonly string[];
  readonly clock: Pick<PlatformClock, 'now'>;
}

/** Collector `agents`: distinct agents by state, and the time by state of the configured agents. */
export function agents(options: AgentTimesOptions): Collector {
  const { agentIds } = options;
  const headCount = agentStates(options);
  const readTime = agentTimeReader(options);
  return {
    name: 'agents',
    collect: async (signal) => {
      const counted = await headCount.collect(signal);
      if (agentIds.length === 0) return counted;
      const results: AgentTimeResult[] = [];
      for (const batch of inBatches(agentIds, MAX_CONCURRENT_READS)) {
        results.push(...(await Promise.all(batch.map((agentId) => readTime(agentId, signal)))));
      }
      return {
        ...counted,
        agentTimes: results.flatMap(({ times }) => times),
        rejected: [counted.rejected ?? {}, ...results.map(({ rejected }) => rejected)].reduce(addRejections),
      };
    },
  };
}

export function agentHistory({ api }: Pick<AgentTimesOptions, 'api'>): AgentHistoryReader {
  return {
    read: async (question, signal) => {
      const { spans, rejected } = await readAgentStateHistory(api, question, { signal });
      return { intervals: intervalsOf(spans.map(agentSpan), question), rejected };
    },
  };
}

interface AgentTimeResult {
  readonly times: readonly AgentTime[];
  readonly rejected: Rejections;
}

function agentTimeReader({ api, clock }: AgentTimesOptions) {
  return async (agentId: string, signal: AbortSignal): Promise<AgentTimeResult> => {
    const to = Math.floor(clock.now());
    const period = { from: to - AGENT_TIME_WINDOW.seconds, to };
    const context = { collector: 'agents', signal } as const;
    try {
      const { spans, rejected } = await readAgentStateHistory(api, { agentId, ...period }, context);
      return { times: timesOf(agentId, cutSpans(spans.map(agentSpan), period)), rejected };
    } catch (error) {
      if (!isVendorError(error) || error.status !== 404) throw error;
      return { times: [], rejected: { unknown_agent_id: 1 } };
    }
  };
}

function timesOf(agentId: string, spans: readonly AgentSpan[]): readonly AgentTime[] {
  const parts = spans.map(({ state, from, to }) => ({ state, seconds: to - from }));
  return [...secondsByState(parts)].map(([state, seconds]) => ({ agentId, state, seconds }));
}

function agentSpan({ state, startedAt, seconds }: AgentStateSpan): AgentSpan {
  return { state, from: startedAt, to: startedAt + seconds };
}
