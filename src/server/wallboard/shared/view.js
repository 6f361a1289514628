/** @import { CurrentRow, QueueRow } from './board.ts' */
import { byRisk, levelOf, waitOf } from './risk.js';

/** The view of the board: filters, order and appearance. It is stored in the URL, so that it can be bookmarked and shared. */

/**
 * @typedef {object} View
 * @property {string} q search text in the queue's name; empty: any
 * @property {string} tenant empty: every tenant
 * @property {string} media empty: every medium
 * @property {Show} show
 * @property {boolean} showsQuiet whether media without contacts are shown
 * @property {Sort} sort
 * @property {boolean} isReversed
 * @property {'' | 'light' | 'dark'} theme empty: the system's
 * @property {boolean} isWall large type, readable from a distance
 */

export const SHOWS = /** @type {const} */ ({
  all: 'All queues',
  attention: 'Needing attention',
  breach: 'In breach',
});
/** @typedef {keyof typeof SHOWS} Show */

/**
 * Sort value of a row, highest first; undefined sorts last in either direction.
 * @type {Readonly<Record<Exclude<Sort, 'risk' | 'queue'>, (row: QueueRow, now: number) => number | undefined>>}
 */
const FIGURES = {
  waiting: ({ waiting }) => waiting,
  oldest: waitOf,
  agents: ({ available }) => (available === undefined ? undefined : -available),
  level: ({ serviceLevel, target }) => (serviceLevel === undefined ? undefined : target - serviceLevel),
  probability: ({ probability, breached }) => (breached ? undefined : probability),
};
export const SORTS = /** @type {const} */ ([
  'risk',
  'queue',
  'waiting',
  'oldest',
  'agents',
  'level',
  'probability',
]);
/** @typedef {(typeof SORTS)[number]} Sort */

/**
 * Parses the query string; unknown parameters are ignored.
 * @param {URLSearchParams} query
 * @returns {View}
 */
export function viewOf(query) {
  const sort = query.get('sort') ?? '';
  const theme = query.get('theme');
  const show = query.get('show') ?? '';
  return {
    q: query.get('q') ?? '',
    tenant: query.get('tenant') ?? '',
    media: query.get('media') ?? '',
    show: isShow(show) ? show : 'all',
    showsQuiet: query.get('quiet') === '1',
    sort: SORTS.find((name) => name === sort.replace(/^-/, '')) ?? 'risk',
    isReversed: sort.startsWith('-'),
    theme: theme === 'light' || theme === 'dark' ? theme : '',
    isWall: query.get('wall') === '1',
  };
}

/**
 * @param {string} name
 * @returns {name is Show}
 */
const isShow = (name) => Object.hasOwn(SHOWS, name);

/**
 * Relative URL of a view, without default values.
 * @param {View} view
 */
export function addressOf({ q, tenant, media, show, showsQuiet, sort, isReversed, theme, isWall }) {
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (tenant) query.set('tenant', tenant);
  if (media) query.set('media', media);
  if (show !== 'all') query.set('show', show);
  if (showsQuiet) query.set('quiet', '1');
  if (sort !== 'risk' || isReversed) query.set('sort', `${isReversed ? '-' : ''}${sort}`);
  if (theme) query.set('theme', theme);
  if (isWall) query.set('wall', '1');
  const text = query.toString();
  return text ? `?${text}` : '.';
}

/**
 * The view with that order, reversed when it is already sorted by it.
 * @param {View} view
 * @param {Sort} sort
 * @returns {View}
 */
export function sortedBy(view, sort) {
  return { ...view, sort, isReversed: view.sort === sort && !view.isReversed };
}

/**
 * The rows of a view, sorted. A filter by medium also shows media without contacts.
 * @param {readonly CurrentRow[]} rows
 * @param {View} view
 * @param {number} now Unix seconds
 * @param {(row: QueueRow) => boolean} isQuiet whether the row is a medium without contacts
 */
export function rowsInView(rows, view, now, isQuiet = () => false) {
  const isFolding = !view.showsQuiet && view.media === '';
  const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (/** @type {QueueRow} */ row) =>
    (view.tenant === '' || row.tenant === view.tenant) &&
    (view.media === '' || row.media === view.media) &&
    !(isFolding && isQuiet(row)) &&
    isShown(row, view.show, now) &&
    words.every((word) => row.name.toLowerCase().includes(word));
  return rows.filter(matches).sort((a, b) => compare(a, b, view, now) || byName(a, b));
}

/**
 * @param {QueueRow} row
 * @param {Show} show
 * @param {number} now
 */
function isShown(row, show, now) {
  if (show === 'all') return true;
  const level = levelOf(row, now);
  return level === 'breach' || (show === 'attention' && (level === 'risk' || level === 'watch'));
}

/**
 * @param {QueueRow} a
 * @param {QueueRow} b
 * @param {View} view
 * @param {number} now
 */
function compare(a, b, { sort, isReversed }, now) {
  const turn = isReversed ? -1 : 1;
  if (sort === 'risk') return turn * byRisk(a, b, now);
  if (sort === 'queue') return turn * byName(a, b);
  const [x, y] = [FIGURES[sort](a, now), FIGURES[sort](b, now)];
  if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
  return turn * (y - x);
}

/**
 * Created when it is first used: it loads data of 3 MiB, and a server without viewers needs none.
 * @type {Intl.Collator | undefined}
 */
let collator;

/**
 * @param {string} a
 * @param {string} b
 */
function compareText(a, b) {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}

/**
 * @param {QueueRow} a
 * @param {QueueRow} b
 */
function byName(a, b) {
  return compareText(a.name, b.name) || compareText(a.tenant, b.tenant) || compareText(a.media, b.media);
}
