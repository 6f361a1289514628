/** @import { QueueRow, TenantHead } from '../shared/board.ts' */
/** @import { View } from '../shared/view.js' */
import { isStale, platformState, STATE_ICONS, tenantText } from '../shared/tenant-text.js';
import { addressOf } from '../shared/view.js';
import { copiesOf, fill, part, setAttributes } from './page-parts.js';

/** The tenants' cards, one element for each as long as it is there. */
export function createTenantCards() {
  const list = part('#tenants', HTMLUListElement);
  const newCard = copiesOf('#card');
  /** @type {Map<string, HTMLElement>} */
  const cards = new Map();

  return {
    /**
     * @param {readonly TenantHead[]} heads
     * @param {(tenant: string) => readonly QueueRow[]} rowsOf
     * @param {View} view
     * @param {number} now Unix seconds
     */
    show(heads, rowsOf, view, now) {
      if (cards.size === 0) list.replaceChildren();
      for (const [name, card] of cards) {
        if (heads.some((head) => head.name === name)) continue;
        card.remove();
        cards.delete(name);
      }
      heads.forEach((head, index) => {
        const card = cards.get(head.name) ?? newCard();
        cards.set(head.name, card);
        showCard(card, head, rowsOf(head.name), view, now);
        if (list.children[index] !== card) list.insertBefore(card, list.children[index] ?? null);
      });
    },
  };
}

/**
 * @param {HTMLElement} card
 * @param {TenantHead} head
 * @param {readonly QueueRow[]} rows
 * @param {View} view
 * @param {number} now
 */
function showCard(card, head, rows, view, now) {
  const state = platformState(head);
  const text = tenantText(head, rows, now);
  setAttributes(card, {
    'data-state': state,
    'data-stale': isStale(head, now),
    'data-breach': text.breach,
    'data-risk': text.risk,
  });
  setAttributes(part('.status use', SVGUseElement, card), { href: `#icon-${STATE_ICONS[state]}` });
  const isChosen = view.tenant === head.name;
  setAttributes(part('a.name', HTMLAnchorElement, card), {
    href: addressOf({ ...view, tenant: isChosen ? '' : head.name }),
    'data-tenant': isChosen ? '' : head.name,
    'aria-current': isChosen,
  });
  fill(card, text);
}
