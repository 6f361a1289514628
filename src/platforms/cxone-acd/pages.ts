import { z } from 'zod';
import type { RequestContext } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';
import type { AcdApi, AcdRead } from './api.ts';
import { anySpelling, number } from './wire.ts';

/** Lists that may come in pages: `skip` and `top`, a total, and the address of the next page under `_links`. */

/** Far above any list we know of; only one that never ends reaches it. */
const MAX_PAGES = 200;

interface Page {
  readonly rows: readonly unknown[];
  readonly totalRecords?: number;
  readonly nextUrl?: string;
}

type Query = NonNullable<AcdRead<Page>['query']>;

export interface ListRead extends Pick<AcdRead<Page>, 'endpoint' | 'path'> {
  /** Name of the array that holds the rows. */
  readonly rows: string;
  readonly query: Query;
}

/**
 * All rows of a list. Of a link to the next page only the query is used, so that neither another path nor another host
 * is ever asked; without a link, more is asked for as long as the total says that there is more.
 * @throws what the requests fail with; PlatformError when the pages do not end.
 */
export async function readAll(
  api: AcdApi,
  { endpoint, path, rows: arrayName, query }: ListRead,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const schema = pageSchema(arrayName);
  const rows: unknown[] = [];
  const asked = new Set<string>();
  let next: Query | undefined = query;
  while (next) {
    const position = JSON.stringify(next);
    if (asked.has(position))
      throw new PlatformError('pages_in_circle', 'the pages of the list lead in a circle', { endpoint });
    if (asked.size === MAX_PAGES)
      throw new PlatformError('too_many_pages', `the list did not end after ${MAX_PAGES} pages`, {
        endpoint,
      });
    asked.add(position);
    const page: Page = await api.get(
      { endpoint, path, query: next, schema, whenEmpty: { rows: [] } },
      context,
    );
    rows.push(...page.rows);
    next = page.rows.length === 0 ? undefined : afterPage(page, rows.length, query);
  }
  return rows;
}

function afterPage({ nextUrl, totalRecords = 0 }: Page, read: number, query: Query): Query | undefined {
  if (nextUrl) return queryOf(nextUrl);
  return read < totalRecords ? { ...query, skip: read } : undefined;
}

function queryOf(address: string): Query {
  const start = address.indexOf('?');
  return Object.fromEntries(new URLSearchParams(start < 0 ? '' : address.slice(start)));
}

const envelope = anySpelling({ resultSet: z.looseObject({}) });

/** Old versions wrap the page once more, in `resultSet`. */
function pageSchema(arrayName: string): z.ZodType<Page> {
  const page = anySpelling({
    totalRecords: number,
    _links: anySpelling({ next: z.string().nullish() }).nullish(),
  });
  const rows = anySpelling({ [arrayName]: z.array(z.unknown()) });
  return z
    .unknown()
    .transform((answer) => envelope.safeParse(answer).data?.resultSet ?? answer)
    .pipe(z.intersection(page, rows))
    .transform(
      (read): Page => ({
        rows: read[arrayName] ?? [],
        totalRecords: read.totalRecords,
        nextUrl: read._links?.next || undefined,
      }),
    );
}
