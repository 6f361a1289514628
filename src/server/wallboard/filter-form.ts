import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import type { QueueRow, TenantHead } from './shared/board.ts';
import { mediaName } from './shared/row-text.js';
import { SHOWS, type View } from './shared/view.js';

/** Form of search and filters; JavaScript applies it on every input. */
export function filterForm(view: View, heads: readonly TenantHead[], rows: readonly QueueRow[]): Html {
  const media = [...new Set(rows.map((row) => row.media))].sort();
  const sort = `${view.isReversed ? '-' : ''}${view.sort}`;
  return html`<form id="filters" role="search" action=".">
<label class="search">${icon('search')}<span class="unseen">Search queues</span><input type="search" name="q" value="${view.q}" placeholder="Search queues" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<label><span class="unseen">Tenant</span><select name="tenant">${option('', 'All tenants', view.tenant)}${heads.map(({ name }) => option(name, name, view.tenant))}</select></label>
<label><span class="unseen">Media</span><select name="media">${option('', 'All media', view.media)}${media.map((name) => option(name, name === 'all' ? 'mixed' : mediaName(name), view.media))}</select></label>
<label><span class="unseen">State</span><select name="show">${Object.entries(SHOWS).map(([name, label]) => option(name, label, view.show))}</select></label>
<input type="hidden" name="sort" value="${sort}"><input type="hidden" name="theme" value="${view.theme}"><input type="hidden" name="wall" value="${view.isWall ? '1' : ''}">
<noscript><button>Apply</button></noscript>
</form>`;
}

/** Checkbox of the same form, placed beside the number of queues. */
export const quietSwitch = (view: View): Html =>
  html`<label class="switch"><input class="quiet" type="checkbox" name="quiet" value="1" form="filters"${view.showsQuiet ? html` checked` : undefined}>Media without contacts</label>`;

function option(value: string, label: string, selected: string): Html {
  return html`<option value="${value}"${value === selected ? html` selected` : undefined}>${label}</option>`;
}
