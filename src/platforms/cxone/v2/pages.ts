import { z } from 'zod';
import type { RequestContext, VendorClient, VendorRequest } from '../../../vendor-http/index.ts';
import { type Page, readAllPages } from '../../shared/pages.ts';

/** Lists whose pages name the next one by its URI, in `nextUri`. */

/** A page as most calls response it. */
export const resultsPage = z
  .object({ results: z.array(z.unknown()), nextUri: z.string().nullish() })
  .transform(({ results, nextUri }) => pageOf(results, nextUri));

/** A page of a list that is read by URIs. */
export function pageOf(rows: readonly unknown[], nextUri: string | null | undefined): Page<string> {
  return nextUri ? { rows, next: nextUri } : { rows };
}

export interface PagedRequest
  extends Pick<VendorRequest<Page<string>>, 'endpoint' | 'method' | 'path' | 'query' | 'json'> {
  readonly schema: z.ZodType<Page<string>>;
  /** Whether the next pages are requested with the body of the first; else without any. The guides differ. */
  readonly repeatsBody?: boolean;
}

/** The page that is requested without a link. */
const FIRST = '';

/**
 * All rows of a list.
 * @throws what {@link readAllPages} throws; what the requests fail with, such as VendorError `origin_refused` when a
 * page lies elsewhere.
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

/** Path and query in one order: that the origin is the platform's own is checked where the request is made. */
function addressOf(path: string, query: PagedRequest['query'] = {}): string {
  const url = URL.parse(path, 'http://platform');
  if (!url) return path;
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.append(name, String(value));
  url.searchParams.sort();
  return `${url.pathname}${url.search}`;
}
