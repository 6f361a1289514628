/**
 * Lists whose pages name the next page in `nextUri`. Sources: CXone guide to agent state history (POST with the same body);
 * CXone guide to queue routing (POST without a body; GET for the audit log).
 */

import { z } from 'zod';
import type { RequestContext, VendorClient, VendorRequest } from '../../../vendor-http/index.ts';
import { type Page, readAllPages } from '../../shared/pages.ts';

/** Page with its rows in `results`. */
export const resultsPage = z
  .object({ results: z.array(z.unknown()), nextUri: z.string().nullish() })
  .transform(({ results, nextUri }) => pageOf(results, nextUri));

/** Page from its rows and the URI of the next page. */
export function pageOf(rows: readonly unknown[], nextUri: string | null | undefined): Page<string> {
  return nextUri ? { rows, next: nextUri } : { rows };
}

export interface PagedRequest
  extends Pick<VendorRequest<Page<string>>, 'endpoint' | 'method' | 'path' | 'query' | 'json'> {
  readonly schema: z.ZodType<Page<string>>;
  /** Whether the next pages are requested with the body of the first page; the guides differ. */
  readonly repeatsBody?: boolean;
}

/** Key of the first page. */
const FIRST = '';

/**
 * Returns all rows of a list.
 * @throws the errors of {@link readAllPages} and of the requests, such as VendorError `origin_refused` when a page is on
 * another host.
 */
export function readPages(
  client: VendorClient,
  { repeatsBody = false, ...first }: PagedRequest,
  maxPages: number,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const { endpoint, path, query, ...rest } = first;
  const next = { ...rest, endpoint, json: repeatsBody ? first.json : undefined };
  const pathOf = (uri: string) => (uri.startsWith('?') ? `${path}${uri}` : uri);
  return readAllPages({
    endpoint,
    maxPages,
    mayHaveEmptyPages: true,
    first: FIRST,
    keyOf: (uri) => (uri === FIRST ? addressOf(path, query) : addressOf(pathOf(uri))),
    read: (uri) => client.request(uri === FIRST ? first : { ...next, path: pathOf(uri) }, context),
  });
}

/** Path and sorted query. The HTTP client checks the origin. */
function addressOf(path: string, query: PagedRequest['query'] = {}): string {
  const url = URL.parse(path, 'http://platform');
  if (!url) return path;
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.append(name, String(value));
  url.searchParams.sort();
  return `${url.pathname}${url.search}`;
}
