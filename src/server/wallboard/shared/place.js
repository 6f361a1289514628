import { count } from './words.js';

/**
 * Place in a list that is shown page by page. It is the first item of the page and not the number of the page: when the
 * number of items per page changes, the next page still begins after the last item that was shown, so none is skipped.
 */
export function createPlace() {
  let [first, perPage, total] = [0, 1, 0];
  return {
    /**
     * The items of the page.
     * @template Item
     * @param {readonly Item[]} items
     * @param {number} nextPerPage at least 1
     */
    fit(items, nextPerPage) {
      [perPage, total] = [nextPerPage, items.length];
      if (first >= total) first = 0;
      return { first, items: items.slice(first, first + perPage) };
    },
    next() {
      first = first + perPage < total ? first + perPage : 0;
    },
    previous() {
      first =
        first > 0 ? Math.max(0, first - perPage) : Math.max(0, Math.ceil(total / perPage) - 1) * perPage;
    },
    /** @param {number} index of an item: moves to its page unless it is on this one */
    goTo(index) {
      if (index < first || index >= first + perPage) first = Math.floor(index / perPage) * perPage;
    },
    /** Number of this page, number of pages, and the range of items such as `1 to 12 of 40`. */
    position() {
      const before = Math.ceil(first / perPage);
      const last = Math.min(total, first + perPage);
      return {
        page: before + 1,
        pages: Math.max(1, before + Math.ceil((total - first) / perPage)),
        shown: `${count(Math.min(first + 1, total))} to ${count(last)} of ${count(total)}`,
      };
    },
  };
}
