import { z } from 'zod';
import { defined } from '../../domain/index.ts';
import { numberFromEnv } from '../../settings/index.ts';
import { PlatformError } from '../platform-error.ts';

/**
 * Lists that come in pages. A list is read whole or not at all: a page that contradicts what the list says about its
 * own length fails the read, because a short list would look like queues or agents that are gone.
 */

/** Enough for 25,000 queues of Genesys Cloud; an endless list must not spend the request budget of a minute. */
const DEFAULT_MAX_PAGES = 50;
/** Far above any documented list. */
const HIGHEST_MAX_PAGES = 10_000;

/** The setting `max_pages`, which every API has. */
export const pagingSettings = {
  max_pages: numberFromEnv(z.int().min(1).max(HIGHEST_MAX_PAGES))
    .default(DEFAULT_MAX_PAGES)
    .describe('A list with more pages than this is refused whole'),
};

/** What a page says about the whole list. */
export interface ListTotals {
  readonly rows?: number;
  readonly pages?: number;
}

export interface Page<Position> {
  readonly rows: readonly unknown[];
  /** Where the next page is, if this page says that there is one. */
  readonly next?: Position;
  readonly totals?: ListTotals;
}

/** How far a list has been read. */
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
  /** The next position when the totals announce more and the page does not name it; absent where only links lead on. */
  readonly after?: (progress: Progress) => Position;
  /** Whether an empty page may name a next one, as a page of a cursor can from which everything was filtered out. */
  readonly mayHaveEmptyPages?: boolean;
  /** What identifies a row in the list; undefined for a row without a usable id. */
  readonly idOf?: (row: unknown) => string | undefined;
}

/**
 * All rows of a list. A list whose totals change from one page to the next was changed while it was read: it is read
 * once more from the beginning. A row that is on two pages is kept as the later page has it.
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

/** @throws PlatformError `list_changed` when a page says something else than the pages before. */
function joinTotals(before: ListTotals, { rows, pages }: ListTotals, endpoint: string): ListTotals {
  const differs = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && a !== b;
  if (differs(before.rows, rows) || differs(before.pages, pages))
    throw new PlatformError('list_changed', 'the list changed while it was read', { endpoint });
  return defined({ rows: before.rows ?? rows, pages: before.pages ?? pages });
}

function announced({ rows, pages }: ListTotals): string {
  const parts = [rows !== undefined && `${rows} rows`, pages !== undefined && `${pages} pages`];
  return `the totals announce ${parts.filter((part) => part !== false).join(' in ')}`;
}

/** Gathers the rows of the pages. Rows are identified only when there is more than one page. */
function createRows({ idOf }: Pick<PagedList<unknown>, 'idOf'>) {
  const rows: unknown[] = [];
  const indexById = new Map<string, number>();
  let received = 0;

  /** Within one page rows may share an id: which of them is true is not decided here. */
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
    /** Rows as the platform counts them. */
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

/** For a page that contradicts the list's own account of itself. */
export function inconsistent(endpoint: string, problem: string): PlatformError {
  return new PlatformError('list_inconsistent', problem, { endpoint });
}
