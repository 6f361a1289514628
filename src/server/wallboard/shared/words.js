/** @import { QueueRow } from './board.ts' */
import { queuesIn } from './key.js';

/** Figures in words, for people. Unknown is a dash, never a zero. */

export const UNKNOWN = '–';

/** @param {number | undefined} value */
export const count = (value) => (value === undefined ? UNKNOWN : value.toLocaleString('en'));

/**
 * `0:07`, `12:30`, `1:02:03`.
 * @param {number | undefined} seconds
 */
export function duration(seconds) {
  if (seconds === undefined) return UNKNOWN;
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Keeps 0.29 at 29 %, which binary arithmetic makes a hair less of. */
const HAIR = 1e-9;

/**
 * Rounded down, so that a service level just short of its target never looks as if it had been reached.
 * @param {number | undefined} ratio
 */
export const percent = (ratio) => (ratio === undefined ? UNKNOWN : `${Math.floor(ratio * 100 + HAIR)}%`);

/**
 * A chance is never shown as certain unless it is.
 * @param {number | undefined} probability
 */
export function chance(probability) {
  if (probability === undefined) return UNKNOWN;
  if (probability > 0 && probability < 0.01) return '<1%';
  if (probability < 1 && probability > 0.99) return '>99%';
  return `${Math.round(probability * 100)}%`;
}

/**
 * How much of the board a view shows.
 * @param {readonly QueueRow[]} shown
 * @param {readonly QueueRow[]} all
 */
export function shownText(shown, all) {
  const [some, every] = [queuesIn(shown), queuesIn(all)];
  const queues = every === 1 ? 'queue' : 'queues';
  return some === every ? `${count(every)} ${queues}` : `${count(some)} of ${count(every)} ${queues}`;
}
