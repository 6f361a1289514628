import { type AgentHistoryQuery, type AgentInterval, secondsByState } from '../../domain/index.ts';

/** An agent's history to print, as a table, JSON or CSV. */
export interface ShownHistory extends AgentHistoryQuery {
  readonly tenant: string;
  /** In chronological order. */
  readonly intervals: readonly AgentInterval[];
}

interface StateTotal {
  readonly state: string;
  readonly seconds: number;
  /** Of the time in all states, 0..1. */
  readonly share: number;
}

/** Characters of a bar of 100 %. */
const BAR_LENGTH = 40;
const SHARE_LENGTH = '100.0 %'.length;

export function historyTable(history: ShownHistory): string {
  if (history.intervals.length === 0) return noDataMessage(history);
  const { tenant, agentId, intervals } = history;
  const intervalRows = intervals.map(({ from, to, state, seconds }) => [
    minute(from),
    minute(to),
    state,
    clock(seconds),
  ]);
  const totals = totalsOf(history);
  const totalRows = totals.map(({ state, seconds, share }) => [
    state,
    clock(seconds),
    `${(100 * share).toFixed(1)} %`.padStart(SHARE_LENGTH),
    '█'.repeat(Math.round(share * BAR_LENGTH)),
  ]);
  const all = totals.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `Agent ${agentId} of ${tenant}, ${period(history)}`,
    '',
    ...aligned([['from', 'to', 'state', 'time'], ...intervalRows]),
    '',
    ...aligned([['state', 'time', 'share'], ...totalRows, ['all', clock(all)]]),
    '',
  ].join('\n');
}

export function historyJson(history: ShownHistory): string {
  const { tenant, agentId, from, to, intervalSeconds, intervals } = history;
  const shown = {
    tenant,
    agent_id: agentId,
    from: iso(from),
    to: iso(to),
    interval_seconds: intervalSeconds,
    intervals: intervals.map((each) => ({ ...each, from: iso(each.from), to: iso(each.to) })),
    totals: totalsOf(history),
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}

/** CSV after RFC 4180. No field needs quotes: times, states in snake case and numbers contain no comma. */
export function historyCsv({ intervals }: ShownHistory): string {
  const rows = intervals.map(({ from, to, state, seconds }) => [iso(from), iso(to), state, String(seconds)]);
  return [['from', 'to', 'state', 'seconds'], ...rows].map((fields) => `${fields.join(',')}\r\n`).join('');
}

export function noDataMessage(history: ShownHistory): string {
  return `No data for agent ${history.agentId} of ${history.tenant}, ${period(history)}\n`;
}

/** Longest first. */
function totalsOf({ intervals }: ShownHistory): readonly StateTotal[] {
  const sums = [...secondsByState(intervals)];
  const all = sums.reduce((sum, [, seconds]) => sum + seconds, 0);
  return sums
    .map(([state, seconds]) => ({ state, seconds: toMilliseconds(seconds), share: seconds / all }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** Rows with their columns aligned. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function period({ from, to }: ShownHistory): string {
  return `${minute(from)} to ${minute(to)} UTC`;
}

function iso(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

/** `2026-09-07 10:00` */
function minute(unixSeconds: number): string {
  return iso(unixSeconds).slice(0, 16).replace('T', ' ');
}

/** `1:02:03` */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** Rounds away the insignificant digits of a sum of fractions. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
