import { PlanError } from './plan-error.ts';

/** Reads the rows of a plan from CSV or JSON, before their values are checked. */

export const PLAN_COLUMNS = ['queue_id', 'start', 'agents', 'contacts'] as const;
export type PlanColumn = (typeof PLAN_COLUMNS)[number];

/** Values of a row as written; undefined for a row that cannot be split into columns. */
export type RowValues = Readonly<Partial<Record<PlanColumn, unknown>>> | undefined;

export interface PlanRow {
  /** `line 7` of CSV, `row 7` of JSON; both counted from 1. */
  readonly place: string;
  readonly values: RowValues;
}

/** JSON is an array of rows; everything else is CSV. @throws PlanError `plan_invalid`. */
export function readRows(text: string): Iterable<PlanRow> {
  const content = text.replace(/^\ufeff/, '');
  return /^\s*[[{]/.test(content) ? jsonRows(content) : csvRows(content);
}

function jsonRows(text: string): readonly PlanRow[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw new PlanError('plan_invalid', 'is not valid JSON');
  }
  if (!Array.isArray(value))
    throw new PlanError(
      'plan_invalid',
      `must be a JSON array of rows with the keys ${PLAN_COLUMNS.join(', ')}`,
    );
  const rows = value.map((row: unknown, index) => ({
    place: `row ${index + 1}`,
    values: typeof row === 'object' && row !== null && !Array.isArray(row) ? row : undefined,
  }));
  const isPlan = rows.some(({ values }) => values !== undefined && hasAmounts(Object.keys(values)));
  if (rows.length > 0 && !isPlan) throw new PlanError('plan_invalid', `has ${NO_AMOUNTS}`);
  return rows;
}

const NO_AMOUNTS = 'neither agents nor contacts: check the spelling of these columns';

/** Without both of them, a misspelt plan would read as one in which nothing is planned. */
function hasAmounts(columns: readonly string[]): boolean {
  return columns.includes('agents') || columns.includes('contacts');
}

/**
 * RFC 4180, with any line ends. The header names the columns, in any order; other columns are ignored. A quoted value
 * holds no line break.
 * @throws PlanError `plan_invalid` without the columns `queue_id` and `start`, and with neither `agents` nor `contacts`.
 */
function* csvRows(text: string): Generator<PlanRow> {
  const lines = text.split(/\r\n|\n|\r/);
  const header = (splitLine(lines[0] ?? '') ?? []).map((name) => name.trim().toLowerCase());
  if (!header.includes('queue_id') || !header.includes('start'))
    throw new PlanError(
      'plan_invalid',
      `must begin with the header ${PLAN_COLUMNS.join(',')} (comma-separated, in UTF-8)`,
    );
  if (!hasAmounts(header)) throw new PlanError('plan_invalid', `has ${NO_AMOUNTS}`);
  const columns = PLAN_COLUMNS.map((name) => [name, header.indexOf(name)] as const);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const fields = splitLine(line);
    const values =
      fields?.length === header.length
        ? Object.fromEntries(columns.map(([name, column]) => [name, fields[column]]))
        : undefined;
    yield { place: `line ${index + 1}`, values };
  }
}

/** A quoted or a plain value, up to the next comma or the end of the line. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** Undefined for a line whose quotes are not balanced. */
function splitLine(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(line);
    if (!match) return undefined;
    const [, quoted, plain = '', separator] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (separator === '') return fields;
  }
}
