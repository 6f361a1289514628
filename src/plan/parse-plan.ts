import { setImmediate } from 'node:timers/promises';
import { defined, type Plan, type PlanInterval, type Rejections } from '../domain/index.ts';
import { parseStart } from './parse-start.ts';
import { type RowValues, readRows } from './read-rows.ts';

export interface ParsedPlan {
  readonly plan: Plan;
  readonly rejected: Rejections;
  /** The first rejected rows, each as `line 7: start is not a time ...`. */
  readonly problems: readonly string[];
}

type Reason =
  | 'malformed_row'
  | 'missing_queue'
  | 'invalid_start'
  | 'invalid_agents'
  | 'invalid_contacts'
  | 'duplicate_row';

interface Row {
  readonly queue: string;
  readonly start: number;
  readonly agents?: number;
  readonly contacts?: number;
}

/** A row that is rejected: the reason for the metric, and the problem for the log. */
class RowError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Problems listed; further ones usually have the same cause. */
const MAX_PROBLEMS = 10;
/** Rows parsed without a break: some milliseconds. */
const ROWS_AT_ONCE = 5_000;
/** More agents or contacts in an interval are a typing error. */
const MAX_AMOUNT = 1_000_000;
/** Length of the interval of a queue with a single row, seconds. */
const DEFAULT_INTERVAL_SECONDS = 1_800;
/** A distance to the next row longer than this many seconds and this many usual distances is a gap, such as a night. */
const GAP_SECONDS = 7_200;
const GAP_INTERVALS = 2;

/**
 * Parses a plan as CSV or JSON; rejects bad rows and keeps the others. Yields to other work between some thousand rows.
 * @throws PlanError `plan_invalid` for a text that is neither.
 */
export async function parsePlan(text: string): Promise<ParsedPlan> {
  const queues = new Map<string, Map<number, Row>>();
  const rejected: Partial<Record<Reason, number>> = {};
  const problems: string[] = [];
  let rows = 0;
  for (const { place, values } of readRows(text)) {
    if (++rows % ROWS_AT_ONCE === 0) await setImmediate();
    try {
      addRow(queues, parseRow(values));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      rejected[error.reason] = (rejected[error.reason] ?? 0) + 1;
      if (problems.length < MAX_PROBLEMS) problems.push(`${place}: ${error.message}`);
    }
  }
  const plan = [...queues].map(([queue, byStart]) => ({
    queue,
    intervals: intervalsOf([...byStart.values()]),
  }));
  return { plan, rejected: defined(rejected), problems };
}

function addRow(queues: Map<string, Map<number, Row>>, row: Row): void {
  const known = queues.get(row.queue) ?? new Map<number, Row>();
  queues.set(row.queue, known);
  if (known.has(row.start)) throw new RowError('duplicate_row', 'is a second row of its queue and start');
  known.set(row.start, row);
}

function parseRow(values: RowValues): Row {
  if (!values) throw new RowError('malformed_row', 'does not have the columns of the header');
  const { queue_id, start } = values;
  const queue = typeof queue_id === 'string' || typeof queue_id === 'number' ? String(queue_id).trim() : '';
  if (queue === '') throw new RowError('missing_queue', 'queue_id is missing');
  const at = typeof start === 'string' ? parseStart(start.trim()) : undefined;
  if (at === undefined)
    throw new RowError(
      'invalid_start',
      'start is not a time with its offset from UTC, such as 2026-03-30T08:00:00+02:00',
    );
  return defined({
    queue,
    start: at,
    agents: amount(values.agents, 'agents', 'invalid_agents'),
    contacts: amount(values.contacts, 'contacts', 'invalid_contacts'),
  });
}

/** Undefined for an empty value. @throws RowError */
function amount(value: unknown, name: string, reason: Reason): number | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : 'another type';
  if (text === '') return undefined;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number <= MAX_AMOUNT) return number;
  throw new RowError(reason, `${name} is not a number from 0 to ${MAX_AMOUNT}`);
}

/**
 * Each interval lasts until the next row of its queue; before a gap, and at the end, as long as intervals of the queue
 * usually do. A row without agents and contacts only ends the interval before it.
 */
function intervalsOf(rows: readonly Row[]): readonly PlanInterval[] {
  const sorted = rows.toSorted((a, b) => a.start - b.start);
  const distances = sorted.slice(1).map(({ start }, index) => start - (sorted[index]?.start ?? start));
  const usual = median(distances) ?? DEFAULT_INTERVAL_SECONDS;
  const longest = Math.max(GAP_SECONDS, GAP_INTERVALS * usual);
  return sorted.flatMap(({ queue: _, ...row }, index) => {
    const distance = distances[index] ?? usual;
    const isPlanned = row.agents !== undefined || row.contacts !== undefined;
    return isPlanned ? [{ ...row, end: row.start + (distance > longest ? usual : distance) }] : [];
  });
}

/** The lower one of two: of an interval and a night, the interval. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
}
