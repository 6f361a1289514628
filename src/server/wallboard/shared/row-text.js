/** @import { CurrentRow, QueueRow } from './board.ts' */
/** @import { Level } from './levels.js' */
import { LEVEL_NAMES } from './levels.js';
import { isOverdue, isUnattended, levelOf, waitOf } from './risk.js';
import { chance, count, duration, percent, span, timeAt, UNKNOWN } from './words.js';

/** A row as it is read: the same words from the server and in the browser. */

/**
 * @param {CurrentRow} row
 * @param {number} now Unix seconds
 */
export function rowText(row, now) {
  const level = levelOf(row, now);
  return {
    state: level === 'unknown' && row.was !== undefined ? 'No data' : LEVEL_NAMES[level],
    name: row.name,
    place: row.media === 'all' ? row.tenant : `${row.tenant} · ${mediaName(row.media)}`,
    waiting: count(row.waiting),
    oldest: waitText(row, now),
    available: count(row.available),
    busy: row.busy === undefined ? '' : ` / ${count(row.busy)}`,
    level: percent(row.serviceLevel),
    target: percent(row.target),
    answered: count(row.answered),
    abandoned: row.abandoned === undefined ? '' : ` / ${count(row.abandoned)}`,
    // Of a queue that is in breach, the chance of a breach says nothing.
    probability: level === 'breach' ? '' : chance(row.probability),
    reason: reasonOf(row, now),
  };
}

/** A longer name takes two lines of a wall, in characters. */
const LONG_NAME = 12;

/**
 * What of a row the style sheet goes by.
 * @param {CurrentRow} row
 * @param {number} now Unix seconds
 */
export function rowMarks(row, now) {
  return {
    'data-level': levelOf(row, now),
    'data-overdue': isOverdue(row, now),
    'data-unattended': isUnattended(row),
    'data-judged': row.serviceLevel !== undefined,
    'data-foreseen': row.probability !== undefined,
    'data-stale': row.was !== undefined,
    'data-long': row.name.length > LONG_NAME,
  };
}

/**
 * Where the prediction of a queue is explained, relative to the page; undefined when only a rule of thumb was applied.
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

/** Nobody waits, which is neither unknown nor a wait of zero. */
export const NO_WAIT = 'none';

/**
 * Why the queue is in its state: first what makes it so, then what is known beside it.
 * @param {CurrentRow} row
 * @param {number} now
 */
export function reasonOf(row, now) {
  const level = levelOf(row, now);
  const facts = [
    ...causes(row, level),
    // Who waits is no reason for a breach that has come or is predicted, and has columns of its own.
    ...(level === 'breach' || level === 'risk' ? [] : waitingFacts(row, now)),
    ...(level === 'breach' ? [] : [...agentFacts(row), ...outlook(row)]),
    ...lostFacts(row, now),
  ];
  const text = facts.join(', ');
  return text === '' ? UNKNOWN : text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * @param {CurrentRow} row
 * @param {number} now
 * @returns {string[]}
 */
function lostFacts({ was, lostAt }, now) {
  if (was === undefined) return [];
  const since = lostAt === undefined ? 'no data yet' : `no data since ${timeAt(lostAt, now)}`;
  return was === 'unknown' || was === 'calm' ? [since] : [`${since} (${WAS[was]})`];
}

const WAS = { breach: 'was in breach', risk: 'was at risk', watch: 'had contacts waiting' };

/**
 * @param {CurrentRow} row
 * @param {Level} level
 * @returns {string[]}
 */
function causes(row, level) {
  const { clearsBelow, judgedFrom, serviceLevel, target, horizon, answered = 0, abandoned = 0 } = row;
  if (level === 'breach') return [levelText(row)];
  if (level === 'risk') {
    if (clearsBelow !== undefined) return [`at risk until the chance is below ${percent(clearsBelow)}`];
    const within = horizon === undefined ? '' : ` within ${span(horizon)}`;
    return [row.isRuleOfThumb ? 'by rule of thumb' : `breach likely${within}`];
  }
  if (judgedFrom !== undefined && serviceLevel !== undefined && serviceLevel < target)
    return [`${fewText(answered + abandoned)}, judged from ${count(judgedFrom)} on`];
  return [];
}

/** @param {number} contacts in the window that is judged */
const fewText = (contacts) =>
  contacts === 0 ? 'no contacts' : contacts === 1 ? 'only 1 contact' : `only ${count(contacts)} contacts`;

/**
 * The service level in the counts that it was made of, where the platform reports them; else as the platform reports it.
 * @param {QueueRow} row
 */
function levelText({ serviceLevel = 0, target, window, inTime, answered = 0, abandoned = 0 }) {
  const completed = answered + abandoned;
  const isCounted = inTime !== undefined && Math.abs(inTime - serviceLevel * completed) < 0.5;
  if (isCounted && window !== undefined)
    return `${count(inTime)} of ${count(completed)} answered in time in the last ${span(window)}`;
  return `platform reports ${percent(serviceLevel)}, target ${percent(target)}`;
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
  const oldest =
    wait === UNKNOWN ? [] : [row.oldestAt === undefined ? `wait ${wait}` : `longest wait ${wait}`];
  return waiting === undefined ? oldest : [`${count(waiting)} waiting`, ...oldest];
}

/**
 * @param {QueueRow} row
 * @returns {string[]}
 */
function agentFacts(row) {
  const { available, busy } = row;
  if (available === undefined) return [];
  if (available > 0) return [`${count(available)} available`];
  if (busy === undefined) return ['nobody available'];
  return [busy === 0 ? 'no agents' : `all ${count(busy)} busy`];
}

/**
 * @param {QueueRow} row
 * @returns {string[]}
 */
function outlook(row) {
  const { estimatedWait = 0, predicted } = row;
  return estimatedWait >= 1 && (predicted || isUnattended(row))
    ? [`next waits ~${duration(estimatedWait)}`]
    : [];
}
