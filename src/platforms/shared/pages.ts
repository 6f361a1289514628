/**
 * Paged lists. A list is read completely or not at all: a page that contradicts the list's own totals fails the read,
 * because a short list would look like queues or agents that no longer exist.
 */

import { z } from 'zod';
import { defined } from '../../domain/index.ts';
import { numberFromEnv } from '../../settings/index.ts';
import { PlatformError } from '../platform-error.ts';

/** At 500 rows a page, 25,000 rows; an endless list must not spend the request budget of a minute. */
const DEFAULT_MAX_PAGES = 50;
/** Far above any documented list. */
const HIGHEST_MAX_PAGES = 10_000;

/** The setting `max_pages` of every API. */
export const pagingSettings = {
  max_pages: numberFromEnv(z.int().min(1).max(HIGHEST_MAX_PAGES))
    .default(DEFAULT_MAX_PAGES)
    .describe('Maximum number of pages of a list; a longer list fails the poll'),
};

/** Totals of the list, as a page reports them. */
export interface ListTotals {
  readonly rows?: number;
  readonly pages?: number;
}

export interface Page<Position> {
  readonly rows: readonly unknown[];
  /** Position of the next page, if the page names one. */
  readonly next?: Position;
  readonly totals?: ListTotals;
}

/** Rows and pages read so far. */
export interface Progress {
  readonly rows: number;
  readonly pages: number;
}

export interface PagedList<Position> {
  readonly endpoint: string;
  readonly maxPages: number;
  readonly first: Position;
  readonly read: (position: Position) => Promise<Page<Position>>;
  /** Two positions with the same key are the same page. */
  readonly keyOf: (position: Position) => string;
  /** Next position when the totals announce more rows and the page names none; absent where only links name pages. */
  readonly after?: (progress: Progress) => Position;
  /** Whether an empty page may name a next one, as a cursor page does whose rows were all filtered out. */
  readonly mayHaveEmptyPages?: boolean;
  /** Id of a row; undefined for a row without a valid id. */
  readonly idOf?: (row: unknown) => string | undefined;
}

/**
 * Returns all rows of a list. When the totals change between pages, the list changed during the read, and it is read
 * once more from the first page. Of a row that appears on two pages, the later one is kept.
 * @throws PlatformError `list_changed` when the totals changed again during the second read; `list_inconsistent` when
 * the pages hold fewer or more rows than their totals say, or an empty page announces another; `pages_in_circle`;
 * `too_many_pages`. What `read` throws.
 */
export async function readAllPages<Position>(list: PagedList<Position>): Promise<readonly unknown[]> {
  try {
    return await readOnce(list);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== 'list_changed') throw error;
    return readOnce(list);
  }
}

async function readOnce<Position>(list: PagedList<Position>): Promise<readonly unknown[]> {
  const { endpoint, maxPages, keyOf, read } = list;
  const positions = new Set<string>();
  const rows = createRows(list);
  let totals: ListTotals = {};
  for (let position = list.first; ; ) {
    const key = keyOf(position);
    if (positions.has(key))
      throw new PlatformError('pages_in_circle', 'the pages of the list lead in a circle', { endpoint });
    if (positions.size >= maxPages) throw tooManyPages(endpoint, maxPages);
    positions.add(key);
    const page = await read(position);
    totals = joinTotals(totals, page.totals ?? {}, endpoint);
    if ((totals.pages ?? 0) > maxPages) throw tooManyPages(endpoint, maxPages);
    const progress = { rows: rows.received() + page.rows.length, pages: positions.size };
    const isShort = progress.rows < (totals.rows ?? 0) || progress.pages < (totals.pages ?? 0);
    const next = page.next ?? (isShort ? list.after?.(progress) : undefined);
    if (page.rows.length === 0 && (isShort || (next !== undefined && !list.mayHaveEmptyPages))) {
      const missing = isShort ? announced(totals) : 'it announces another page';
      throw inconsistent(endpoint, `page ${progress.pages} is empty, although ${missing}`);
    }
    rows.add(page.rows, next !== undefined);
    if (next === undefined && isShort)
      throw inconsistent(
        endpoint,
        `the list ends after ${progress.rows} rows, although ${announced(totals)}`,
      );
    if (next === undefined) break;
    position = next;
  }
  const found = rows.all();
  if (totals.rows !== undefined && found.length !== totals.rows) {
    throw inconsistent(endpoint, `the list has ${found.length} rows, although ${announced(totals)}`);
  }
  return found;
}

/** @throws PlatformError `list_changed` when a page contradicts the totals of the pages before. */
function joinTotals(before: ListTotals, { rows, pages }: ListTotals, endpoint: string): ListTotals {
  const differs = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && a !== b;
  if (differs(before.rows, rows) || differs(before.pages, pages))
    throw new PlatformError('list_changed', 'the list changed during the read', { endpoint });
  return defined({ rows: before.rows ?? rows, pages: before.pages ?? pages });
}

function announced({ rows, pages }: ListTotals): string {
  const parts = [rows !== undefined && `${rows} rows`, pages !== undefined && `${pages} pages`];
  return `the totals announce ${parts.filter((part) => part !== false).join(' in ')}`;
}

/** Collects the rows of all pages. Ids are read only when there is more than one page. */
function createRows({ idOf }: Pick<PagedList<unknown>, 'idOf'>) {
  const rows: unknown[] = [];
  const indexById = new Map<string, number>();
  let received = 0;

  /** Rows of one page that share an id are all kept; the caller rejects contradictions. */
  function addById(page: readonly unknown[], identify: NonNullable<typeof idOf>): void {
    const firstOfPage = rows.length;
    for (const row of page) {
      const id = identify(row);
      const known = id === undefined ? undefined : indexById.get(id);
      if (known !== undefined && known < firstOfPage) {
        rows[known] = row;
        continue;
      }
      if (id !== undefined) indexById.set(id, rows.length);
      rows.push(row);
    }
  }

  return {
    /** Number of rows received, duplicates included. */
    received: () => received,
    all: () => rows as readonly unknown[],
    add: (page: readonly unknown[], hasNext: boolean): void => {
      const isOnlyPage = received === 0 && !hasNext;
      received += page.length;
      if (idOf && !isOnlyPage) addById(page, idOf);
      else for (const row of page) rows.push(row);
    },
  };
}

function tooManyPages(endpoint: string, maxPages: number): PlatformError {
  const problem = `the list has more than ${maxPages} pages; raise max_pages`;
  return new PlatformError('too_many_pages', problem, { endpoint });
}

/** Error for a page that contradicts the list's own totals. */
export function inconsistent(endpoint: string, problem: string): PlatformError {
  return new PlatformError('list_inconsistent', problem, { endpoint });
}
