/** @import { QueueRow } from './board.ts' */
import { chanceText, percentText } from '../../../domain/percent.js';
import { queuesIn } from './key.js';

/** Formats values for display. Unknown is a dash, never zero. Times are Unix seconds. */

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

/**
 * A configured duration: `10 min`, `90 s`.
 * @param {number} seconds
 */
export const span = (seconds) => (seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`);

/** @param {number | undefined} ratio */
export const percent = (ratio) => (ratio === undefined ? UNKNOWN : percentText(ratio));

/** @param {number | undefined} probability */
export const chance = (probability) => (probability === undefined ? UNKNOWN : chanceText(probability));

/**
 * Age of an event: `4 s ago`, `12:30 ago`.
 * @param {number} seconds
 */
export const ago = (seconds) => (seconds < 60 ? `${Math.floor(seconds)} s ago` : `${duration(seconds)} ago`);

const HOURS = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const CLOCK = /** @type {const} */ ({ ...HOURS, timeZoneName: 'short' });
const DAY = /** @type {const} */ ({ ...HOURS, day: 'numeric', month: 'short' });
/** @type {Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * Creates a format when it is first used: the first one loads 8 MiB of data, and a server without viewers needs none.
 * @param {Intl.DateTimeFormatOptions} options
 */
function formatOf(options) {
  const known = formats.get(options) ?? new Intl.DateTimeFormat('en', options);
  formats.set(options, known);
  return known;
}

/** Age above which times include the day, in seconds. */
const SAME_DAY_SECONDS = 12 * 3600;

/**
 * Time of day with its zone (the browser's, or the server's without JavaScript): `14:26 UTC`.
 * @param {number} now
 */
export const timeOfDay = (now) => formatOf(CLOCK).format(now * 1000);

/**
 * Time of an event: `14:26`, or `27 Nov, 14:26`.
 * @param {number} at
 * @param {number} now
 */
export const timeAt = (at, now) => formatOf(now - at < SAME_DAY_SECONDS ? HOURS : DAY).format(at * 1000);

/**
 * Number of queues that a view shows.
 * @param {readonly QueueRow[]} shown
 * @param {readonly QueueRow[]} all
 */
export function shownText(shown, all) {
  const [some, every] = [queuesIn(shown), queuesIn(all)];
  const queues = every === 1 ? 'queue' : 'queues';
  return some === every ? `${count(every)} ${queues}` : `${count(some)} of ${count(every)} ${queues}`;
}
