/** @import { CurrentRow } from '../shared/board.ts' */
import { isStale } from '../shared/current.js';
import { queuesIn, rowKey } from '../shared/key.js';
import { levelOf } from '../shared/risk.js';
import { MAX_IN_ORDER, readTenants, tenantLines } from '../shared/tenant-text.js';
import { rowsInView } from '../shared/view.js';
import { shownText } from '../shared/words.js';
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

/** Entry point: replaces the content of the HTML once the event stream has delivered the whole board. */

/** Time for which a new breach is highlighted, in milliseconds. */
const NEW_MS = 60_000;
/** Tenants per page of a wall when there are more than fit; pages of tenants turn with those of queues. */
const TENANTS_PER_PAGE = 4;

const root = document.documentElement;
const clock = createClock(Number(root.dataset.now));
const board = createBoard();
/** Start of each queue's breach (`performance.now`), by key. */
const enteredAt = new Map();
const isNew = (/** @type {string} */ key) => performance.now() - (enteredAt.get(key) ?? -NEW_MS) < NEW_MS;
const pages = createPages(showBoard);
const table = createQueueTable({ now: clock.now, isNew, onReveal: pages.reveal });
const tenants = createTenantTable();
const warnings = createWarnings();
/** @type {number | undefined} */
let lostAt;
let isLive = false;
let rowsPerPage = 1;
/** Figures of the tenants and number of queues in breach, when the board was last shown. */
let readOfTenants = readTenants([], 0);
let inBreach = 0;
/** Which polls were stale then, as JSON. */
let shownStale = '';

const staleness = () => {
  const now = clock.now();
  const polls = board.heads().flatMap((head) => [head, head.counts ?? head]);
  return JSON.stringify(polls.map((poll) => isStale(poll, now)));
};

/** Shows everything: after an update or a change of the view. */
function showBoard() {
  if (!isLive) return;
  shownStale = staleness();
  const view = controls.view();
  const now = clock.now();
  const known = board.tenants(now);
  const rows = known.flatMap((tenant) => tenant.rows);
  readOfTenants = readTenants(known, now);
  inBreach = queuesIn(rows.filter((row) => levelOf(row, now) === 'breach'));
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
  fitRows(shown);
  // The height of a row is known only once one is drawn.
  if (capacity() !== rowsPerPage) fitRows(shown);
  pages.show();
}

/** Rows that fit below the tenants, whose table may become higher or lower at any time. */
const capacity = () => Math.max(1, table.capacity(part('#wall-foot', HTMLElement).offsetHeight));

/** Whether the rows of a wall still fill the room that they have. */
function isFitted() {
  const { pages: count } = pages.queues.position();
  return count > 1 ? capacity() === rowsPerPage : capacity() >= table.size();
}

/** @param {readonly CurrentRow[]} shown */
function fitRows(shown) {
  rowsPerPage = capacity();
  table.show(shown, { first: pages.queues.fit(shown, rowsPerPage).first, count: rowsPerPage });
}

const tenantsPerPage = () => (board.heads().length > MAX_IN_ORDER ? TENANTS_PER_PAGE : MAX_IN_ORDER);

/** Updates everything that depends on the time. */
function showTime() {
  const now = clock.now();
  warnings.show(board.heads(), now, lostAt);
  if (isLive) {
    const { total, lines, unreported } = tenantLines(readOfTenants, now);
    const view = controls.view();
    const onPage = view.isWall ? pages.tenants.fit(lines, tenantsPerPage()).items : lines;
    tenants.show([total, ...onPage], unreported, view);
  }
  warnings.title(inBreach);
}

const controls = createControls(showBoard);
listenToKeys(controls, table);

follow('wallboard/events', {
  onUpdate: (update) => {
    // A newer version of the exporter has a newer page.
    if (update.assets !== root.dataset.assets) return location.reload();
    clock.sync(update.now);
    const breached = board.apply(update);
    for (const row of breached) enteredAt.set(rowKey(row), performance.now());
    lostAt = undefined;
    isLive = true;
    if (breached.length > 0) pages.restart();
    else showBoard();
    warnings.announce(breached);
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

/** Waits and ages count up every second. */
setInterval(() => {
  for (const key of enteredAt.keys()) if (!isNew(key)) enteredAt.delete(key);
  pages.tick();
  if (shownStale !== staleness()) showBoard();
  else showTime();
  if (isLive && controls.view().isWall && !isFitted()) showBoard();
  drawSoon();
}, 1000);
