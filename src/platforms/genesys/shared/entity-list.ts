/**
 * Lists of entities in numbered pages: `{entities, pageNumber, pageCount, total, nextUri}` (Genesys Cloud SDK for
 * JavaScript, `QueueEntityListing`). The next page is requested by its number; `nextUri` only
 * shows that there is one.
 */

import { z } from 'zod';
import { defined } from '../../../domain/index.ts';
import type { RequestContext, VendorClient, VendorRequest } from '../../../vendor-http/index.ts';
import { inconsistent, type Page, readAllPages } from '../../shared/pages.ts';

const whole = z.int().min(0).nullish();

const pageSchema = z.object({
  /** Some lists omit it when they are empty. */
  entities: z.array(z.unknown()).nullish(),
  pageNumber: whole,
  pageCount: whole,
  total: whole,
  nextUri: z.string().nullish(),
});
const completePageSchema = pageSchema.extend({ entities: z.array(z.unknown()) });

type PageRequest = Pick<VendorRequest<unknown>, 'method' | 'path' | 'query' | 'json'>;

export interface EntityList {
  readonly endpoint: string;
  readonly maxPages: number;
  /** Requested page size; absent: the platform's default. */
  readonly pageSize?: number;
  /** Whether a response without `entities` is an empty page. */
  readonly mayOmitEntities?: boolean;
  readonly request: (pageNumber: number) => PageRequest;
}

/** @throws the errors of {@link readAllPages} and of the requests. */
export function readEntities(
  client: VendorClient,
  { endpoint, maxPages, pageSize, mayOmitEntities = false, request }: EntityList,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const schema = mayOmitEntities ? pageSchema : completePageSchema;
  const read = async (pageNumber: number): Promise<Page<number>> => {
    const page = await client.request({ endpoint, ...request(pageNumber), schema }, context);
    const rows = page.entities ?? [];
    if (page.pageNumber != null && page.pageNumber !== pageNumber && rows.length > 0)
      throw inconsistent(endpoint, `page ${page.pageNumber} came in place of page ${pageNumber}`);
    // Without totals, a full page may not be the last one.
    const isUncounted = page.pageCount == null && page.total == null;
    const mayGoOn = isUncounted && pageSize !== undefined && rows.length >= pageSize;
    return defined({
      rows,
      next: page.nextUri || mayGoOn ? pageNumber + 1 : undefined,
      totals: defined({ rows: page.total ?? undefined, pages: page.pageCount ?? undefined }),
    });
  };
  return readAllPages<number>({
    endpoint,
    maxPages,
    first: 1,
    keyOf: String,
    read,
    after: ({ pages }) => pages + 1,
    idOf: entityId,
  });
}

const identified = z.object({ id: z.string() });

function entityId(entity: unknown): string | undefined {
  return identified.safeParse(entity).data?.id;
}
