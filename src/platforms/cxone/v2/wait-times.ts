/**
 * Wait time distribution: `POST /api/v2/analytics/queues/data/query`. Source: CXone guide to queue routing, "Queue data"; it
 * describes the request but not the rows. A row is read as one queue and one range, with a count for each outcome.
 *
 * The window slides (`now-24h`), so counters cannot be derived.
 */

import { z } from 'zod';
import {
  CONTACT_OUTCOMES,
  type Collector,
  type ContactOutcome,
  defined,
  type QueueFacts,
  type WaitDistribution,
} from '../../../domain/index.ts';
import type { VendorClient } from '../../../vendor-http/index.ts';
import { inBatches } from '../../shared/bisect-rejected-ids.ts';
import {
  COUNT,
  createRejectionCounter,
  parseRows,
  type RejectionCounter,
  validNumber,
  withoutDuplicates,
} from '../../shared/rows.ts';
import { id } from '../../shared/wire-values.ts';
import type { KnownQueue, QueueDirectory } from './directory.ts';
import { WAIT_TIMES_SOURCES } from './figure-sources.ts';
import { type PagedRequest, readPages, resultsPage } from './pages.ts';
import { waitTimeRange } from './wait-time-range.ts';

export const WAIT_TIMES_SCOPE = 'analytics:conversations:read';

/** Page size of the guide. */
const PAGE_SIZE = 50;
/** At ten ranges per queue, a batch has 20 pages. */
const QUEUES_PER_QUERY = 100;
/** Assumption for the request budget. */
const USUAL_RANGES = 10;

const METRICS = { answered: 'answeredCount', abandoned: 'abandonedCount' } as const satisfies Record<
  ContactOutcome,
  string
>;

const rowSchema = z.object({
  queue: z.object({ id }),
  waitTimeRange,
  answeredCount: z.number().nullish(),
  abandonedCount: z.number().nullish(),
});
type Row = z.output<typeof rowSchema>;

const ownedSchema = z.object({ queue: z.object({ id }) });

export interface WaitTimesOptions {
  readonly client: VendorClient;
  readonly directory: QueueDirectory;
  readonly maxPages: number;
}

export function waitTimes({ client, directory, maxPages }: WaitTimesOptions): Collector {
  return {
    name: 'wait_times',
    sources: WAIT_TIMES_SOURCES,
    collect: async (signal) => {
      const known = directory.required();
      const response: unknown[] = [];
      for (const queues of inBatches(known, QUEUES_PER_QUERY)) {
        const context = { collector: 'wait_times', signal } as const;
        response.push(...(await readPages(client, query(queues), maxPages, context)));
      }
      const rejections = createRejectionCounter();
      return { queues: await read(response, known, rejections), rejected: rejections.counts() };
    },
  };
}

/** Requests per poll at {@link USUAL_RANGES} ranges per queue. */
export function waitTimeRequests(queues: number): number {
  const pages = (batch: number) => Math.ceil((batch * USUAL_RANGES) / PAGE_SIZE);
  const fullBatches = Math.floor(queues / QUEUES_PER_QUERY);
  return fullBatches * pages(QUEUES_PER_QUERY) + pages(queues % QUEUES_PER_QUERY);
}

function query(queues: readonly KnownQueue[]): PagedRequest {
  return {
    endpoint: 'queue_data',
    method: 'POST',
    path: '/api/v2/analytics/queues/data/query',
    json: {
      dateRange: { startDate: 'now-24h', endDate: 'now' },
      groupBy: ['waitTimeRange', 'queue'],
      metrics: CONTACT_OUTCOMES.map((outcome) => METRICS[outcome]),
      selectors: queues.map(({ id }) => ({ id, type: 'queue' })),
      pageSize: PAGE_SIZE,
    },
    schema: resultsPage,
  };
}

async function read(
  response: readonly unknown[],
  known: readonly KnownQueue[],
  rejections: RejectionCounter,
): Promise<readonly QueueFacts[]> {
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const keyOf = ({ queue, waitTimeRange: range }: Row) => `${queue.id} ${range.from} ${range.to}`;
  // A distribution that lacks a range would be too low above it.
  const incomplete = new Set<string>();
  const accepted = await parseRows(response, rowSchema, rejections, (row) => {
    const owner = ownedSchema.safeParse(row).data?.queue.id;
    if (owner !== undefined) incomplete.add(owner);
  });
  const rows = withoutDuplicates(accepted, keyOf, rejections, ({ queue }) => incomplete.add(queue.id));
  return [...Map.groupBy(rows, ({ queue }) => queue.id)].flatMap(([id, ofQueue]): QueueFacts[] => {
    const name = names.get(id);
    if (name === undefined) {
      rejections.reject('unasked_queue');
      return [];
    }
    if (incomplete.has(id)) return [];
    const waitDistribution = distributions(ofQueue, rejections);
    return waitDistribution ? [{ id, name, media: 'all', waitDistribution }] : [];
  });
}

/** Undefined when ranges overlap, which counts some contacts twice. */
function distributions(rows: readonly Row[], rejections: RejectionCounter): QueueFacts['waitDistribution'] {
  const sorted = rows.toSorted((a, b) => a.waitTimeRange.to - b.waitTimeRange.to);
  const overlap = sorted.some(
    ({ waitTimeRange: { from } }, index) => from < (sorted[index - 1]?.waitTimeRange.to ?? 0),
  );
  if (overlap) {
    rejections.reject('overlapping_ranges');
    return undefined;
  }
  return defined({
    answered: distribution(sorted, 'answered', rejections),
    abandoned: distribution(sorted, 'abandoned', rejections),
  });
}

/** Undefined when any count is unknown, because the counts above it would be too low. */
function distribution(
  rows: readonly Row[],
  outcome: ContactOutcome,
  rejections: RejectionCounter,
): WaitDistribution | undefined {
  const counts = rows.map((row) =>
    validNumber(row[METRICS[outcome]] ?? undefined, COUNT, `${outcome}_count`, rejections),
  );
  const known = counts.filter((count) => count !== undefined);
  if (known.length < counts.length) return undefined;
  return { upperBounds: rows.map(({ waitTimeRange: { to } }) => to), counts: known };
}
