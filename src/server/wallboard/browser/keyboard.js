/** @import { createControls } from './controls.js' */
/** @import { createQueueTable } from './queue-table.js' */

/**
 * Keys: `/` searches, `F` and `T` switch size and theme, arrow and page keys select rows, Enter explains a row, Escape
 * leaves the search or the wall.
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
    // Lists and dialogs handle their own keys.
    if (target instanceof HTMLSelectElement || document.querySelector('dialog[open]')) return;
    if (target instanceof HTMLInputElement && target.type === 'checkbox') return;
    if (target instanceof HTMLInputElement) {
      inSearch(event, target);
      return;
    }
    // Links and buttons handle Enter themselves.
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
