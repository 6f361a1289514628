/** @import { QueueRow } from './board.ts' */
import { isOverdue, isUnattended, LEVEL_NAMES, levelOf, waitOf } from './risk.js';
import { chance, count, duration, percent, UNKNOWN } from './words.js';

/** A row as it is read: the same words from the server and in the browser. */

/**
 * @param {QueueRow} row
 * @param {number} now Unix seconds
 * @param {boolean} isStale what is known of it is old
 */
export function rowText(row, now, isStale) {
  const level = levelOf(row, now);
  return {
    state: isStale ? `Was ${level === 'calm' ? 'OK' : LEVEL_NAMES[level].toLowerCase()}` : LEVEL_NAMES[level],
    name: row.name,
    place: row.media === 'all' ? row.tenant : `${row.tenant} · ${mediaName(row.media)}`,
    waiting: count(row.waiting),
    oldest: waitText(row, now),
    available: count(row.available),
    busy: row.busy === undefined ? '' : ` / ${count(row.busy)}`,
    level: percent(row.serviceLevel),
    target: percent(row.target),
    probability: chance(row.probability),
    reason: reasonOf(row, now),
  };
}

/**
 * What of a row the style sheet goes by.
 * @param {QueueRow} row
 * @param {number} now Unix seconds
 */
export function rowMarks(row, now) {
  return {
    'data-level': levelOf(row, now),
    'data-overdue': isOverdue(row, now),
    'data-unattended': isUnattended(row),
    'data-judged': row.serviceLevel !== undefined,
  };
}

/**
 * Where the prediction of a queue is explained; undefined when nothing but a rule of thumb was applied.
 * @param {QueueRow} row
 */
export function explanationAddress({ tenant, id, media, probability }) {
  if (probability === undefined) return undefined;
  const queue = `${encodeURIComponent(tenant)}/${encodeURIComponent(id)}`;
  return `api/v1/queues/${queue}/explain?media=${encodeURIComponent(media)}`;
}

/** @param {string} media */
export const mediaName = (media) => media.replaceAll('_', ' ');

/**
 * The platform's own figure does not count up, and is marked as its estimate.
 * @param {QueueRow} row
 * @param {number} now
 */
function waitText(row, now) {
  const seconds = waitOf(row, now);
  const isEstimate = row.oldestAt === undefined && (seconds ?? 0) > 0;
  if (row.waiting === 0 && seconds === 0) return NO_WAIT;
  return isEstimate ? `~${duration(seconds)}` : duration(seconds);
}

/** Nobody waits: there is no oldest one, which is not the same as a wait of nought. */
const NO_WAIT = UNKNOWN;

/**
 * Why the queue stands where it does, in a short sentence.
 * @param {QueueRow} row
 * @param {number} now
 */
export function reasonOf(row, now) {
  const facts = [...waitingFacts(row, now), ...agentFacts(row), ...outlook(row)].join(', ');
  return facts === '' ? UNKNOWN : facts.charAt(0).toUpperCase() + facts.slice(1);
}

/**
 * @param {QueueRow} row
 * @param {number} now
 * @returns {string[]}
 */
function waitingFacts(row, now) {
  const { waiting } = row;
  if (waiting === 0) return ['nobody waiting'];
  const wait = waitText(row, now);
  const oldest = wait === UNKNOWN ? [] : [row.oldestAt === undefined ? `wait ${wait}` : `oldest ${wait}`];
  return waiting === undefined ? oldest : [`${count(waiting)} waiting`, ...oldest];
}

/**
 * @param {QueueRow} row
 * @returns {string[]}
 */
function agentFacts(row) {
  const { available, busy } = row;
  if (available === undefined) return [];
  if (available > 0) return [`${count(available)} free`];
  if (busy === undefined) return ['nobody free'];
  return [busy === 0 ? 'no agent there' : `all ${count(busy)} busy`];
}

/**
 * @param {QueueRow} row
 * @returns {string[]}
 */
function outlook(row) {
  const { estimatedWait = 0, predicted, isRuleOfThumb } = row;
  const next =
    estimatedWait >= 1 && (predicted || isUnattended(row)) ? [`next waits ~${duration(estimatedWait)}`] : [];
  return predicted && isRuleOfThumb ? [...next, 'by rule of thumb'] : next;
}
