/**
 * Queue poll: `GET /api/v2/reporting/queues/stats` with granularity REAL_TIME. Source: CXone guide to queue statistics; `waitTime` is
 * in seconds, the unit of `serviceLevel` is not stated (see `service_level_unit`).
 */

import { z } from 'zod';
import {
  type Collector,
  defined,
  isSelected,
  PLATFORM_WINDOW,
  type QueueFacts,
  type QueueSelection,
  reportSelection,
} from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import { createBisectingQuery } from '../../shared/bisect-rejected-ids.ts';
import {
  COUNT,
  createRejectionCounter,
  PERCENT,
  parseRows,
  RATIO,
  type RejectionCounter,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { displayName, id } from '../../shared/wire-values.ts';
import type { QueueDirectory } from './directory.ts';
import { queueStatisticsSources } from './figure-sources.ts';
import type { Settings } from './settings.ts';

const METRIC_TYPES = ['waitTime', 'agentCount', 'conversationCount', 'abandonCount', 'serviceLevel'] as const;

/** At 37 characters per id, keeps the URL well below the 8 KiB that proxies accept. */
const MAX_IDS_PER_CALL = 100;

const responseSchema = z.object({ data: z.array(z.unknown()).nullish() });

const rowSchema = z.object({
  queue: z.object({ id, name: z.unknown().optional() }),
  metrics: z
    .array(
      z.object({ name: z.string(), values: z.array(z.object({ value: z.number().nullish() })).nullish() }),
    )
    .nullish(),
});
type Row = z.output<typeof rowSchema>;

export interface QueueStatisticsOptions {
  readonly client: VendorClient;
  readonly selection: QueueSelection;
  readonly serviceLevelUnit: Settings['service_level_unit'];
  readonly directory: QueueDirectory;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

export function queueStatistics(options: QueueStatisticsOptions): Collector {
  const { client, selection, serviceLevelUnit, directory, monotonic } = options;
  /** One unknown id fails the whole request with 404. Source: CXone guide to queue statistics, "Errors". */
  const query = createBisectingQuery({
    batchSize: MAX_IDS_PER_CALL,
    isRejection: isNotFound,
    monotonic,
  });

  const send = async (ids: readonly string[] | undefined, context: RequestContext) => {
    const response = await client.request(
      {
        endpoint: 'queue_stats',
        method: 'GET',
        path: '/api/v2/reporting/queues/stats',
        query: { queueIds: ids?.join(','), granularity: 'REAL_TIME', metricTypes: METRIC_TYPES.join(',') },
        schema: responseSchema,
      },
      context,
    );
    return response.data ?? [];
  };

  return {
    name: 'queues',
    sources: queueStatisticsSources(serviceLevelUnit),
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const onlyIds = selection.ids.length > 0 && selection.include.length === 0;
      const { responses, rejectedIds } = onlyIds
        ? await query.run(selection.ids, (ids) => send(ids, context))
        : { responses: [await send(undefined, context)], rejectedIds: [] };
      const rejections = createRejectionCounter();
      for (const _ of rejectedIds) rejections.reject('unknown_queue_id');
      const rows = await parseRows(responses.flat(), rowSchema, rejections);
      const reported = withoutDuplicates(rows, ({ queue }) => queue.id, rejections).map((row) =>
        factsOf(row, serviceLevelUnit, rejections),
      );
      const queues = reported.filter((queue) => isSelected(queue, selection));
      directory.replace(queues);
      return { queues, selection: reportSelection(reported, selection), rejected: rejections.counts() };
    },
  };
}

function isNotFound(error: unknown): boolean {
  return isVendorError(error) && error.status === 404;
}

function factsOf(
  row: Row,
  serviceLevelUnit: Settings['service_level_unit'],
  rejections: RejectionCounter,
): QueueFacts {
  const metrics = withoutDuplicates(row.metrics ?? [], ({ name }) => name, rejections);
  const metric = (name: (typeof METRIC_TYPES)[number]) =>
    metrics.find((each) => each.name === name)?.values?.[0]?.value ?? undefined;
  const available = validNumber(metric('agentCount'), COUNT, 'agent_count', rejections);
  const abandoned = validNumber(metric('abandonCount'), COUNT, 'abandon_count', rejections);
  return defined({
    id: row.queue.id,
    name: displayName(row.queue.name, row.queue.id, rejections),
    media: 'all',
    waitSeconds: validNumber(metric('waitTime'), SECONDS, 'wait_time', rejections),
    active: validNumber(metric('conversationCount'), COUNT, 'conversation_count', rejections),
    agents: available === undefined ? undefined : { available },
    windows: abandoned === undefined ? undefined : { [PLATFORM_WINDOW]: { abandoned } },
    serviceLevel: serviceLevelRatio(metric('serviceLevel'), serviceLevelUnit, rejections),
  });
}

function serviceLevelRatio(
  value: number | undefined,
  unit: Settings['service_level_unit'],
  rejections: RejectionCounter,
) {
  if (unit === 'ratio') return validNumber(value, RATIO, 'service_level', rejections);
  const percent = validNumber(value, PERCENT, 'service_level', rejections);
  return percent === undefined ? undefined : percent / 100;
}
