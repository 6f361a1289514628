/** States of one agent by interval. */

import { z } from 'zod';
import {
  type AgentHistoryQuery,
  type AgentHistoryReader,
  type AgentInterval,
  snakeCase,
} from '../../../../domain/index.ts';
import type { VendorClient } from '../../../../vendor-http/index.ts';
import {
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  withoutDuplicates,
} from '../../../shared/rows.ts';
import { milliseconds, readAgentDetails, secondsOf, stateName } from './agent-details.ts';

const OFFSET = { offset: true } as const;
const instant = z.iso.datetime(OFFSET).transform((text) => Date.parse(text) / 1000);

const rowSchema = z.object({
  dimensions: z.object({
    agentState: stateName,
    intervalStart: instant,
    intervalEnd: instant.nullish(),
  }),
  metrics: z.object({ agentStateDuration: milliseconds }),
});

export interface AgentHistoryOptions {
  readonly client: VendorClient;
  readonly maxPages: number;
}

export function agentHistory({ client, maxPages }: AgentHistoryOptions): AgentHistoryReader {
  return {
    read: async (question, signal) => {
      const { agentId, from, to, intervalSeconds } = question;
      const rows = await readAgentDetails(
        client,
        { agentIds: [agentId], from, to, intervalSeconds, groupBy: ['byInterval', 'byAgentState'] },
        maxPages,
        { signal },
      );
      const rejections = createRejectionCounter();
      return { intervals: await intervalsOf(rows, question, rejections), rejected: rejections.counts() };
    },
  };
}

async function intervalsOf(
  rows: readonly unknown[],
  { from, to, intervalSeconds }: AgentHistoryQuery,
  rejections: RejectionCounter,
): Promise<readonly AgentInterval[]> {
  const accepted = await parseRows(rows, rowSchema, rejections);
  const keyOf = ({ dimensions }: z.output<typeof rowSchema>) =>
    `${dimensions.intervalStart} ${dimensions.agentState}`;
  return withoutDuplicates(accepted, keyOf, rejections).flatMap(({ dimensions, metrics }) => {
    const start = dimensions.intervalStart;
    const end = dimensions.intervalEnd ?? Math.min(start + intervalSeconds, to);
    if (end <= from || start >= to) {
      rejections.reject('unasked_interval');
      return [];
    }
    const seconds = secondsOf(metrics.agentStateDuration, end - start, rejections);
    return seconds ? [{ state: snakeCase(dimensions.agentState), from: start, to: end, seconds }] : [];
  });
}
