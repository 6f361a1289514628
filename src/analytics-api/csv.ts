import type { Cell, Table } from './table.ts';

/**
 * RFC 4180, with a header line. Unknown is empty. Text that a spreadsheet would take for a formula begins with an
 * apostrophe, as names of queues and agents may be anybody's: https://owasp.org/www-community/attacks/CSV_Injection
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
