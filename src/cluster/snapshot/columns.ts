/**
 * Rows as columns: an array per field, with null where a row lacks it, and an object of columns per field with objects. Takes
 * half the time to read and a third of the size of an object per row.
 */

/** Levels of objects in a row; no row that is shared has more. Others may have written any number. */
const MAX_DEPTH = 8;

export type Columns = { readonly [field: string]: Columns | readonly unknown[] };
type Row = Readonly<Record<string, unknown>>;

/** Fields that are undefined or empty objects are left out. */
export function toColumns(rows: readonly (object | null)[]): Columns {
  const columns: Record<string, unknown[]> = {};
  const nested = new Set<string>();
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Row | null;
    for (const field in row) {
      const value = row[field];
      if (value === undefined) continue;
      let column = columns[field];
      if (!column) {
        column = new Array<unknown>(rows.length).fill(null);
        columns[field] = column;
        if (isObject(value)) nested.add(field);
      }
      column[index] = value;
    }
  }
  const all: Record<string, Columns | readonly unknown[]> = columns;
  for (const field of nested) all[field] = toColumns(columns[field] as readonly (object | null)[]);
  return all;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fromColumns(columns: Columns, count: number): readonly Row[] {
  const rows = Array.from({ length: count }, (): Record<string, unknown> => ({}));
  for (const [field, column] of Object.entries(columns)) {
    const values = isColumn(column) ? column : fromColumns(column, count).map(nullIfEmpty);
    for (const [index, row] of rows.entries()) {
      const value = values[index];
      if (value !== null && value !== undefined) row[field] = value;
    }
  }
  return rows;
}

/** Whether a value consists of columns, of no more than {@link MAX_DEPTH} levels. */
export function areColumns(value: unknown, levels = MAX_DEPTH): value is Columns {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || levels === 0) return false;
  return Object.values(value).every((column) => Array.isArray(column) || areColumns(column, levels - 1));
}

function isColumn(column: Columns | readonly unknown[]): column is readonly unknown[] {
  return Array.isArray(column);
}

function nullIfEmpty(row: Row): Row | null {
  for (const _ in row) return row;
  return null;
}
