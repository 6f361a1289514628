/** @import { View } from '../shared/view.js' */
import { addressOf, SORTS, sortedBy, viewOf } from '../shared/view.js';
import { explain } from './explanation.js';
import { part } from './page-parts.js';

/**
 * Search, filters, order, theme and size: each changes the view and the URL.
 * @param {(view: View) => void} onChange
 */
export function createControls(onChange) {
  const form = part('#filters', HTMLFormElement);
  const root = document.documentElement;
  let view = viewOf(new URLSearchParams(location.search));

  /** @param {Partial<View>} change */
  function change(change) {
    view = { ...view, ...change };
    history.replaceState(null, '', addressOf(view));
    apply();
  }

  function apply() {
    root.dataset.theme = view.theme;
    root.dataset.wall = String(view.isWall);
    for (const header of document.querySelectorAll('th[aria-sort]')) showOrder(header, view);
    part('#theme', HTMLAnchorElement).href = addressOf({ ...view, theme: otherTheme() });
    part('#wall', HTMLAnchorElement).href = addressOf({ ...view, isWall: !view.isWall });
    onChange(view);
  }

  const otherTheme = () => {
    const isDark = view.theme ? view.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    return isDark ? 'light' : 'dark';
  };

  function toggleWall() {
    if (view.isWall) {
      // It fails only when the browser has already left full screen.
      if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
      change({ isWall: false });
    } else {
      // A browser may refuse full screen; large type is useful without it.
      root.requestFullscreen?.().catch(() => {});
      change({ isWall: true });
    }
  }

  const readForm = () => {
    const data = new FormData(form);
    const { q, tenant, media, show, showsQuiet } = viewOf(
      new URLSearchParams([...data].map(([name, value]) => [name, String(value)])),
    );
    change({ q, tenant, media, show, showsQuiet });
  };
  // Controls of the form may be elsewhere on the page.
  for (const control of form.elements) control.addEventListener('input', readForm);
  form.addEventListener('submit', (event) => event.preventDefault());

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const sort = SORTS.find((name) => name === link.dataset.sort);
    const { tenant } = link.dataset;
    if (sort) change(sortedBy(view, sort));
    else if (tenant !== undefined) {
      part('select[name=tenant]', HTMLSelectElement).value = tenant;
      change({ tenant });
    } else if (link.id === 'theme') change({ theme: otherTheme() });
    else if (link.id === 'wall') toggleWall();
    else if (link.dataset.field === 'reason' && link.href) void explain(link);
    else return;
    event.preventDefault();
  });
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement && view.isWall) change({ isWall: false });
  });

  return {
    view: () => view,
    toggleWall,
    toggleTheme: () => change({ theme: otherTheme() }),
    focusSearch: () => part('input[name=q]', HTMLInputElement).focus(),
    clearSearch: () => {
      part('input[name=q]', HTMLInputElement).value = '';
      change({ q: '' });
    },
    leaveWall: () => {
      if (view.isWall) toggleWall();
    },
  };
}

/**
 * @param {Element} header
 * @param {View} view
 */
function showOrder(header, view) {
  const link = part('a', HTMLAnchorElement, header);
  const sort = SORTS.find((name) => name === link.dataset.sort);
  if (!sort) return;
  const isAscending = (sort === 'queue') !== view.isReversed;
  header.setAttribute('aria-sort', view.sort !== sort ? 'none' : isAscending ? 'ascending' : 'descending');
  link.href = addressOf(sortedBy(view, sort));
}
