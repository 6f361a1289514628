/** @import { CurrentRow, TenantHead } from './board.ts' */
/** @import { Figure, FigureName, Figures, Part } from './tenant-figures.js' */
import { ageOf, isStale } from './current.js';
import { NO_WAIT } from './row-text.js';
import { FIGURES, figuresAt, tenantFigures, totalFigures } from './tenant-figures.js';
import { ago, count, duration, percent, timeAt, UNKNOWN } from './words.js';

/** Texts of tenants, shared by server and browser. Times are Unix seconds. */

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
  unknown: 'Platform not polled yet',
};

/** @type {Readonly<Record<ReturnType<typeof platformState>, 'calm' | 'risk' | 'breach' | 'unknown'>>} */
const STATE_ICONS = { up: 'calm', degraded: 'risk', down: 'breach', unknown: 'unknown' };

/**
 * Row of a tenant, or of all tenants.
 * @typedef {object} TenantLine
 * @property {string} [tenant] name; absent for all tenants
 * @property {boolean} isStale
 * @property {ReturnType<typeof platformState>} state
 * @property {'calm' | 'risk' | 'breach' | 'unknown'} icon
 * @property {number} rank need for attention: highest first when there are more tenants than fit
 * @property {readonly FigureName[]} bad figures that need attention
 * @property {Readonly<Record<string, string>>} text texts by field
 */

/** Up to this number of tenants, the order of the configuration is kept. */
export const MAX_IN_ORDER = 6;

/**
 * Aggregates the figures of the tenants, which stay until their data or its staleness changes.
 * @param {readonly { head: TenantHead, rows: readonly CurrentRow[] }[]} tenants with the rows of all media
 * @param {number} now
 */
export function readTenants(tenants, now) {
  const read = tenants.map(({ head, rows }) => {
    const stale = isStale(head, now);
    return { head, isStale: stale, ...tenantFigures(head, rows, stale) };
  });
  return { tenants: read, total: totalFigures(read.map(({ part }) => part)) };
}

/**
 * The row of all tenants, and one for each.
 * @param {ReturnType<typeof readTenants>} read
 * @param {number} now
 * @returns {{ total: TenantLine, lines: readonly TenantLine[], unreported: readonly FigureName[] }} `unreported`: figures that no tenant reports
 */
export function tenantLines(read, now) {
  const tenants = read.tenants.map((tenant) => ({ ...tenant, figures: figuresAt(tenant, now) }));
  const total = figuresAt(read.total, now);
  const lines = tenants.map((tenant) => lineOf(tenant, now));
  return {
    total: totalLine(tenants, total, now),
    lines: lines.length > MAX_IN_ORDER ? lines.toSorted((a, b) => b.rank - a.rank) : lines,
    unreported: FIGURES.filter((name) => total[name].known === 0),
  };
}

/** @typedef {{ head: TenantHead, isStale: boolean, figures: Figures, part: Part }} ReadTenant */

/**
 * @param {ReadTenant} tenant
 * @param {number} now
 * @returns {TenantLine}
 */
function lineOf({ head, isStale, figures }, now) {
  const state = platformState(head);
  const countsSince =
    head.counts && !isStale && isOverdue(head.counts, now) ? sinceText(head.counts, now) : undefined;
  const noteOf = (/** @type {FigureName} */ name) => {
    if (isStale) return NO_NOTE;
    if (countsSince !== undefined && COUNTS.has(name)) return { note: countsSince, short: 'no data' };
    return partNote(name, figures[name], 'queues');
  };
  return {
    tenant: head.name,
    isStale,
    state,
    icon: isStale ? 'breach' : STATE_ICONS[state],
    rank:
      (isStale ? 1e9 : 0) +
      (state === 'down' ? 1e8 : 0) +
      1e4 * (figures.breach.value ?? 0) +
      (figures.risk.value ?? 0),
    bad: badIn(figures),
    text: {
      tenant: head.name,
      platform: head.platform,
      status: isStale ? sentence(sinceText(head, now, lostPart(head, now))) : STATE_NAMES[state],
      age: isStale ? '' : ageText(head, now),
      note: [...(isStale && head.error !== undefined ? [head.error] : []), ...head.troubles].join('; '),
      ...figureTexts(figures, noteOf),
    },
  };
}

const isOverdue = isStale;

/**
 * @param {readonly ReadTenant[]} tenants
 * @param {Figures} figures
 * @param {number} now
 * @returns {TenantLine}
 */
function totalLine(tenants, figures, now) {
  const stale = tenants.filter(({ isStale }) => isStale);
  const what = stale.every(({ head }) => lostPart(head, now) === 'data') ? 'data' : 'live data';
  const withoutOf = (/** @type {FigureName} */ name) => {
    const missing = tenants.filter(({ part }) => part[name] === undefined);
    const isPart = tenants.some(({ figures }) => figures[name].known < figures[name].of);
    const note = partNote(name, figures[name], 'tenants');
    if (missing.length === 1 && tenants.length > 1)
      return { ...note, note: `without ${missing[0]?.head.name}` };
    if (missing.length > 0) return note;
    return isPart ? { note: 'some queues not reported', short: 'partial' } : NO_NOTE;
  };
  return {
    isStale: stale.length > 0,
    state: 'up',
    icon: stale.length > 0 ? 'breach' : 'calm',
    rank: 0,
    bad: badIn(figures),
    text: {
      tenant: 'All tenants',
      platform: '',
      status:
        stale.length > 0
          ? `${count(stale.length)} of ${count(tenants.length)} without ${what}`
          : 'All up to date',
      age: '',
      note: '',
      ...figureTexts(figures, withoutOf),
    },
  };
}

/**
 * @param {Figures} figures
 * @returns {readonly FigureName[]}
 */
const badIn = (figures) =>
  FIGURES.filter((name) => (name === 'breach' || name === 'risk') && (figures[name].value ?? 0) > 0);

/** Figures from the poll of interaction counts. */
const COUNTS = new Set(['level', 'answered', 'abandoned', 'speed']);

/** @type {Readonly<Record<FigureName, (value: number | undefined) => string>>} */
const FORMATS = {
  breach: count,
  risk: count,
  waiting: count,
  longest: (seconds) => (seconds === 0 ? NO_WAIT : duration(seconds)),
  available: count,
  level: percent,
  answered: count,
  abandoned: count,
  speed: duration,
};

/**
 * What a figure leaves out: for a desk, and in a few characters for a wall, which explains them in a legend.
 * @typedef {{ readonly note: string, readonly short: string }} Note
 */

/** @type {Note} */
const NO_NOTE = { note: '', short: '' };

/** @type {Note} */
const NOT_REPORTED = { note: 'not reported', short: UNKNOWN };

/**
 * @param {Figures} figures
 * @param {(name: FigureName) => Note} noteOf
 * @returns {Record<string, string>}
 */
function figureTexts(figures, noteOf) {
  return Object.fromEntries(
    FIGURES.flatMap((name) => {
      const { note, short } = noteOf(name);
      // A dash beside the note would look like a figure.
      const isNoteAlone = note !== '' && figures[name].value === undefined;
      return [
        [name, isNoteAlone ? '' : FORMATS[name](figures[name].value)],
        [`${name}Note`, note],
        [`${name}Short`, short],
      ];
    }),
  );
}

/**
 * Note on the parts that a figure does not cover.
 * @param {FigureName} name
 * @param {Figure} figure
 * @param {string} parts
 * @returns {Note}
 */
function partNote(name, { value, known, of }, parts) {
  if (of === 0) return NO_NOTE;
  if (known === 0) return NOT_REPORTED;
  if (value === undefined)
    return COUNTS.has(name) ? { note: 'no contacts', short: 'no contacts' } : NOT_REPORTED;
  if (known === of) return NO_NOTE;
  const short = `${count(known)} of ${count(of)}`;
  return { note: `${short} ${parts}`, short };
}

/**
 * @param {TenantHead} head
 * @param {number} now
 */
function ageText(head, now) {
  if (head.interval === undefined) return 'queues not polled';
  const age = ageOf(head, now);
  return age === undefined ? 'no data yet' : ago(age);
}

/**
 * @param {import('./board.ts').PollState} poll
 * @param {number} now
 * @param {string} [what] kind of data that is stale
 */
const sinceText = ({ updatedAt }, now, what = 'data') =>
  updatedAt === undefined ? `no ${what} yet` : `no ${what} since ${timeAt(updatedAt, now)}`;

/**
 * Kind of data that is missing when the queue poll is overdue; the counts may still be current.
 * @param {TenantHead} head
 * @param {number} now
 */
const lostPart = ({ counts }, now) => (counts && !isStale(counts, now) ? 'live data' : 'data');

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Text of the alarm for a tenant with stale data.
 * @param {TenantHead} head
 * @param {number} now
 */
export function staleText(head, now) {
  const age = ageOf(head, now);
  const length = age === undefined ? '' : `, for ${duration(age)}`;
  const because = head.error === undefined ? '' : `. ${sentence(head.error)}`;
  return `${head.name}: ${sinceText(head, now, lostPart(head, now))}${length}${because}`;
}

/**
 * Age of the oldest current data; without any, the time of the last data.
 * @param {readonly TenantHead[]} heads
 * @param {number} now
 */
export function updatedText(heads, now) {
  const ages = (/** @type {readonly TenantHead[]} */ list) => list.flatMap((head) => ageOf(head, now) ?? []);
  const current = ages(heads.filter((head) => !isStale(head, now)));
  if (current.length > 0) return `Updated ${ago(Math.max(...current))}`;
  const all = ages(heads);
  return all.length === 0 ? 'No data yet' : `No data since ${timeAt(now - Math.min(...all), now)}`;
}
