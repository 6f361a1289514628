/**
 * Queue poll: `POST /api/v2/analytics/queues/details/query` with `intervalType: realtime`. Source: Genesys Cloud tutorial on real-time queue details,
 * "Query" and "Response".
 */

import { z } from 'zod';
import {
  type Collector,
  defined,
  isSelected,
  type QueueFacts,
  type QueueSelection,
  reportSelection,
} from '../../../domain/index.ts';
import type { RequestContext, VendorClient } from '../../../vendor-http/index.ts';
import {
  COUNT,
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  validNumber,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { id } from '../../shared/wire-values.ts';
import { type QueueList, queueNamesUnknown } from '../shared/queue-list.ts';
import { QUEUE_DETAILS_SOURCES } from './figure-sources.ts';

const SELECT = ['waiting', 'agentsAvailable', 'agentsBusy'] as const;

const responseSchema = z.object({ entities: z.array(z.unknown()) });

const count = z.number().nullish();
const rowSchema = z.object({
  queueId: id,
  metrics: z.object({ waiting: count, agentsAvailable: count, agentsBusy: count }),
});

export interface QueueDetailsOptions {
  readonly client: VendorClient;
  readonly queueList: QueueList;
  readonly selection: QueueSelection;
}

export function queueDetails({ client, queueList, selection }: QueueDetailsOptions): Collector {
  return {
    name: 'queues',
    sources: QUEUE_DETAILS_SOURCES,
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const rejections = createRejectionCounter();
      const listed = await queueList.read(context, rejections);
      if (!listed && (selection.include.length > 0 || selection.exclude.length > 0))
        throw queueNamesUnknown();
      const names = new Map(listed?.map(({ id, name }) => [id, name]));
      const ids = selectedIds(names, selection);
      // The response omits idle queues: without the list, the existing queues are unknown.
      const report = listed && reportSelection(listed, selection);
      if (ids?.length === 0) return defined({ queues: [], selection: report, rejected: rejections.counts() });
      const response = await client.request(
        {
          endpoint: 'queue_details',
          method: 'POST',
          path: '/api/v2/analytics/queues/details/query',
          json: {
            intervalType: 'realtime',
            groupBy: ['queueId'],
            view: 'a',
            select: SELECT,
            where: ids && [{ dimension: 'queueId', operator: 'in', values: ids }],
          },
          schema: responseSchema,
        },
        context,
      );
      const queues = await read(response.entities, names, selection, rejections);
      return defined({ queues, selection: report, rejected: rejections.counts() });
    },
  };
}

/** Ids to query; undefined queries every queue. */
function selectedIds(
  names: ReadonlyMap<string, string>,
  selection: QueueSelection,
): readonly string[] | undefined {
  if (selection.include.length === 0 && selection.exclude.length === 0) {
    return selection.ids.length > 0 ? selection.ids : undefined;
  }
  return [...names].filter(([id, name]) => isSelected({ id, name }, selection)).map(([id]) => id);
}

async function read(
  entities: readonly unknown[],
  names: ReadonlyMap<string, string>,
  selection: QueueSelection,
  rejections: RejectionCounter,
): Promise<readonly QueueFacts[]> {
  const rows = withoutDuplicates(
    await parseRows(entities, rowSchema, rejections),
    ({ queueId }) => queueId,
    rejections,
  );
  return rows
    .map(({ queueId, metrics }): QueueFacts => {
      const available = validNumber(
        metrics.agentsAvailable ?? undefined,
        COUNT,
        'agents_available',
        rejections,
      );
      const busy = validNumber(metrics.agentsBusy ?? undefined, COUNT, 'agents_busy', rejections);
      return defined({
        id: queueId,
        name: names.get(queueId) ?? queueId,
        media: 'all',
        waiting: validNumber(metrics.waiting ?? undefined, COUNT, 'waiting', rejections),
        agents: available === undefined && busy === undefined ? undefined : defined({ available, busy }),
      });
    })
    .filter((queue) => isSelected(queue, selection));
}
