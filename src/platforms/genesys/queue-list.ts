import { z } from 'zod';
import { isVendorError, type RequestContext, type VendorClient } from '../../vendor-http/index.ts';
import type { Log } from '../platform.ts';
import { acceptRows, createTally } from '../rows.ts';

/** The organisation's queues: `GET /api/v2/routing/queues`, permission `routing:queue:view`. */

/** The page size that the vendor's own Terraform provider uses; the most the API is known to give. */
const PAGE_SIZE = 500;
/** Far above any organisation; only an endless list of pages reaches it. */
const MAX_PAGES = 50;
/** Queues come and go slowly, and the vendor limits how often the list may be read. */
const CACHE_SECONDS = 600;

const pageSchema = z.object({
  entities: z.array(z.unknown()),
  pageNumber: z.number().int().nullish(),
  pageCount: z.number().int().nullish(),
  nextUri: z.string().nullish(),
});

const serviceLevelSchema = z
  .object({
    serviceLevel: z.object({ percentage: z.number().nullish(), durationMs: z.number().nullish() }).nullish(),
  })
  .nullish();

const queueSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  mediaSettings: z.record(z.string(), serviceLevelSchema).nullish(),
});

export type ListedQueue = z.output<typeof queueSchema>;

export interface QueueList {
  /**
   * The list, as a rule at most {@link CACHE_SECONDS} old; undefined where the credentials may not read it. A list
   * that cannot be read anew goes on being used: it holds names, not figures.
   * @throws VendorError when there is no list yet.
   */
  readonly read: (context: RequestContext) => Promise<readonly ListedQueue[] | undefined>;
}

/** `now` in Unix seconds. */
export function createQueueList(client: VendorClient, log: Log, now: () => number): QueueList {
  let cached: { readonly queues: readonly ListedQueue[] | undefined; readonly readAt: number } | undefined;
  return {
    read: async (context) => {
      if (cached && now() - cached.readAt < CACHE_SECONDS) return cached.queues;
      try {
        cached = { queues: await readPages(client, context), readAt: now() };
      } catch (error) {
        if (isVendorError(error) && (error.status === 403 || error.status === 404)) {
          log.warn({ error }, 'Queues cannot be listed: grant routing:queue:view to see their names');
          cached = { queues: undefined, readAt: now() };
        } else if (!cached) throw error;
      }
      return cached.queues;
    },
  };
}

async function readPages(client: VendorClient, context: RequestContext): Promise<readonly ListedQueue[]> {
  const queues = new Map<string, ListedQueue>();
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    const page = await client.request(
      {
        endpoint: 'routing_queues',
        method: 'GET',
        path: '/api/v2/routing/queues',
        query: { pageSize: PAGE_SIZE, pageNumber },
        schema: pageSchema,
      },
      context,
    );
    for (const queue of acceptRows(page.entities, queueSchema, createTally())) queues.set(queue.id, queue);
    const isLast = page.pageCount ? pageNumber >= page.pageCount : !page.nextUri;
    if (isLast || page.entities.length === 0) return [...queues.values()];
  }
  throw new Error(`The list of queues did not end after ${MAX_PAGES} pages of ${PAGE_SIZE}`);
}
