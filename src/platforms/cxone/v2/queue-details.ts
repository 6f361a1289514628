/**
 * Counts of the rolling window, and occupancy: `POST /api/v2/analytics/queues/details/query`. Source: CXone guide to queue routing,
 * "Queue details"; `occupancy` is a ratio, `waitTime` is in seconds.
 */

import { z } from 'zod';
import { type Collector, defined, type QueueFacts, windowedCounts } from '../../../domain/index.ts';
import type { VendorClient } from '../../../vendor-http/index.ts';
import {
  COUNT,
  createRejectionCounter,
  parseRows,
  RATIO,
  SECONDS,
  validNumber,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { id } from '../../shared/wire-values.ts';
import type { KnownQueue, QueueDirectory } from './directory.ts';
import { QUEUE_DETAILS_SOURCES } from './figure-sources.ts';

const METRICS = ['occupancy', 'waitTime', 'abandonedCount', 'answeredCount'] as const;

const responseSchema = z.object({ metrics: z.array(z.unknown()) });

const rowSchema = z.object({
  queue: z.object({ id }),
  occupancy: z.number().nullish(),
  waitTime: z.number().nullish(),
  abandonedCount: z.number().nullish(),
  answeredCount: z.number().nullish(),
});

export interface QueueDetailsOptions {
  readonly client: VendorClient;
  readonly directory: QueueDirectory;
  /** Whole minutes, the smallest unit of relative times (`now-5m`). */
  readonly windowSeconds: number;
}

export function queueDetails({ client, directory, windowSeconds }: QueueDetailsOptions): Collector {
  return {
    name: 'aggregates',
    sources: QUEUE_DETAILS_SOURCES,
    collect: async (signal) => {
      const known = directory.required();
      if (known.length === 0) return { queues: [] };
      const response = await client.request(
        {
          endpoint: 'queue_details',
          method: 'POST',
          path: '/api/v2/analytics/queues/details/query',
          json: {
            dateRange: { startDate: `now-${windowSeconds / 60}m`, endDate: 'now' },
            groupBy: ['queue'],
            metrics: METRICS,
            selectors: known.map(({ id }) => ({ id, type: 'queue' })),
          },
          schema: responseSchema,
        },
        { collector: 'aggregates', signal },
      );
      return read(response.metrics, known, windowSeconds);
    },
  };
}

async function read(response: readonly unknown[], known: readonly KnownQueue[], windowSeconds: number) {
  const rejections = createRejectionCounter();
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const queues: QueueFacts[] = [];
  for (const row of withoutDuplicates(
    await parseRows(response, rowSchema, rejections),
    ({ queue }) => queue.id,
    rejections,
  )) {
    const name = names.get(row.queue.id);
    if (name === undefined) {
      rejections.reject('unasked_queue');
      continue;
    }
    queues.push(
      defined({
        id: row.queue.id,
        name,
        media: 'all',
        occupancy: validNumber(row.occupancy ?? undefined, RATIO, 'occupancy', rejections),
        waitSeconds: validNumber(row.waitTime ?? undefined, SECONDS, 'wait_time', rejections),
        windows: windowedCounts([
          [
            windowSeconds,
            defined({
              answered: validNumber(row.answeredCount ?? undefined, COUNT, 'answered_count', rejections),
              abandoned: validNumber(row.abandonedCount ?? undefined, COUNT, 'abandoned_count', rejections),
            }),
          ],
        ]),
      }),
    );
  }
  return { queues, rejected: rejections.counts() };
}
