/** @import { QueueRow, TenantHead } from '../shared/board.ts' */
import { isStale } from '../shared/current.js';
import { staleText, updatedText } from '../shared/tenant-text.js';
import { count, duration, timeOfDay } from '../shared/words.js';
import { part, setAttributes, setText } from './page-parts.js';

/** What the page says loudly: data that grows old, a connection that is lost, queues that fall into breach. */

/** Lines of the alarm, beyond which it only counts; a wall names the others in the table below. */
const MOST_LINES = { desk: 3, wall: 1 };
/** Queues called out by name at once. */
const MOST_NAMES = 3;

export function createWarnings() {
  const age = part('#age', HTMLElement);
  const alarm = part('#alarm', HTMLElement);
  const lines = part('#alarm div', HTMLElement);
  let said = '';

  return {
    /**
     * @param {readonly TenantHead[]} heads
     * @param {number} now Unix seconds
     * @param {number | undefined} lostAt since when there is no connection
     */
    show(heads, now, lostAt) {
      const stale = heads.filter((head) => isStale(head, now));
      setText(part('#clock', HTMLElement), timeOfDay(now));
      // Before the first message, the page says what it was sent with.
      if (heads.length > 0) setText(age, updatedText(heads, now));
      setAttributes(age, { 'data-stale': stale.length === heads.length || lostAt !== undefined });
      const lost =
        lostAt === undefined
          ? []
          : [`No connection to the exporter for ${duration(now - lostAt)}. Trying again.`];
      const mostLines = document.documentElement.dataset.wall === 'true' ? MOST_LINES.wall : MOST_LINES.desk;
      showLines(lines, [...lost, ...stale.map((head) => staleText(head, now))], mostLines);
      alarm.hidden = lost.length + stale.length === 0;
      // Read out once when it begins, not at every second that it counts.
      const saying = [
        ...lost.map(() => 'No connection to the exporter'),
        ...stale.map(({ name }) => `No data from ${name}`),
      ];
      if (saying.join('. ') !== said) setText(part('#alert', HTMLElement), saying.join('. '));
      said = saying.join('. ');
    },
    /** @param {readonly QueueRow[]} fallen */
    callOut(fallen) {
      if (fallen.length === 0) return;
      const names = fallen.slice(0, MOST_NAMES).map(({ name, tenant }) => `${name} (${tenant})`);
      const more = fallen.length > MOST_NAMES ? ` and ${count(fallen.length - MOST_NAMES)} more` : '';
      setText(part('#news', HTMLElement), `In breach: ${names.join(', ')}${more}`);
    },
    /** @param {number} inBreach */
    title(inBreach) {
      const what = inBreach > 0 ? `${count(inBreach)} in breach · ` : '';
      document.title = `${alarm.hidden ? '' : '⚠ '}${what}Wallboard`;
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {readonly string[]} texts
 * @param {number} most
 */
function showLines(element, texts, most) {
  const shown = texts.slice(0, most);
  if (texts.length > most) shown.push(`and ${count(texts.length - most)} more`);
  while (element.childElementCount > shown.length) element.lastElementChild?.remove();
  while (element.childElementCount < shown.length) element.append(document.createElement('p'));
  shown.forEach((text, index) => {
    setText(/** @type {Element} */ (element.children[index]), text);
  });
}
