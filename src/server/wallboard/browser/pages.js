import { count } from '../shared/words.js';
import { part, setAttributes, setText } from './page-parts.js';

/**
 * Pages of a wall: when not all queues fit, pages turn automatically. They pause while the pointer or keyboard is used,
 * when stopped by the button, and when the user prefers reduced motion.
 */

/** Time for which a page is shown, in milliseconds. */
const PAGE_MS = 12_000;
/** Pause after the last use of pointer or keyboard, in milliseconds. */
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
     * Items on the current page; a shorter list starts over while a longer one continues.
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
     * @param {string} shown range of rows on the current page
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
    /** Turns the page when its time is up. */
    tick() {
      const now = performance.now();
      if (bar.hidden || isStopped || now - usedAt < REST_MS) turnedAt = now;
      else if (now - turnedAt >= PAGE_MS) turn(page + 1);
    },
  };
}
