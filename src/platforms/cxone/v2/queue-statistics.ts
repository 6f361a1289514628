import { z } from 'zod';
import {
  type Collector,
  isSelected,
  PLATFORM_WINDOW,
  type QueueFacts,
  type QueueSelection,
  reportSelection,
} from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import { createSplittingAsker } from '../../shared/bisect-rejected-ids.ts';
import {
  acceptRows,
  COUNT,
  createTally,
  figure,
  PERCENT,
  RATIO,
  SECONDS,
  type Tally,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { displayName, id } from '../../shared/wire-values.ts';
import type { QueueDirectory } from './directory.ts';
import type { Settings } from './settings.ts';

/** The queue poll: `GET /api/v2/reporting/queues/stats` at granularity REAL_TIME. */

const METRIC_TYPES = ['waitTime', 'agentCount', 'conversationCount', 'abandonCount', 'serviceLevel'] as const;

/** Keeps the address well below the 8 KiB that proxies accept, at 37 characters an id. */
const MAX_IDS_PER_CALL = 100;

const answerSchema = z.object({ data: z.array(z.unknown()).nullish() });

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
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

export function queueStatistics(options: QueueStatisticsOptions): Collector {
  const { client, selection, serviceLevelUnit, directory, monotonic } = options;
  /** One unknown id fails the whole call with 404. */
  const asker = createSplittingAsker({
    batchSize: MAX_IDS_PER_CALL,
    isRefusal: isNotFound,
    monotonic,
  });

  const ask = async (ids: readonly string[] | undefined, context: RequestContext) => {
    const answer = await client.request(
      {
        endpoint: 'queue_stats',
        method: 'GET',
        path: '/api/v2/reporting/queues/stats',
        query: { queueIds: ids?.join(','), granularity: 'REAL_TIME', metricTypes: METRIC_TYPES.join(',') },
        schema: answerSchema,
      },
      context,
    );
    return answer.data ?? [];
  };

  return {
    name: 'queues',
    collect: async (signal) => {
      const context: RequestContext = { collector: 'queues', signal };
      const onlyIds = selection.ids.length > 0 && selection.include.length === 0;
      const { answers, refused } = onlyIds
        ? await asker.ask(selection.ids, (ids) => ask(ids, context))
        : { answers: [await ask(undefined, context)], refused: [] };
      const tally = createTally();
      for (const _ of refused) tally.refuse('unknown_queue_id');
      const rows = await acceptRows(answers.flat(), rowSchema, tally);
      const told = withoutDuplicates(rows, ({ queue }) => queue.id, tally).map((row) =>
        factsOf(row, serviceLevelUnit, tally),
      );
      const queues = told.filter((queue) => isSelected(queue, selection));
      directory.replace(queues);
      return { queues, selection: reportSelection(told, selection), rejected: tally.rejections() };
    },
  };
}

function isNotFound(error: unknown): boolean {
  return isVendorError(error) && error.status === 404;
}

function factsOf(row: Row, serviceLevelUnit: Settings['service_level_unit'], tally: Tally): QueueFacts {
  const metrics = withoutDuplicates(row.metrics ?? [], ({ name }) => name, tally);
  const metric = (name: (typeof METRIC_TYPES)[number]) =>
    metrics.find((each) => each.name === name)?.values?.[0]?.value ?? undefined;
  const available = figure(metric('agentCount'), COUNT, 'agent_count', tally);
  const abandoned = figure(metric('abandonCount'), COUNT, 'abandon_count', tally);
  return {
    id: row.queue.id,
    name: displayName(row.queue.name, row.queue.id, tally),
    media: 'all',
    waitSeconds: figure(metric('waitTime'), SECONDS, 'wait_time', tally),
    active: figure(metric('conversationCount'), COUNT, 'conversation_count', tally),
    agents: available === undefined ? undefined : { available },
    windows: abandoned === undefined ? undefined : { [PLATFORM_WINDOW]: { abandoned } },
    serviceLevel: serviceLevelRatio(metric('serviceLevel'), serviceLevelUnit, tally),
  };
}

function serviceLevelRatio(value: number | undefined, unit: Settings['service_level_unit'], tally: Tally) {
  if (unit === 'ratio') return figure(value, RATIO, 'service_level', tally);
  const percent = figure(value, PERCENT, 'service_level', tally);
  return percent === undefined ? undefined : percent / 100;
}
