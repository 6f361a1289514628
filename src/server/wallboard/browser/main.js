/** @import { CurrentRow } from '../shared/board.ts' */
import { isStale } from '../shared/current.js';
import { queuesIn, rowKey } from '../shared/key.js';
import { levelOf } from '../shared/risk.js';
import { MOST_IN_ORDER, tenantLines } from '../shared/tenant-text.js';
import { rowsInView } from '../shared/view.js';
import { count, shownText } from '../shared/words.js';
import { createBoard } from './board-state.js';
import { showChoices } from './choices.js';
import { createClock } from './clock.js';
import { createControls } from './controls.js';
import { listenToKeys } from './keyboard.js';
import { follow } from './live.js';
import { part, setText } from './page-parts.js';
import { createPages } from './pages.js';
import { createQueueTable } from './queue-table.js';
import { createTenantTable } from './tenant-table.js';
import { createWarnings } from './warnings.js';

/** Brings the page to life: what the server sent stays as it is until the event stream has sent the whole board. */

/** A queue that has entered a breach stands out for so long, in milliseconds. */
const NEW_MS = 60_000;
/** Tenants on a page of a wall where there are more than fit; the others have their turn with the queues. */
const TENANTS_PER_PAGE = 4;

const root = document.documentElement;
const clock = createClock(Number(root.dataset.now));
const board = createBoard();
/** When a queue entered a breach (`performance.now`), by key. */
const enteredAt = new Map();
const isNew = (/** @type {string} */ key) => performance.now() - (enteredAt.get(key) ?? -NEW_MS) < NEW_MS;
const pages = createPages(showBoard);
const table = createQueueTable({ now: clock.now, isNew, onReveal: reveal });
const tenants = createTenantTable();
const warnings = createWarnings();
/** @type {number | undefined} */
let lostAt;
let isLive = false;
let rowsPerPage = 1;
/** Names of the tenants whose data is out of date, as they were last shown. */
let staleNames = '';

const namesOfStale = () => {
  const now = clock.now();
  return JSON.stringify(board.heads().map((head) => isStale(head, now)));
};

/** Everything, in its order: after news, and when another view is asked for. */
function showBoard() {
  if (!isLive) return;
  staleNames = namesOfStale();
  const view = controls.view();
  const now = clock.now();
  const rows = board.tenants(now).flatMap((tenant) => tenant.rows);
  const shown = rowsInView(rows, view, now, board.isQuiet);
  setText(part('#shown', HTMLElement), shownText(shown, rows));
  showChoices(board.heads(), rows);
  showTime();
  showRows(shown, view.isWall);
}

/**
 * @param {readonly CurrentRow[]} shown
 * @param {boolean} isWall
 */
function showRows(shown, isWall) {
  if (!isWall) {
    pages.hide();
    table.show(shown);
    return;
  }
  const bar = part('#pages', HTMLElement);
  bar.hidden = false;
  rowsPerPage = Math.max(1, table.capacity(bar.offsetHeight));
  const tenantPages = Math.ceil(board.heads().length / tenantsPerPage());
  const { pages: queuePages, first, items } = pages.slice(shown, rowsPerPage);
  pages.show(
    Math.max(queuePages, tenantPages),
    `${count(first + 1)} to ${count(first + items.length)} of ${count(shown.length)}`,
  );
  table.show(shown, { first, count: rowsPerPage });
}

const tenantsPerPage = () => (board.heads().length > MOST_IN_ORDER ? TENANTS_PER_PAGE : MOST_IN_ORDER);

/** @param {number} index of a row on a wall */
function reveal(index) {
  pages.turn(Math.floor(index / rowsPerPage));
}

/** What changes as time passes. */
function showTime() {
  const now = clock.now();
  warnings.show(board.heads(), now, lostAt);
  const known = board.tenants(now);
  if (isLive) {
    const { total, lines, unreported } = tenantLines(known, now);
    const view = controls.view();
    const onPage = view.isWall ? pages.slice(lines, tenantsPerPage()).items : lines;
    tenants.show([total, ...onPage], unreported, view);
  }
  const rows = known.flatMap((tenant) => tenant.rows);
  warnings.title(queuesIn(rows.filter((row) => levelOf(row, now) === 'breach')));
}

const controls = createControls(showBoard);
listenToKeys(controls, table);

follow('wallboard/events', {
  onUpdate: (update) => {
    // A newer exporter brings a newer page.
    if (update.assets !== root.dataset.assets) return location.reload();
    clock.sync(update.now);
    const fallen = board.apply(update);
    for (const row of fallen) enteredAt.set(rowKey(row), performance.now());
    lostAt = undefined;
    isLive = true;
    if (fallen.length > 0) pages.turn(0);
    else showBoard();
    warnings.callOut(fallen);
  },
  onLost: () => {
    lostAt ??= clock.now();
    showTime();
  },
});

let isDrawPlanned = false;
const drawSoon = () => {
  if (isDrawPlanned || !isLive) return;
  isDrawPlanned = true;
  requestAnimationFrame(() => {
    isDrawPlanned = false;
    table.draw();
  });
};
addEventListener('scroll', drawSoon, { passive: true });
addEventListener('resize', showBoard);

new ResizeObserver(([bar]) => {
  root.style.setProperty('--bar-height', `${bar?.borderBoxSize[0]?.blockSize ?? 0}px`);
  showBoard();
}).observe(part('#bar', HTMLElement));

/** Waits and ages count up by the second. */
setInterval(() => {
  for (const key of enteredAt.keys()) if (!isNew(key)) enteredAt.delete(key);
  pages.tick();
  if (staleNames === namesOfStale()) showTime();
  else showBoard();
  drawSoon();
}, 1000);
