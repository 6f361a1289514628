/** @import { QueueRow, TenantHead } from '../shared/board.ts' */
import { mediaName } from '../shared/row-text.js';
import { part } from './page-parts.js';

/**
 * Updates the options of the filters; the selected option is kept.
 * @param {readonly TenantHead[]} heads
 * @param {readonly QueueRow[]} rows
 */
export function showChoices(heads, rows) {
  const media = [...new Set(rows.map((row) => row.media))].sort();
  offer(
    'tenant',
    heads.map(({ name }) => [name, name]),
  );
  offer(
    'media',
    media.map((name) => [name, name === 'all' ? 'mixed' : mediaName(name)]),
  );
}

/**
 * @param {string} name of the list
 * @param {readonly (readonly [value: string, label: string])[]} choices
 */
function offer(name, choices) {
  const select = part(`select[name=${name}]`, HTMLSelectElement);
  // The first option means all.
  const offered = [...select.options].slice(1);
  if (offered.map(({ value }) => value).join('\n') === choices.map(([value]) => value).join('\n')) return;
  const chosen = new URLSearchParams(location.search).get(name) ?? '';
  for (const option of offered) option.remove();
  for (const [value, label] of choices) select.add(new Option(label, value));
  select.value = chosen;
}
