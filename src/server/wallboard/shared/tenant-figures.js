/** @import { CurrentRow, TenantHead } from './board.ts' */
import { levelOf } from './risk.js';

/**
 * Figures of a tenant and of all tenants, aggregated from their queues. Unreported values are not counted as zero: each
 * figure states how many queues or tenants it covers. They depend on the data alone, so that they are aggregated once
 * for each update; only the longest wait grows in between, see `figuresAt`.
 */

/**
 * @typedef {object} Figure
 * @property {number | undefined} value undefined when unknown
 * @property {number} known number of parts with a value
 * @property {number} of number of parts
 */

export const FIGURES = /** @type {const} */ ([
  'breach',
  'risk',
  'waiting',
  'longest',
  'available',
  'level',
  'answered',
  'abandoned',
  'speed',
]);
/** @typedef {(typeof FIGURES)[number]} FigureName */
/** @typedef {Readonly<Record<FigureName, Figure>>} Figures */

/**
 * The longest wait: since when the oldest contact waits in Unix seconds, and the longest one that a platform reports in
 * seconds. 0 of the latter where no contact waits.
 * @typedef {{ readonly since?: number | undefined, readonly reported?: number | undefined }} Wait
 */

/**
 * Values of one part; undefined where unknown. Ratios are computed from sums, never averaged.
 * @typedef {object} Part
 * @property {number | undefined} breach
 * @property {number | undefined} risk
 * @property {number | undefined} waiting
 * @property {Wait | undefined} longest
 * @property {number | undefined} [available]
 * @property {readonly [answeredWithinThreshold: number, counted: number] | undefined} level
 * @property {number | undefined} answered
 * @property {number | undefined} abandoned
 * @property {readonly [waitSeconds: number, answered: number] | undefined} speed
 */

/**
 * @param {TenantHead} head
 * @param {readonly CurrentRow[]} rows of the tenant, all media
 * @param {boolean} isStale
 */
export function tenantFigures(head, rows, isStale) {
  const queues = [...Map.groupBy(rows, ({ id }) => id).values()].map(queuePart);
  const total = sumOf(queues);
  // Agents come from the tenant, because an agent may serve several queues.
  const agents = isStale ? undefined : head.available;
  const available = { value: agents, known: agents === undefined ? 0 : 1, of: 1 };
  return { figures: { ...figuresOf(queues, total), available }, part: { ...total, available: agents } };
}

/** @param {readonly Part[]} tenants */
export function totalFigures(tenants) {
  const total = sumOf(tenants);
  return { figures: figuresOf(tenants, total), part: total };
}

/**
 * The figures with the longest wait at a time.
 * @param {{ figures: Figures, part: Part }} of
 * @param {number} now Unix seconds
 * @returns {Figures}
 */
export const figuresAt = ({ figures, part }, now) => ({
  ...figures,
  longest: { ...figures.longest, value: part.longest && waitAt(part.longest, now) },
});

/**
 * @param {Wait} wait
 * @param {number} now
 */
const waitAt = ({ since, reported = 0 }, now) =>
  since === undefined ? reported : Math.max(0, now - since, reported);

/** A queue is in breach or at risk at any time or not. */
const ANY_TIME = 0;

/**
 * @param {readonly CurrentRow[]} media of one queue
 * @returns {Part}
 */
function queuePart(media) {
  const levels = media.map((row) => levelOf(row, ANY_TIME));
  const apart = media.filter(({ media, answered }) => media !== 'all' && answered !== undefined);
  const reporting = apart.length > 0 ? apart : media.filter(({ answered }) => answered !== undefined);
  return {
    breach: media.some(({ breached }) => breached !== undefined)
      ? Number(levels.includes('breach'))
      : undefined,
    risk: media.some(({ predicted }) => predicted !== undefined)
      ? Number(levels.includes('risk'))
      : undefined,
    waiting: sum(media.flatMap(({ waiting }) => waiting ?? [])),
    longest: longest(media.map((row) => ({ longest: rowWait(row), waiting: row.waiting }))),
    level: ratio(
      reporting.map(({ answeredWithinThreshold, answered, abandoned, counted }) => [
        answeredWithinThreshold,
        counted ?? add(answered, abandoned),
      ]),
    ),
    answered: sum(reporting.flatMap(({ answered }) => answered ?? [])),
    abandoned: sum(reporting.flatMap(({ abandoned }) => abandoned ?? [])),
    speed: ratio(reporting.map(({ answeredWait, answered }) => [answeredWait, answered])),
  };
}

/**
 * @param {readonly Part[]} parts
 * @returns {Part}
 */
function sumOf(parts) {
  /** @param {Exclude<FigureName, 'level' | 'speed' | 'longest'>} name */
  const known = (name) => parts.flatMap((part) => part[name] ?? []);
  return {
    breach: sum(known('breach')),
    risk: sum(known('risk')),
    waiting: sum(known('waiting')),
    longest: longest(parts),
    available: sum(known('available')),
    level: ratio(parts.flatMap(({ level }) => (level ? [level] : []))),
    answered: sum(known('answered')),
    abandoned: sum(known('abandoned')),
    speed: ratio(parts.flatMap(({ speed }) => (speed ? [speed] : []))),
  };
}

/**
 * @param {readonly Part[]} parts
 * @param {Part} total
 * @returns {Figures}
 */
function figuresOf(parts, total) {
  const figure = (/** @type {FigureName} */ name) => {
    const value = total[name];
    return {
      value: typeof value === 'number' ? value : isPair(value) ? quotient(value) : undefined,
      known: parts.filter((part) => part[name] !== undefined).length,
      of: parts.length,
    };
  };
  return /** @type {Figures} */ (Object.fromEntries(FIGURES.map((name) => [name, figure(name)])));
}

/**
 * @param {readonly number[]} values
 * @returns {number | undefined}
 */
const sum = (values) => (values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0));

/**
 * @param {CurrentRow} row
 * @returns {Wait | undefined}
 */
function rowWait({ oldestAt, wait, waiting }) {
  if (oldestAt !== undefined) return { since: oldestAt };
  const reported = wait ?? (waiting === 0 ? 0 : undefined);
  return reported === undefined ? undefined : { reported };
}

/**
 * The longest known wait. It is 0 only when every part with waiting contacts reports its wait.
 * @param {readonly Pick<Part, 'longest' | 'waiting'>[]} parts
 * @returns {Wait | undefined}
 */
function longest(parts) {
  const known = parts.flatMap((part) => part.longest ?? []);
  if (known.length === 0) return undefined;
  const since = known.flatMap((wait) => wait.since ?? []);
  const reported = known.flatMap((wait) => wait.reported ?? []);
  const isHidden = parts.some(
    (part) => part.longest === undefined && part.waiting !== 0 && part.waiting !== undefined,
  );
  if (since.length === 0 && Math.max(...reported) === 0 && isHidden) return undefined;
  return {
    since: since.length === 0 ? undefined : Math.min(...since),
    reported: reported.length === 0 ? undefined : Math.max(...reported),
  };
}

/**
 * @param {number | undefined} a
 * @param {number | undefined} b
 */
const add = (a, b) => (a === undefined || b === undefined ? undefined : a + b);

/**
 * Sums of numerators and denominators; undefined when any of them is unknown.
 * @param {readonly (readonly [number | undefined, number | undefined])[]} pairs
 * @returns {readonly [number, number] | undefined}
 */
function ratio(pairs) {
  let [numerator, denominator] = [0, 0];
  for (const [part, whole] of pairs) {
    if (part === undefined || whole === undefined) return undefined;
    numerator += part;
    denominator += whole;
  }
  return pairs.length === 0 ? undefined : [numerator, denominator];
}

/**
 * @param {Wait | readonly [number, number] | undefined} value
 * @returns {value is readonly [number, number]}
 */
const isPair = (value) => Array.isArray(value);

/** @param {readonly [number, number]} pair */
const quotient = ([numerator, denominator]) => (denominator > 0 ? numerator / denominator : undefined);
