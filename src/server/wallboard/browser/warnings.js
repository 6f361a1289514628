/** @import { QueueRow, TenantHead } from '../shared/board.ts' */
import { ageOf, isStale, staleText } from '../shared/tenant-text.js';
import { count, duration } from '../shared/words.js';
import { part, setAttributes, setText } from './page-parts.js';

/** What the page says loudly: data that grows old, a connection that is lost, queues that fall into breach. */

/** Lines of the alarm, beyond which it only counts. */
const MOST_LINES = 3;
/** Queues called out by name at once. */
const MOST_NAMES = 3;

/** @param {number} pageAt Unix seconds when the page was made */
export function createWarnings(pageAt) {
  const age = part('#age', HTMLElement);
  const ageOnPage = age.dataset.age ? [Number(age.dataset.age)] : [];
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
      const ages =
        heads.length > 0
          ? heads.flatMap((head) => ageOf(head, now) ?? [])
          : ageOnPage.map((seconds) => seconds + now - pageAt);
      const stale = heads.filter((head) => isStale(head, now));
      setText(age, ages.length === 0 ? 'No data yet' : `Data ${ageText(Math.max(...ages))} old`);
      setAttributes(age, { 'data-stale': stale.length > 0 || lostAt !== undefined });
      const lost =
        lostAt === undefined
          ? []
          : [`No connection to the exporter for ${duration(now - lostAt)}. Trying again.`];
      showLines(lines, [...lost, ...stale.map((head) => staleText(head, now))]);
      alarm.hidden = lost.length + stale.length === 0;
      // Read out once when it begins, not at every second that it counts.
      const saying = [
        ...lost.map(() => 'No connection to the exporter'),
        ...stale.map(({ name }) => `Data of ${name} is old`),
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

/** @param {number} seconds */
const ageText = (seconds) => (seconds < 60 ? `${Math.floor(seconds)} s` : duration(seconds));

/**
 * @param {HTMLElement} element
 * @param {readonly string[]} texts
 */
function showLines(element, texts) {
  const shown = texts.slice(0, MOST_LINES);
  if (texts.length > MOST_LINES) shown.push(`and ${count(texts.length - MOST_LINES)} more`);
  while (element.childElementCount > shown.length) element.lastElementChild?.remove();
  while (element.childElementCount < shown.length) element.append(document.createElement('p'));
  shown.forEach((text, index) => {
    setText(/** @type {Element} */ (element.children[index]), text);
  });
}
