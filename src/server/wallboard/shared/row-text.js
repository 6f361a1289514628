/** @import { CurrentRow, QueueRow } from './board.ts' */
/** @import { Level } from './levels.js' */
import { LEVEL_NAMES } from './levels.js';
import { isOverdue, isUnattended, levelOf, waitOf } from './risk.js';
import { chance, count, duration, percent, span, timeAt, UNKNOWN } from './words.js';

/** Texts of a row, shared by server and browser. */

/**
 * @param {CurrentRow} row
 * @param {number} now Unix seconds
 */
export function rowText(row, now) {
  const level = levelOf(row, now);
  return {
    state: level === 'unknown' && row.lastLevel !== undefined ? 'No data' : LEVEL_NAMES[level],
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
    // In a breach, the probability of a breach has no meaning.
    probability: level === 'breach' ? '' : chance(row.probability),
    reason: reasonOf(row, now),
  };
}

/** Length above which a name takes two lines on a wall, in characters. */
const LONG_NAME = 15;

/**
 * Attributes of a row for the style sheet.
 * @param {CurrentRow} row
 * @param {number} now Unix seconds
 */
export function rowMarks(row, now) {
  return {
    'data-level': levelOf(row, now),
    'data-overdue': isOverdue(row, now),
    'data-unattended': isUnattended(row),
    'data-judged': row.serviceLevel !== undefined,
    'data-predicted': row.probability !== undefined,
    'data-stale': row.lastLevel !== undefined,
    'data-long': row.name.length > LONG_NAME,
  };
}

/**
 * URL of the explanation of a prediction, relative to the page; undefined when it comes from the rule of thumb.
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
 * A wait reported by the platform does not count up and is marked with `~`.
 * @param {QueueRow} row
 * @param {number} now
 */
function waitText(row, now) {
  const seconds = waitOf(row, now);
  const isEstimate = row.oldestAt === undefined && (seconds ?? 0) > 0;
  if (row.waiting === 0 && seconds === 0) return NO_WAIT;
  return isEstimate ? `~${duration(seconds)}` : duration(seconds);
}

/** No contact waits, which is neither unknown nor a wait of zero. */
export const NO_WAIT = 'none';

/**
 * Reason for the state of the queue: its cause first, then other facts.
 * @param {CurrentRow} row
 * @param {number} now
 */
export function reasonOf(row, now) {
  const level = levelOf(row, now);
  const facts = [
    ...causes(row, level),
    // Waiting contacts do not explain a breach, and have columns of their own.
    ...(level === 'breach' || level === 'risk' ? [] : waitingFacts(row, now)),
    ...(level === 'breach' ? [] : [...agentFacts(row), ...outlook(row)]),
    ...staffingFacts(row),
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
function lostFacts({ lastLevel, lostAt }, now) {
  if (lastLevel === undefined) return [];
  const since = lostAt === undefined ? 'no data yet' : `no data since ${timeAt(lostAt, now)}`;
  return lastLevel === 'unknown' || lastLevel === 'calm'
    ? [since]
    : [`${since} (${LAST_LEVEL_TEXTS[lastLevel]})`];
}

const LAST_LEVEL_TEXTS = { breach: 'was in breach', risk: 'was at risk', watch: 'had contacts waiting' };

/**
 * @param {CurrentRow} row
 * @param {Level} level
 * @returns {string[]}
 */
function causes(row, level) {
  const { clearsBelow, minContacts, serviceLevel, target, horizon, answered = 0, abandoned = 0 } = row;
  if (level === 'breach') return [levelText(row)];
  if (level === 'risk') {
    if (clearsBelow !== undefined) return [`at risk until the chance is below ${percent(clearsBelow)}`];
    const within = horizon === undefined ? '' : ` within ${span(horizon)}`;
    return [row.isRuleOfThumb ? 'by rule of thumb' : `breach likely${within}`];
  }
  if (minContacts !== undefined && serviceLevel !== undefined && serviceLevel < target)
    return [`${fewText(answered + abandoned)}, evaluated from ${count(minContacts)}`];
  return [];
}

/** @param {number} contacts in the window of the service level */
const fewText = (contacts) =>
  contacts === 0 ? 'no contacts' : contacts === 1 ? 'only 1 contact' : `only ${count(contacts)} contacts`;

/**
 * Service level as counts where the platform reports them; otherwise as the reported ratio.
 * @param {QueueRow} row
 */
function levelText({
  serviceLevel = 0,
  target,
  window,
  answeredWithinThreshold,
  answered = 0,
  abandoned = 0,
  counted = answered + abandoned,
}) {
  const isCounted =
    answeredWithinThreshold !== undefined && Math.abs(answeredWithinThreshold - serviceLevel * counted) < 0.5;
  if (isCounted && window !== undefined)
    return `${count(answeredWithinThreshold)} of ${count(counted)} answered in time in the last ${span(window)}`;
  return `platform reports ${percent(serviceLevel)}, target ${percent(target)}`;
}

/**
 * @param {QueueRow} row
 * @param {number} now
 * @returns {string[]}
 */
function waitingFacts(row, now) {
  const { waiting } = row;
  if (waiting === 0) return ['no contacts waiting'];
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
  if (busy === undefined) return ['no agents available'];
  return [busy === 0 ? 'no agents' : `all ${count(busy)} busy`];
}

/**
 * Agents that the load requires beside those who serve: also where there are more, who can move to another queue.
 * @param {QueueRow} row
 * @returns {string[]}
 */
function staffingFacts({ required, serving }) {
  return required === undefined || serving === undefined
    ? []
    : [`needs ${count(required)}, has ${count(serving)}`];
}

/**
 * @param {QueueRow} row
 * @returns {string[]}
 */
function outlook(row) {
  const { estimatedWait = 0, predicted, clearsBelow } = row;
  // The reason is long enough, and the wait short, where the chance has fallen again.
  if (clearsBelow !== undefined) return [];
  return estimatedWait >= 1 && (predicted || isUnattended(row))
    ? [`next waits ~${duration(estimatedWait)}`]
    : [];
}
