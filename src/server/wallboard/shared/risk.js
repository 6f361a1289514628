/** @import { CurrentRow, QueueRow } from './board.ts' */
/** @import { Level } from './levels.js' */

/** Ranks queues by their need for attention. Times are Unix seconds. */

/**
 * Wait of the oldest contact in seconds, otherwise the wait reported by the platform; 0 when no contact waits.
 * @param {QueueRow} row
 * @param {number} now
 * @returns {number | undefined}
 */
export function waitOf({ oldestAt, wait, waiting }, now) {
  if (oldestAt !== undefined) return Math.max(0, now - oldestAt);
  return wait ?? (waiting === 0 ? 0 : undefined);
}

/**
 * Whether a contact has waited longer than the threshold of the service level.
 * @param {QueueRow} row
 * @param {number} now
 */
export const isOverdue = (row, now) => (waitOf(row, now) ?? 0) > row.threshold;

/**
 * Whether contacts wait and no agent is available.
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
 * Compares queues, most severe first: in breach; with a predicted breach, by probability; without data but last in breach
 * or at risk; to watch. Then by wait relative to the threshold, waiting contacts without an available agent, number of
 * waiting contacts, and distance of the service level from its target.
 * @param {CurrentRow} a
 * @param {CurrentRow} b
 * @param {number} now
 */
export function byRisk(a, b, now) {
  return (
    Number(b.breached ?? false) - Number(a.breached ?? false) ||
    predictionRank(b) - predictionRank(a) ||
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
 * Rank of a predicted breach; 0 when the queue is already in breach.
 * @param {QueueRow} row
 */
const predictionRank = ({ breached, predicted, probability = 0 }) =>
  predicted && !breached ? 1 + probability : 0;

/**
 * @param {QueueRow} row
 * @param {number} now
 */
const needsWatching = (row, now) => Number(isOverdue(row, now) || isUnattended(row));

/** @param {CurrentRow} row */
const wasInTrouble = ({ lastLevel }) => (lastLevel === 'breach' ? 2 : lastLevel === 'risk' ? 1 : 0);

/**
 * @param {QueueRow} row
 * @param {number} now
 */
const overrun = (row, now) => (waitOf(row, now) ?? 0) / Math.max(1, row.threshold);

/** @param {QueueRow} row */
const shortfall = ({ serviceLevel, target }) => Math.max(0, target - (serviceLevel ?? target));
