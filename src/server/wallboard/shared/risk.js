/** @import { CurrentRow, QueueRow } from './board.ts' */
/** @import { Level } from './levels.js' */

/** How badly a queue needs somebody to look at it. Every time is in Unix seconds. */

/**
 * Seconds the oldest contact has waited, else the platform's own current wait; nobody waiting is no wait.
 * @param {QueueRow} row
 * @param {number} now
 * @returns {number | undefined}
 */
export function waitOf({ oldestAt, wait, waiting }, now) {
  if (oldestAt !== undefined) return Math.max(0, now - oldestAt);
  return wait ?? (waiting === 0 ? 0 : undefined);
}

/**
 * Somebody has waited longer than the service level allows.
 * @param {QueueRow} row
 * @param {number} now
 */
export const isOverdue = (row, now) => (waitOf(row, now) ?? 0) > row.threshold;

/**
 * Contacts wait and nobody is free to take them.
 * @param {QueueRow} row
 */
export const isUnattended = ({ waiting = 0, available }) => waiting > 0 && available === 0;

/**
 * @param {QueueRow} row
 * @param {number} now
 * @returns {Level}
 */
export function levelOf(row, now) {
  if (row.breached) return 'breach';
  if (row.predicted) return 'risk';
  if (isOverdue(row, now) || isUnattended(row)) return 'watch';
  const isJudged = row.breached !== undefined || row.predicted !== undefined;
  return isJudged || waitOf(row, now) !== undefined ? 'calm' : 'unknown';
}

/**
 * Worst first: in breach; predicted, by probability; then queues without data that were in breach or at risk; then those
 * to watch; then by the oldest wait against its threshold; then contacts that wait with nobody free; then how many wait, and what the service
 * level lacks.
 * @param {CurrentRow} a
 * @param {CurrentRow} b
 * @param {number} now
 */
export function byRisk(a, b, now) {
  return (
    Number(b.breached ?? false) - Number(a.breached ?? false) ||
    foreseen(b) - foreseen(a) ||
    wasInTrouble(b) - wasInTrouble(a) ||
    needsWatching(b, now) - needsWatching(a, now) ||
    overrun(b, now) - overrun(a, now) ||
    Number(isUnattended(b)) - Number(isUnattended(a)) ||
    (b.waiting ?? 0) - (a.waiting ?? 0) ||
    shortfall(b) - shortfall(a) ||
    Number(levelOf(a, now) === 'unknown') - Number(levelOf(b, now) === 'unknown') ||
    (b.probability ?? 0) - (a.probability ?? 0)
  );
}

/**
 * In breach already, it no longer matters what was foreseen.
 * @param {QueueRow} row
 */
const foreseen = ({ breached, predicted, probability = 0 }) => (predicted && !breached ? 1 + probability : 0);

/**
 * @param {QueueRow} row
 * @param {number} now
 */
const needsWatching = (row, now) => Number(isOverdue(row, now) || isUnattended(row));

/** @param {CurrentRow} row */
const wasInTrouble = ({ was }) => (was === 'breach' ? 2 : was === 'risk' ? 1 : 0);

/**
 * @param {QueueRow} row
 * @param {number} now
 */
const overrun = (row, now) => (waitOf(row, now) ?? 0) / Math.max(1, row.threshold);

/** @param {QueueRow} row */
const shortfall = ({ serviceLevel, target }) => Math.max(0, target - (serviceLevel ?? target));
