import { z } from 'zod';
import { ApiError } from '../../../http/api-error.ts';
import { pageOf } from '../../../http/cursor.ts';
import { iso } from '../../../http/time.ts';
import { csv } from '../../../http/validate.ts';
import { type Call, ok, type Reply } from '../../../http/vendor-api.ts';

/** Query parameters and envelope that the lists of this API share. */

/** Rows of a page without `top`; the documents do not define it. */
const DEFAULT_TOP = 500;
const MAX_TOP = 10_000;

const whole = z.coerce.number().int();

/** An instant in UTC with `Z`: the one format that every endpoint accepts. */
export const utcInstant = z.iso
  .datetime('must be in UTC and end in Z')
  .transform((text) => Date.parse(text) / 1000);

const flag = z
  .string()
  .regex(/^(true|false)$/i, 'must be true or false')
  .transform((text) => text.toLowerCase() === 'true');

export const listQuery = {
  fields: csv.optional(),
  skip: whole.min(0).default(0),
  top: whole.min(1).max(MAX_TOP).default(DEFAULT_TOP),
  /** Accepted and ignored: the simulator does not record when a row changed. */
  updatedSince: utcInstant.optional(),
};

export const skillFilter = { mediaTypeId: whole.optional(), IsOutbound: flag.optional() };

/** Names of query parameters are not case-sensitive. */
export function anyCase(
  query: Call['query'],
  names: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [known.get(name.toLowerCase()) ?? name, value]),
  );
}

export type Row = Readonly<Record<string, unknown>>;

/**
 * The rows with the requested fields.
 * @throws ApiError 400 for a field that the rows do not have.
 */
export function narrowed(rows: readonly Row[], fields: readonly string[] | undefined): readonly Row[] {
  const [first] = rows;
  if (!fields || fields.length === 0 || !first) return rows;
  const names = new Map(Object.keys(first).map((name) => [name.toLowerCase(), name]));
  const wanted = fields.map((field) => {
    const name = names.get(field.toLowerCase());
    if (name === undefined) throw new ApiError(400, 'Invalid field list', `unknown field ${field}`);
    return name;
  });
  return rows.map((row) => Object.fromEntries(wanted.map((name) => [name, row[name]])));
}

export interface ListOptions {
  readonly skip: number;
  readonly top: number;
  readonly fields?: readonly string[] | undefined;
}

/** A page of a list in the common envelope. */
export function listReply(call: Call, arrayName: string, rows: readonly Row[], options: ListOptions): Reply {
  const { origin, url, now, endlessPages } = call;
  const page = pageOf(narrowed(rows, options.fields), options.skip, options.top, endlessPages);
  const self = new URL(url, origin);
  const next = new URL(self);
  next.searchParams.set('skip', String(page.next));
  next.searchParams.set('top', String(options.top));
  return ok({
    totalRecords: rows.length,
    _links: { self: self.href, ...(page.next !== undefined && { next: next.href }) },
    lastPollTime: iso(now),
    [arrayName]: page.items,
  });
}
