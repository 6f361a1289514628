import { queuesIn } from '../shared/key.js';
import { levelOf } from '../shared/risk.js';
import { isStale } from '../shared/tenant-text.js';
import { rowsInView } from '../shared/view.js';
import { shownText } from '../shared/words.js';
import { createBoard } from './board-state.js';
import { showChoices } from './choices.js';
import { createClock } from './clock.js';
import { createControls } from './controls.js';
import { listenToKeys } from './keyboard.js';
import { follow } from './live.js';
import { part, setText } from './page-parts.js';
import { createQueueTable } from './queue-table.js';
import { createTenantCards } from './tenant-cards.js';
import { createWarnings } from './warnings.js';

/** Brings the page to life: what the server sent stays as it is until the event stream has told the whole board. */

const root = document.documentElement;
const clock = createClock(Number(root.dataset.now));
const board = createBoard();
const staleTenants = () => {
  const now = clock.now();
  return new Set(board.heads().flatMap((head) => (isStale(head, now) ? [head.name] : [])));
};
const table = createQueueTable({ now: clock.now, staleTenants });
const cards = createTenantCards();
const warnings = createWarnings(Number(root.dataset.now));
/** @type {number | undefined} */
let lostAt;
let isLive = false;

/** Everything, in its order: after news, and when another view is asked for. */
function showBoard() {
  if (!isLive) return;
  const rows = board.rows();
  const shown = rowsInView(rows, controls.view(), clock.now());
  setText(part('#shown', HTMLElement), shownText(shown, rows));
  showChoices(board.heads(), rows);
  table.show(shown);
  showTime();
}

/** What changes as time passes. */
function showTime() {
  const now = clock.now();
  if (isLive) cards.show(board.heads(), board.rowsOf, controls.view(), now);
  warnings.show(board.heads(), now, lostAt);
  warnings.title(queuesIn(board.rows().filter((row) => levelOf(row, now) === 'breach')));
}

const controls = createControls(showBoard);
listenToKeys(controls, table);

follow('wallboard/events', {
  onUpdate: (update) => {
    // A newer exporter brings a newer page.
    if (update.assets !== root.dataset.assets) return location.reload();
    clock.sync(update.now);
    const fallen = board.apply(update);
    lostAt = undefined;
    isLive = true;
    showBoard();
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
addEventListener('resize', drawSoon);

new ResizeObserver(([bar]) => {
  root.style.setProperty('--bar-height', `${bar?.borderBoxSize[0]?.blockSize ?? 0}px`);
  drawSoon();
}).observe(part('#bar', HTMLElement));

/** Waits and ages count up by the second. */
setInterval(() => {
  showTime();
  drawSoon();
}, 1000);
