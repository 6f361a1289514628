import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import type { QueueRow, TenantHead } from './shared/board.ts';
import { isStale, platformState, STATE_ICONS, tenantText } from './shared/tenant-text.js';
import { addressOf, type View } from './shared/view.js';

/** A tenant at a glance. The browser clones the empty card and fills the same fields. */

export function tenantCard(head: TenantHead, rows: readonly QueueRow[], view: View, now: number): Html {
  const state = platformState(head);
  const text = tenantText(head, rows, now);
  return cardMarkup(
    html`data-state="${state}" data-stale="${isStale(head, now)}" data-breach="${text.breach}" data-risk="${text.risk}"`,
    icon(STATE_ICONS[state]),
    text,
    addressOf({ ...view, tenant: head.name }),
  );
}

const BLANK = {
  tenant: '',
  platform: '',
  status: '',
  age: '',
  breach: '',
  risk: '',
  waiting: '',
  longest: '',
  free: '',
  note: '',
};

export const emptyCard: Html = cardMarkup(html``, icon('unknown'), BLANK, '');

function cardMarkup(
  attributes: Html,
  stateIcon: Html,
  text: ReturnType<typeof tenantText>,
  address: string,
): Html {
  return html`<li class="tenant" ${attributes}>
<h2><a class="name" href="${address}" data-field="tenant">${text.tenant}</a></h2>
<p class="age" data-field="age">${text.age}</p>
<p class="platform" data-field="platform">${text.platform}</p>
<p class="status">${stateIcon}<span data-field="status">${text.status}</span></p>
<dl>
<div class="breach"><dt>In breach</dt><dd data-field="breach">${text.breach}</dd></div>
<div class="risk"><dt>At risk</dt><dd data-field="risk">${text.risk}</dd></div>
<div><dt>Waiting</dt><dd data-field="waiting">${text.waiting}</dd></div>
<div><dt>Longest</dt><dd data-field="longest">${text.longest}</dd></div>
<div><dt>Free</dt><dd data-field="free">${text.free}</dd></div>
</dl>
<p class="note" data-field="note">${text.note}</p>
</li>
`;
}
