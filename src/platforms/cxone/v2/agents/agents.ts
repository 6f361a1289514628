/**
 * Time by state of the configured agents. The API reports durations only, not the number of agents in a state.
 */

import { z } from 'zod';
import {
  AGENT_TIME_WINDOW,
  type AgentTime,
  type Collector,
  secondsByState,
  snakeCase,
} from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import {
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { id } from '../../../shared/wire-values.ts';
import { milliseconds, readAgentDetails, secondsOf, stateName } from './agent-details.ts';

const rowSchema = z.object({
  dimensions: z.object({ agentId: id, agentState: stateName }),
  metrics: z.object({ agentStateDuration: milliseconds }),
});

export interface AgentsOptions {
  readonly client: VendorClient;
  readonly agentIds: readonly string[];
  readonly maxPages: number;
  /** Unix seconds. */
  readonly now: () => number;
}

export function agents({ client, agentIds, maxPages, now }: AgentsOptions): Collector {
  return {
    name: 'agents',
    ...(agentIds.length === 0 && { idle: 'agents.ids is empty; add the ids of agents' }),
    collect: async (signal) => {
      if (agentIds.length === 0) return {};
      const to = Math.floor(now());
      const rows = await readAgentDetails(
        client,
        { agentIds, from: to - AGENT_TIME_WINDOW.seconds, to, groupBy: ['byAgent', 'byAgentState'] },
        maxPages,
        { collector: 'agents', signal },
      );
      const rejections = createRejectionCounter();
      return { agentTimes: await timesOf(rows, agentIds, rejections), rejected: rejections.counts() };
    },
  };
}

async function timesOf(
  rows: readonly unknown[],
  agentIds: readonly string[],
  rejections: RejectionCounter,
): Promise<readonly AgentTime[]> {
  const accepted = (await parseRows(rows, rowSchema, rejections)).filter(({ dimensions: { agentId } }) => {
    const isRequested = agentIds.includes(agentId);
    if (!isRequested) rejections.reject('unasked_agent');
    return isRequested;
  });
  const keyOf = ({ dimensions }: z.output<typeof rowSchema>) =>
    JSON.stringify([dimensions.agentId, dimensions.agentState]);
  const spent = withoutDuplicates(accepted, keyOf, rejections).flatMap(({ dimensions, metrics }) => {
    const seconds = secondsOf(metrics.agentStateDuration, AGENT_TIME_WINDOW.seconds, rejections);
    const { agentId, agentState } = dimensions;
    return seconds === undefined ? [] : [{ agentId, state: snakeCase(agentState), seconds }];
  });
  return [...Map.groupBy(spent, ({ agentId }) => agentId)].flatMap(([agentId, ofAgent]) =>
    [...secondsByState(ofAgent)].map(([state, seconds]) => ({ agentId, state, seconds })),
  );
}
