/** @import { QueueRow, TenantHead } from './board.ts' */
import { queuesIn } from './key.js';
import { levelOf, waitOf } from './risk.js';
import { count, duration, UNKNOWN } from './words.js';

/** A tenant as it is read: the same words from the server and in the browser. Times are Unix seconds. */

/** Intervals after which a poll is overdue, as `/-/ready` has it. */
const MAX_AGE_INTERVALS = 2;
/** What a message may take from the poll to the page, in seconds, before it counts as late. */
const WAY_SECONDS = 1.5;

/**
 * Seconds since the queues were last told; undefined before they were.
 * @param {TenantHead} head
 * @param {number} now
 */
export const ageOf = ({ updatedAt }, now) =>
  updatedAt === undefined ? undefined : Math.max(0, now - updatedAt);

/**
 * @param {TenantHead} head
 * @param {number} now
 */
export function isStale(head, now) {
  if (head.interval === undefined) return false;
  const age = ageOf(head, now);
  return age === undefined ? head.error !== undefined : age > MAX_AGE_INTERVALS * head.interval + WAY_SECONDS;
}

/**
 * @param {TenantHead} head
 * @returns {'up' | 'degraded' | 'down' | 'unknown'}
 */
export function platformState({ up, troubles }) {
  if (up === undefined) return 'unknown';
  if (!up) return 'down';
  return troubles.length > 0 ? 'degraded' : 'up';
}

const STATE_NAMES = {
  up: 'Platform up',
  degraded: 'Platform degraded',
  down: 'Platform down',
  unknown: 'Not asked yet',
};

/** @type {Readonly<Record<ReturnType<typeof platformState>, 'calm' | 'risk' | 'breach' | 'unknown'>>} */
export const STATE_ICONS = { up: 'calm', degraded: 'risk', down: 'breach', unknown: 'unknown' };

/**
 * @param {TenantHead} head
 * @param {readonly QueueRow[]} rows the tenant's
 * @param {number} now
 */
export function tenantText(head, rows, now) {
  const inLevel = (/** @type {string} */ wanted) =>
    queuesIn(rows.filter((row) => levelOf(row, now) === wanted));
  const longest = greatest(rows.map((row) => waitOf(row, now)));
  return {
    tenant: head.name,
    platform: head.platform,
    status: STATE_NAMES[platformState(head)],
    age: ageText(head, now),
    breach: rows.length === 0 ? UNKNOWN : count(inLevel('breach')),
    risk: rows.length === 0 ? UNKNOWN : count(inLevel('risk')),
    waiting: waitingText(rows),
    longest: longest === 0 ? UNKNOWN : duration(longest),
    free: count(head.available),
    note: noteOf(head, now),
  };
}

/**
 * @param {TenantHead} head
 * @param {number} now
 */
export function ageText(head, now) {
  if (head.interval === undefined) return 'queues not polled';
  const age = ageOf(head, now);
  return age === undefined ? 'no data yet' : `${duration(age)} old`;
}

/**
 * What shouts: whose data is how old, and why.
 * @param {TenantHead} head
 * @param {number} now
 */
export function staleText(head, now) {
  const age = ageOf(head, now);
  const because = head.error === undefined ? '' : ` (${head.error})`;
  return age === undefined
    ? `${head.name}: no data yet${because}`
    : `${head.name}: data is ${duration(age)} old${because}`;
}

/**
 * @param {TenantHead} head
 * @param {number} now
 */
function noteOf(head, now) {
  if (head.error !== undefined && isStale(head, now)) return head.error;
  return head.troubles.join('; ');
}

/**
 * With a queue among them of which nothing is known, the sum is at least what is known. Where a platform tells a
 * queue's media apart, its row for all media knows less, and that does not count as unknown.
 * @param {readonly QueueRow[]} rows
 */
function waitingText(rows) {
  const known = rows.filter(({ waiting }) => waiting !== undefined);
  if (known.length === 0) return UNKNOWN;
  const told = new Set(known.map(({ id }) => id));
  const sum = known.reduce((total, { waiting = 0 }) => total + waiting, 0);
  return rows.every(({ id }) => told.has(id)) ? count(sum) : `${count(sum)}+`;
}

/** @param {readonly (number | undefined)[]} values */
function greatest(values) {
  /** @type {number | undefined} */
  let most;
  for (const value of values) if (value !== undefined && !(most !== undefined && most >= value)) most = value;
  return most;
}
