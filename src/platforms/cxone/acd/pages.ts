/**
 * Paged lists: parameters `skip` and `top`, `totalRecords`, and the URL of the next page in `_links.next`. Source:
 * NICE CXone developer portal, "RealTime Data API", response of `GET /skills/activity`.
 */

import { z } from 'zod';
import { defined } from '../../../domain/index.ts';
import type { RequestContext } from '../../../vendor-http/index.ts';
import { type Page, readAllPages } from '../../shared/pages.ts';
import type { AcdApi, AcdRead } from './api.ts';
import { anySpelling, wholeNumber } from './wire.ts';

type Query = NonNullable<AcdRead<unknown>['query']>;

export interface ListRead extends Pick<AcdRead<unknown>, 'endpoint' | 'path'> {
  /** Name of the array that holds the rows. */
  readonly rows: string;
  readonly query: Query;
  /** Id of a row, where the list has one row per id. */
  readonly idOf?: (row: unknown) => string | undefined;
}

/**
 * Returns all rows of a list. Only the query of the next page's link is used, so that no other path or host is ever
 * requested. Without a link, the next rows are requested while the total announces more.
 * @throws the errors of {@link readAllPages} and of the requests.
 */
export function readAll(
  api: AcdApi,
  { endpoint, path, rows, query, idOf }: ListRead,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const schema = pageSchema(rows);
  return readAllPages<Query>({
    endpoint,
    maxPages: api.maxPages,
    first: query,
    keyOf: (position) => JSON.stringify(Object.entries(position).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    read: (position) =>
      api.get({ endpoint, path, query: position, schema, whenNoContent: { rows: [] } }, context),
    after: (progress) => ({ ...query, skip: progress.rows }),
    ...(idOf && { idOf }),
  });
}

function queryOf(address: string): Query {
  const start = address.indexOf('?');
  return Object.fromEntries(new URLSearchParams(start < 0 ? '' : address.slice(start)));
}

const envelope = anySpelling({ resultSet: z.looseObject({}) });

/** Old versions wrap the page in `resultSet`. Source: NICE CXone developer portal, "RealTime Data API" v8, "Skills". */
function pageSchema(arrayName: string): z.ZodType<Page<Query>> {
  const page = anySpelling({
    totalRecords: wholeNumber,
    _links: anySpelling({ next: z.string().nullish() }).nullish(),
  });
  const rows = anySpelling({ [arrayName]: z.array(z.unknown()) });
  return z
    .unknown()
    .transform((response) => envelope.safeParse(response).data?.resultSet ?? response)
    .pipe(z.intersection(page, rows))
    .transform((read): Page<Query> => {
      const next = read._links?.next;
      return defined({
        rows: read[arrayName] ?? [],
        next: next ? queryOf(next) : undefined,
        totals: defined({ rows: read.totalRecords }),
      });
    });
}
