/** @import { CurrentRow, TenantHead } from './board.ts' */
import { levelOf, waitOf } from './risk.js';

/**
 * Figures of a tenant and of all tenants, aggregated from their queues. Unreported values are not counted as zero: each
 * figure states how many queues or tenants it covers.
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
 * Values of one part; undefined where unknown. Ratios are computed from sums, never averaged.
 * @typedef {object} Part
 * @property {number | undefined} breach
 * @property {number | undefined} risk
 * @property {number | undefined} waiting
 * @property {number | undefined} longest seconds
 * @property {number | undefined} [available]
 * @property {readonly [answeredWithinThreshold: number, completed: number] | undefined} level
 * @property {number | undefined} answered
 * @property {number | undefined} abandoned
 * @property {readonly [waitSeconds: number, answered: number] | undefined} speed
 */

/**
 * @param {TenantHead} head
 * @param {readonly CurrentRow[]} rows of the tenant, all media
 * @param {boolean} isStale
 * @param {number} now Unix seconds
 */
export function tenantFigures(head, rows, isStale, now) {
  const queues = [...Map.groupBy(rows, ({ id }) => id).values()].map((media) => queuePart(media, now));
  const total = sumOf(queues);
  // Agents come from the tenant, because an agent may serve several queues.
  const agents = isStale ? undefined : head.available;
  const available = { value: agents, known: agents === undefined ? 0 : 1, of: 1 };
  return { figures: { ...figuresOf(queues, total), available }, part: { ...total, available: agents } };
}

/** @param {readonly Part[]} tenants */
export const totalFigures = (tenants) => figuresOf(tenants, sumOf(tenants));

/**
 * @param {readonly CurrentRow[]} media of one queue
 * @param {number} now
 * @returns {Part}
 */
function queuePart(media, now) {
  const levels = media.map((row) => levelOf(row, now));
  const apart = media.filter(({ media, answered }) => media !== 'all' && answered !== undefined);
  const counted = apart.length > 0 ? apart : media.filter(({ answered }) => answered !== undefined);
  return {
    breach: media.some(({ breached }) => breached !== undefined)
      ? Number(levels.includes('breach'))
      : undefined,
    risk: media.some(({ predicted }) => predicted !== undefined)
      ? Number(levels.includes('risk'))
      : undefined,
    waiting: sum(media.flatMap(({ waiting }) => waiting ?? [])),
    longest: longest(media.map((row) => ({ longest: waitOf(row, now), waiting: row.waiting }))),
    level: ratio(
      counted.map(({ answeredWithinThreshold, answered, abandoned }) => [
        answeredWithinThreshold,
        add(answered, abandoned),
      ]),
    ),
    answered: sum(counted.flatMap(({ answered }) => answered ?? [])),
    abandoned: sum(counted.flatMap(({ abandoned }) => abandoned ?? [])),
    speed: ratio(counted.map(({ answeredWait, answered }) => [answeredWait, answered])),
  };
}

/**
 * @param {readonly Part[]} parts
 * @returns {Part}
 */
function sumOf(parts) {
  /** @param {Exclude<FigureName, 'level' | 'speed'>} name */
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
      value: typeof value === 'object' ? quotient(value) : value,
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
 * The longest known wait. It is 0 only when every part with waiting contacts reports its wait.
 * @param {readonly Pick<Part, 'longest' | 'waiting'>[]} parts
 * @returns {number | undefined}
 */
function longest(parts) {
  const known = parts.flatMap((part) => part.longest ?? []);
  const most = known.length === 0 ? undefined : Math.max(...known);
  const isHidden = parts.some(
    (part) => part.longest === undefined && part.waiting !== 0 && part.waiting !== undefined,
  );
  return most === 0 && isHidden ? undefined : most;
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

/** @param {readonly [number, number]} pair */
const quotient = ([numerator, denominator]) => (denominator > 0 ? numerator / denominator : undefined);
