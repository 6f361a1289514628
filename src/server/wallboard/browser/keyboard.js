/** @import { createControls } from './controls.js' */
/** @import { createQueueTable } from './queue-table.js' */

/**
 * Keys: `/` searches, `F` and `T` switch size and theme, arrows and the like walk the rows, Enter asks why,
 * Escape steps back.
 * @param {ReturnType<typeof createControls>} controls
 * @param {ReturnType<typeof createQueueTable>} table
 */
export function listenToKeys(controls, table) {
  /** @type {Readonly<Record<string, () => void>>} */
  const actions = {
    '/': controls.focusSearch,
    f: controls.toggleWall,
    t: controls.toggleTheme,
    Escape: controls.leaveWall,
    ArrowDown: () => table.moveActive((index) => index + 1),
    ArrowUp: () => table.moveActive((index) => index - 1),
    PageDown: () => table.moveActive((index, page) => index + page),
    PageUp: () => table.moveActive((index, page) => index - page),
    Home: () => table.moveActive(() => 0),
    End: () => table.moveActive(() => Number.MAX_SAFE_INTEGER),
    Enter: () =>
      document.activeElement
        ?.querySelector('.reason a')
        ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })),
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    // A list and a dialogue have keys of their own.
    if (target instanceof HTMLSelectElement || document.querySelector('dialog[open]')) return;
    if (target instanceof HTMLInputElement && target.type === 'checkbox') return;
    if (target instanceof HTMLInputElement) {
      inSearch(event, target);
      return;
    }
    // Enter on a link or a button is theirs.
    if (event.key === 'Enter' && !(target instanceof HTMLTableRowElement)) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLInputElement} input
   */
  function inSearch({ key }, input) {
    if (key === 'Escape') {
      controls.clearSearch();
      input.blur();
    } else if (key === 'ArrowDown' || key === 'Enter') {
      input.blur();
      table.moveActive(() => 0);
    }
  }
}
