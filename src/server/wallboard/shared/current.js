/** @import { CurrentRow, PollState, QueueRow, TenantHead } from './board.ts' */
import { levelOf } from './risk.js';

/** Decides which of the last values are current. Times are Unix seconds. */

/** Age after which a poll is overdue, in its intervals; the same as for `/-/ready`. */
const MAX_AGE_INTERVALS = 2;
/** Allowance for the time from the poll to the page, in seconds. */
const TRANSIT_SECONDS = 1.5;

/**
 * Seconds since the last successful poll; undefined before one.
 * @param {{ readonly updatedAt?: number | undefined }} poll
 * @param {number} now
 */
export const ageOf = ({ updatedAt }, now) =>
  updatedAt === undefined ? undefined : Math.max(0, now - updatedAt);

/**
 * Whether the data of a poll is overdue; for a head, that of the queue poll.
 * @param {PollState} poll
 * @param {number} now
 */
export function isStale({ interval, updatedAt, error }, now) {
  if (interval === undefined) return false;
  const age = ageOf({ updatedAt }, now);
  return age === undefined ? error !== undefined : age > MAX_AGE_INTERVALS * interval + TRANSIT_SECONDS;
}

/** Values from the queue poll. */
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
  'required',
  'serving',
]);
/** Values from the poll of interaction counts. */
const COUNTED = /** @type {const} */ ([
  'answered',
  'abandoned',
  'answeredWithinThreshold',
  'answeredWait',
  'window',
  'minContacts',
]);

/**
 * The tenant's rows without values whose poll is overdue: stale values are not shown as current.
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
    // Without counts, the service level is reported by the platform and comes with the queue poll.
    const isLevelCurrent = row.answeredWithinThreshold === undefined ? isLive : isCounted;
    const current = without(row, [
      ...(isLive ? [] : LIVE),
      ...(isCounted ? [] : COUNTED),
      ...(isLevelCurrent ? [] : /** @type {const} */ (['serviceLevel'])),
      ...(isLevelCurrent && isCounted ? [] : /** @type {const} */ (['breached'])),
    ]);
    return isLive
      ? current
      : { ...current, lostAt: head.updatedAt, lastLevel: levelOf(row, head.updatedAt ?? now) };
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
