import { count } from '../shared/words.js';
import { part, setAttributes, setText } from './page-parts.js';

/**
 * Pages of a wall: queues that do not fit turn by themselves. They rest while somebody uses the pointer or the keyboard,
 * when stopped by the button, and for who prefers less motion.
 */

/** Time that a page is read for, in milliseconds. */
const PAGE_MS = 12_000;
/** Time from the last use of pointer or keyboard until pages turn again: a parked pointer must not stop them for ever. */
const REST_MS = 30_000;

/** @param {() => void} onTurn */
export function createPages(onTurn) {
  const bar = part('#pages', HTMLElement);
  const pause = part('#pause', HTMLButtonElement);
  const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let page = 0;
  let pageCount = 1;
  let turnedAt = performance.now();
  let usedAt = Number.NEGATIVE_INFINITY;
  let isStopped = lessMotion.matches;

  /** @param {number} to */
  function turn(to) {
    page = pageCount === 0 ? 0 : (to + pageCount) % pageCount;
    turnedAt = performance.now();
    onTurn();
  }

  function stop(/** @type {boolean} */ stopped) {
    isStopped = stopped;
    setAttributes(pause, { 'aria-pressed': isStopped });
  }

  const use = () => {
    usedAt = performance.now();
  };
  for (const event of ['pointermove', 'pointerdown', 'keydown'])
    addEventListener(event, use, { passive: true });
  part('#previous', HTMLButtonElement).addEventListener('click', () => turn(page - 1));
  part('#next', HTMLButtonElement).addEventListener('click', () => turn(page + 1));
  pause.addEventListener('click', () => stop(!isStopped));
  lessMotion.addEventListener('change', ({ matches }) => stop(matches));
  stop(isStopped);

  return {
    turn,
    /**
     * The part of a list that is on the page; a shorter list begins again while a longer one still turns.
     * @template Item
     * @param {readonly Item[]} items
     * @param {number} perPage
     */
    slice(items, perPage) {
      const pages = Math.max(1, Math.ceil(items.length / perPage));
      const first = (page % pages) * perPage;
      return { pages, first, items: items.slice(first, first + perPage) };
    },
    /**
     * @param {number} pages
     * @param {string} shown what is on this one
     */
    show(pages, shown) {
      pageCount = pages;
      bar.hidden = pages < 2;
      setText(part('#page', HTMLElement), `${shown} · page ${count((page % pages) + 1)} of ${count(pages)}`);
    },
    hide: () => {
      bar.hidden = true;
      page = 0;
    },
    /** Turns when it is time. */
    tick() {
      const now = performance.now();
      if (bar.hidden || isStopped || now - usedAt < REST_MS) turnedAt = now;
      else if (now - turnedAt >= PAGE_MS) turn(page + 1);
    },
  };
}
