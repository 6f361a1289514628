/** @import { CurrentRow } from '../shared/board.ts' */
import { rowKey } from '../shared/key.js';
import { copiesOf, part } from './page-parts.js';
import { showRow } from './row-view.js';

/** Rows rendered beyond each edge of the window, so that scrolling does not reveal blank space. */
const MARGIN_ROWS = 10;
/** Assumed height of a row before one can be measured, in CSS pixels. */
const DEFAULT_ROW_HEIGHT = 52;

/**
 * The table of queues. Only rows near the window are rendered; two empty rows fill the space above and below. A queue
 * keeps its element while it is rendered, and only changed texts are written.
 * @param {object} options
 * @param {() => number} options.now Unix seconds
 * @param {(key: string) => boolean} options.isNew whether a queue recently entered a breach
 * @param {(index: number) => void} options.onReveal called when a row of another page is selected
 */
export function createQueueTable({ now, isNew, onReveal }) {
  const table = part('#queues', HTMLTableElement);
  const body = part('tbody.rows', HTMLTableSectionElement, table);
  const above = filler(part('tbody.before', HTMLTableSectionElement, table));
  const below = filler(part('tbody.after', HTMLTableSectionElement, table));
  const newRow = copiesOf('#row');
  /** @type {Map<string, HTMLElement>} */
  const drawn = new Map();
  /** @type {readonly CurrentRow[]} */
  let rows = [];
  /** @type {{ first: number, count: number } | undefined} */
  let page;
  /** @type {string | undefined} */
  let activeKey;
  let isPrinting = false;
  let isTakenOver = false;

  const rowHeight = () => body.firstElementChild?.getBoundingClientRect().height || DEFAULT_ROW_HEIGHT;
  const top = () => above.getBoundingClientRect().top;

  function range() {
    if (isPrinting) return [0, rows.length, 0];
    if (page) return [page.first, Math.min(rows.length, page.first + page.count), 0];
    const height = rowHeight();
    const first = Math.max(0, Math.floor(-top() / height) - MARGIN_ROWS);
    const last = Math.ceil((window.innerHeight - top()) / height) + MARGIN_ROWS;
    const end = Math.max(0, Math.min(rows.length, last));
    return [Math.min(first, end), end, height];
  }

  function draw() {
    const [first = 0, end = 0, height = 0] = range();
    const hadFocus = document.activeElement?.parentElement === body;
    const wanted = rows.slice(first, end).map((row) => ({ row, key: rowKey(row) }));
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, element] of drawn) {
      if (keys.has(key)) continue;
      element.remove();
      drawn.delete(key);
    }
    const time = now();
    let next = body.firstElementChild;
    wanted.forEach(({ row, key }, offset) => {
      const element = drawn.get(key) ?? newRow();
      drawn.set(key, element);
      showRow(element, row, { index: first + offset, now: time, isNew: isNew(key) });
      element.tabIndex = key === activeKey || (activeKey === undefined && offset === 0) ? 0 : -1;
      if (element === next) next = next.nextElementSibling;
      else body.insertBefore(element, next);
    });
    above.style.height = `${first * height}px`;
    below.style.height = `${(rows.length - end) * height}px`;
    // An element that is moved or removed loses the focus.
    const active = hadFocus && activeKey !== undefined ? drawn.get(activeKey) : undefined;
    if (active && active !== document.activeElement) active.focus({ preventScroll: true });
  }

  /**
   * Selects another row and scrolls to it.
   * @param {(index: number, page: number) => number} move
   */
  function moveActive(move) {
    if (rows.length === 0) return;
    const height = rowHeight();
    const headHeight = part('thead th', HTMLTableCellElement, table).getBoundingClientRect().bottom;
    const perPage = page?.count ?? Math.max(1, Math.floor((window.innerHeight - headHeight) / height) - 1);
    const current = rows.findIndex((row) => rowKey(row) === activeKey);
    const index = Math.min(rows.length - 1, Math.max(0, move(current, perPage)));
    activeKey = rowKey(/** @type {CurrentRow} */ (rows[index]));
    if (page) onReveal(index);
    else scrollTo(index, height, headHeight);
    draw();
    drawn.get(activeKey)?.focus({ preventScroll: true });
  }

  /**
   * @param {number} index
   * @param {number} height of a row
   * @param {number} headHeight
   */
  function scrollTo(index, height, headHeight) {
    const rowTop = top() + index * height;
    const excess = rowTop + height - window.innerHeight;
    if (rowTop < headHeight) window.scrollBy({ top: rowTop - headHeight, behavior: 'instant' });
    else if (excess > 0) window.scrollBy({ top: excess, behavior: 'instant' });
  }

  const printing = (/** @type {boolean} */ begins) => () => {
    isPrinting = begins;
    draw();
  };
  body.addEventListener('focusin', ({ target }) => {
    for (const [key, element] of drawn) if (element === target) activeKey = key;
  });
  window.addEventListener('beforeprint', printing(true));
  window.addEventListener('afterprint', printing(false));

  return {
    /**
     * Number of rows that fit in the window.
     * @param {number} bottom reserved height at the bottom, in CSS pixels
     */
    capacity: (bottom) => Math.floor((window.innerHeight - bottom - top() - window.scrollY) / rowHeight()),
    /**
     * @param {readonly CurrentRow[]} nextRows in display order
     * @param {{ first: number, count: number }} [nextPage] rows to render; absent: those near the window
     */
    show(nextRows, nextPage) {
      // The rows of the HTML are replaced on the first update.
      if (!isTakenOver) body.replaceChildren();
      isTakenOver = true;
      rows = nextRows;
      page = nextPage;
      if (activeKey !== undefined && !rows.some((row) => rowKey(row) === activeKey)) activeKey = undefined;
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      part('#nothing', HTMLElement).hidden = rows.length > 0;
      draw();
    },
    draw,
    moveActive,
    size: () => rows.length,
  };
}

/**
 * Adds an empty row that takes the height of rows that are not rendered.
 * @param {HTMLTableSectionElement} section
 */
const filler = (section) => section.insertRow().insertCell();
