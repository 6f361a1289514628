import { z } from 'zod';
import type { RequestContext, VendorClient, VendorRequest } from '../../vendor-http/index.ts';
import { PlatformError } from '../platform-error.ts';

/** Lists that come in pages, each of which names the address of the next one in `nextUri`. */

export interface Page {
  readonly rows: readonly unknown[];
  readonly nextUri?: string | null;
}

/** A page as most calls answer it. */
export const resultsPage = z
  .object({ results: z.array(z.unknown()), nextUri: z.string().nullish() })
  .transform(({ results, nextUri }): Page => ({ rows: results, nextUri }));

export interface PagedRequest
  extends Pick<VendorRequest<Page>, 'endpoint' | 'method' | 'path' | 'query' | 'json'> {
  readonly schema: z.ZodType<Page>;
  /** Whether the next pages are asked for with the body of the first; else without any. */
  readonly repeatsBody?: boolean;
}

/**
 * All rows of a list.
 * @throws PlatformError `pages_in_circle` or `too_many_pages`; what the requests fail with, such as VendorError
 * `origin_refused` when a page lies elsewhere.
 */
export async function readPages(
  client: VendorClient,
  { repeatsBody = false, ...first }: PagedRequest,
  maxPages: number,
  context: RequestContext,
): Promise<readonly unknown[]> {
  const { endpoint, path, query, ...rest } = first;
  const next = { ...rest, endpoint, json: repeatsBody ? first.json : undefined };
  const rows: unknown[] = [];
  const read = new Set([addressOf(path, query)]);
  for (let page: Page = await client.request(first, context); ; ) {
    rows.push(...page.rows);
    if (!page.nextUri) return rows;
    const uri = page.nextUri.startsWith('?') ? `${path}${page.nextUri}` : page.nextUri;
    const address = addressOf(uri);
    if (read.has(address))
      throw new PlatformError('pages_in_circle', 'the pages lead in a circle', { endpoint });
    if (read.size >= maxPages) {
      const problem = `the list has more than ${maxPages} pages; raise max_pages`;
      throw new PlatformError('too_many_pages', problem, { endpoint });
    }
    read.add(address);
    page = await client.request({ ...next, path: uri }, context);
  }
}

/** Path and query: that the origin is the platform's own is seen to where the request is made. */
function addressOf(path: string, query: PagedRequest['query'] = {}): string {
  const url = URL.parse(path, 'http://platform');
  if (!url) return path;
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.append(name, String(value));
  return `${url.pathname}${url.search}`;
}
