import type { Cell, Table } from './table.ts';

/**
 * CSV of RFC 4180 with a header line; unknown values are empty. Text that a spreadsheet would interpret as a formula is
 * prefixed with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
