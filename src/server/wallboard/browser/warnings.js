/** @import { QueueRow, TenantHead } from '../shared/board.ts' */
import { isStale } from '../shared/current.js';
import { staleText, updatedText } from '../shared/tenant-text.js';
import { count, duration, timeOfDay } from '../shared/words.js';
import { part, setAttributes, setText } from './page-parts.js';

/** Alarms of the page: stale data, a lost connection, new breaches. */

/** Maximum of lines in the alarm, which then counts the others; on a wall, the table below names them. */
const MAX_LINES = { desk: 3, wall: 1 };
/** Maximum of queues announced by name. */
const MAX_NAMES = 3;

export function createWarnings() {
  const age = part('#age', HTMLElement);
  const alarm = part('#alarm', HTMLElement);
  const lines = part('#alarm div', HTMLElement);
  let announced = '';

  return {
    /**
     * @param {readonly TenantHead[]} heads
     * @param {number} now Unix seconds
     * @param {number | undefined} lostAt when the connection was lost
     */
    show(heads, now, lostAt) {
      const stale = heads.filter((head) => isStale(head, now));
      setText(part('#clock', HTMLElement), timeOfDay(now));
      // Before the first message, the text of the HTML stays.
      if (heads.length > 0) setText(age, updatedText(heads, now));
      setAttributes(age, { 'data-stale': stale.length === heads.length || lostAt !== undefined });
      const lost =
        lostAt === undefined
          ? []
          : [`No connection to the exporter for ${duration(now - lostAt)}. Reconnecting.`];
      const maxLines = document.documentElement.dataset.wall === 'true' ? MAX_LINES.wall : MAX_LINES.desk;
      showLines(lines, [...lost, ...stale.map((head) => staleText(head, now))], maxLines);
      alarm.hidden = lost.length + stale.length === 0;
      // Announced once when it starts, not with every second that it counts.
      const announcement = [
        ...lost.map(() => 'No connection to the exporter'),
        ...stale.map(({ name }) => `No data from ${name}`),
      ].join('. ');
      if (announcement !== announced) setText(part('#alert', HTMLElement), announcement);
      announced = announcement;
    },
    /** @param {readonly QueueRow[]} breached */
    announce(breached) {
      if (breached.length === 0) return;
      const names = breached.slice(0, MAX_NAMES).map(({ name, tenant }) => `${name} (${tenant})`);
      const more = breached.length > MAX_NAMES ? ` and ${count(breached.length - MAX_NAMES)} more` : '';
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
