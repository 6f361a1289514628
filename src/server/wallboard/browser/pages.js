import { createPlace } from '../shared/place.js';
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
  const queues = createPlace();
  const tenants = createPlace();
  let turnedAt = performance.now();
  let usedAt = Number.NEGATIVE_INFINITY;
  let isStopped = lessMotion.matches;

  /** @param {(place: typeof queues) => void} move */
  function turn(move) {
    for (const place of [queues, tenants]) move(place);
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
  part('#previous', HTMLButtonElement).addEventListener('click', () => turn((place) => place.previous()));
  part('#next', HTMLButtonElement).addEventListener('click', () => turn((place) => place.next()));
  pause.addEventListener('click', () => stop(!isStopped));
  lessMotion.addEventListener('change', ({ matches }) => stop(matches));
  stop(isStopped);

  return {
    queues,
    tenants,
    /** Returns to the first page. */
    restart: () => turn((place) => place.goTo(0)),
    /** @param {number} index of a queue: turns to its page */
    reveal(index) {
      queues.goTo(index);
      turnedAt = performance.now();
      onTurn();
    },
    /** Says which page of the queues is shown, and which tenants when those take pages too. */
    show() {
      const { page, pages, shown } = queues.position();
      const ofTenants = tenants.position();
      bar.hidden = pages < 2 && ofTenants.pages < 2;
      const texts = [`${shown} · page ${count(page)} of ${count(pages)}`];
      if (ofTenants.pages > 1) texts.push(`tenants ${ofTenants.shown}`);
      setText(part('#page', HTMLElement), texts.join(' · '));
    },
    hide: () => {
      bar.hidden = true;
      for (const place of [queues, tenants]) place.goTo(0);
    },
    /** Turns the page when its time is up. */
    tick() {
      const now = performance.now();
      if (bar.hidden || isStopped || now - usedAt < REST_MS) turnedAt = now;
      else if (now - turnedAt >= PAGE_MS) turn((place) => place.next());
    },
  };
}
