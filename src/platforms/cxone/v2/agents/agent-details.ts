/**
 * Time of agents by state: `POST /api/v2/reporting/interactions/agents/details`. Source: CXone guide to agent state history; durations are in
 * milliseconds, the next page is requested with the same body.
 */

import { z } from 'zod';
import type { RequestContext, VendorClient } from '../../../../vendor-http/index.ts';
import { type RejectionCounter, validNumber } from '../../../shared/rows.ts';
import { type PagedRequest, pageOf, readPages } from '../pages.ts';

export const AGENT_DETAILS_SCOPE = 'reporting:read';

/** State of a row without `agentState`, as in the guide. */
const NO_STATE = 'Unknown';

const pageSchema = z
  .object({
    reportData: z.object({ reportRows: z.array(z.unknown()) }),
    nextUri: z.string().nullish(),
  })
  .transform(({ reportData, nextUri }) => pageOf(reportData.reportRows, nextUri));

/** State and duration of a row; a missing duration is 0, as in the guide. */
export const stateName = z
  .string()
  .nullish()
  .transform((name) => name?.trim() || NO_STATE);
export const milliseconds = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** Rounded sums may exceed the period slightly. */
const SLACK = 1.01;

/** Seconds; undefined and counted when longer than the period, as a duration in another unit would be. */
export function secondsOf(
  duration: number,
  periodSeconds: number,
  rejections: RejectionCounter,
): number | undefined {
  const range = { min: 0, max: periodSeconds * 1000 * SLACK };
  const time = validNumber(duration, range, 'agent_state_duration', rejections);
  return time === undefined ? undefined : time / 1000;
}

export interface AgentDetailsQuery {
  readonly agentIds: readonly string[];
  /** Whole Unix seconds, the smallest unit of the API. */
  readonly from: number;
  readonly to: number;
  readonly groupBy: readonly ('byAgent' | 'byInterval' | 'byAgentState')[];
  /** Whole minutes. */
  readonly intervalSeconds?: number;
}

/** All rows; their order is undefined. */
export function readAgentDetails(
  client: VendorClient,
  { agentIds, from, to, groupBy, intervalSeconds }: AgentDetailsQuery,
  maxPages: number,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const request: PagedRequest = {
    endpoint: 'agent_details',
    method: 'POST',
    path: '/api/v2/reporting/interactions/agents/details',
    json: {
      startDate: utc(from),
      endDate: utc(to),
      groupBy,
      metrics: ['agentStateDuration'],
      filters: [{ name: 'agentId', values: agentIds }],
      ...(intervalSeconds !== undefined && { interval: `${intervalSeconds / 60}m` }),
    },
    schema: pageSchema,
    repeatsBody: true,
  };
  return readPages(client, request, maxPages, context);
}

/** Format of the guide: whole seconds, `.000Z`. */
function utc(unixSeconds: number): string {
  return new Date(Math.floor(unixSeconds) * 1000).toISOString();
}
