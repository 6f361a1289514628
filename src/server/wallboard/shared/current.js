/** @import { CurrentRow, PollState, QueueRow, TenantHead } from './board.ts' */
import { levelOf } from './risk.js';

/** What of the last known data is still current. Times are Unix seconds. */

/** Intervals after which a poll is overdue, as `/-/ready` has it. */
const MAX_AGE_INTERVALS = 2;
/** What a message may take from the poll to the page, in seconds, before it counts as late. */
const TRANSIT_SECONDS = 1.5;

/**
 * Seconds since the last successful poll; undefined before one.
 * @param {PollState} poll
 * @param {number} now
 */
export const ageOf = ({ updatedAt }, now) =>
  updatedAt === undefined ? undefined : Math.max(0, now - updatedAt);

/**
 * Whether data is overdue. Of a head: that of the tenant's queues.
 * @param {PollState} poll
 * @param {number} now
 */
export function isStale({ interval, updatedAt, error }, now) {
  if (interval === undefined) return false;
  const age = ageOf({ updatedAt }, now);
  return age === undefined ? error !== undefined : age > MAX_AGE_INTERVALS * interval + TRANSIT_SECONDS;
}

/** Figures of the queue poll. */
const LIVE = /** @type {const} */ ([
  'waiting',
  'active',
  'oldestAt',
  'wait',
  'available',
  'busy',
  'predicted',
  'probability',
  'isRuleOfThumb',
  'horizon',
  'clearsBelow',
  'estimatedWait',
]);
/** Figures of the poll of counts. */
const COUNTED = /** @type {const} */ ([
  'answered',
  'abandoned',
  'inTime',
  'answeredWait',
  'window',
  'judgedFrom',
]);

/**
 * The tenant's rows without the figures whose poll is overdue: frozen figures are not shown as current.
 * @param {TenantHead} head
 * @param {readonly QueueRow[]} rows
 * @param {number} now
 * @returns {readonly CurrentRow[]}
 */
export function currentRows(head, rows, now) {
  const isLive = !isStale(head, now);
  const isCounted = head.counts ? !isStale(head.counts, now) : isLive;
  if (isLive && isCounted) return rows;
  return rows.map((row) => {
    // A service level that is not counted is the platform's own, which comes with the queue poll.
    const isLevelCurrent = row.inTime === undefined ? isLive : isCounted;
    const current = without(row, [
      ...(isLive ? [] : LIVE),
      ...(isCounted ? [] : COUNTED),
      ...(isLevelCurrent ? [] : /** @type {const} */ (['serviceLevel'])),
      ...(isLevelCurrent && isCounted ? [] : /** @type {const} */ (['breached'])),
    ]);
    return isLive
      ? current
      : { ...current, lostAt: head.updatedAt, was: levelOf(row, head.updatedAt ?? now) };
  });
}

/**
 * @param {QueueRow} row
 * @param {readonly Exclude<keyof QueueRow, 'tenant' | 'id' | 'name' | 'media' | 'target' | 'threshold'>[]} figures
 * @returns {QueueRow}
 */
function without(row, figures) {
  /** @type {{ -readonly [Key in keyof QueueRow]: QueueRow[Key] }} */
  const rest = { ...row };
  for (const figure of figures) delete rest[figure];
  return rest;
}
