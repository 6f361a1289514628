import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { runBacktest } from '../../src/backtest/index.ts';
import { plotEvaluation } from '../../src/backtest/plot.ts';
import { parseTraceRow } from '../../src/backtest/trace.ts';
import { traceLines } from '../prediction/support/trace-lines.ts';

const policy = { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 };

async function* asynchronous(lines: Iterable<string>): AsyncGenerator<string> {
  yield* lines;
}

const trace = [...traceLines([1, 2], ['steady', 'small'])].slice(0, 4 * 400);

async function run(lines: Iterable<string>, output: 'text' | 'jsonl') {
  let text = '';
  let svg = '';
  const result = await runBacktest({
    lines: asynchronous(lines),
    output,
    policy,
    write: (piece) => {
      text += piece;
    },
    plot: (document) => {
      svg = document;
    },
  });
  return { text, svg, result };
}

const rowsIn = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a malformed trace', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        time: new Date(1_767_600_000_000 + index * 15_000).toISOString(),
        queueId: 'q',
        waiting: 1,
      }),
    );

  it('keeps its first row when it begins with a byte-order mark', async () => {
    const [first = '', ...others] = rows(3);
    const { result } = await run([`\uFEFF${first}`, ...others], 'jsonl');
    expect(result).toMatchObject({ rows: 3, rejected: {} });
  });

  it('reports how many rows are out of order and the line of the first', async () => {
    const [a = '', b = '', c = ''] = rows(3);
    const { result, text } = await run([b, '', a, b, c], 'text');
    const reason =
      'time is not later than that of the previous row of the same queue; sort the trace by time';
    expect(result.rejected).toEqual({ [reason]: 2 });
    expect(result.firstRejected).toEqual({ [reason]: 3 });
    expect(text).toContain(`rejected 2 lines: ${reason} (first: line 3)`);
  });
});

describe('a row of a trace', () => {
  const row = { time: '2026-01-05T08:00:00Z', queueId: 'q' };
  const parse = (value: unknown) => parseTraceRow(JSON.stringify(value), policy).observation;

  it('requires only a time and a queue; the rest is unknown', () => {
    const { waiting, agents, totals, at, policy: held } = parse(row);
    expect({ waiting, agents, totals, at, held }).toEqual({
      waiting: undefined,
      agents: undefined,
      totals: {},
      at: Date.UTC(2026, 0, 5, 8) / 1000,
      held: policy,
    });
  });

  it('reads null and invalid values as unknown', () => {
    const odd = {
      ...row,
      waiting: '3',
      oldestWaitSeconds: null,
      agents: { busy: -1, available: 2 },
      answered: 'many',
    };
    const { waiting, oldestWaitSeconds, agents, totals } = parse(odd);
    expect({ waiting, oldestWaitSeconds, agents, totals }).toEqual({
      waiting: undefined,
      oldestWaitSeconds: undefined,
      agents: { busy: undefined, available: 2 },
      totals: {},
    });
  });

  it('overrides the default service level', () => {
    const { policy: held } = parse({
      ...row,
      serviceLevel: { target: 0.9, thresholdSeconds: 10, windowSeconds: 1800 },
    });
    expect(held).toEqual({ ...policy, target: 0.9, thresholdSeconds: 10, windowSeconds: 1800 });
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{"queueId":"q"}', 'time is not an ISO 8601 time'],
    ['{"time":"yesterday","queueId":"q"}', 'time is not an ISO 8601 time'],
    ['{"time":"2026-01-05T08:00:00Z"}', 'queueId is missing'],
  ])('is rejected as %s: %s', (line, reason) => {
    expect(() => parseTraceRow(line, policy)).toThrow(reason);
  });
});

describe('a backtest', () => {
  it('prints one line per row, in order, with its probability', async () => {
    const { text } = await run(trace, 'jsonl');
    const results = rowsIn(text);
    expect(results.length).toBe(trace.length);
    results.forEach((result, i) => {
      const { time, tenant, queueId } = JSON.parse(trace[i]!);
      expect(result).toMatchObject({ time, tenant, queueId });
      expect(result.probability).toBeGreaterThan(0);
      expect(result.probability).toBeLessThan(1);
      expect(typeof result.predicted).toBe('boolean');
    });
  });

  it('prints null for a row without agents and for a repeated row', async () => {
    const bare = { time: '2026-01-05T08:00:00Z', tenant: 't', queueId: 'q', waiting: 3 };
    const { text } = await run([JSON.stringify(bare), JSON.stringify(bare)], 'jsonl');
    const unknown = { probability: null, predicted: null, serviceLevel: null };
    expect(rowsIn(text)).toEqual([expect.objectContaining(unknown), expect.objectContaining(unknown)]);
  });

  it('never looks ahead: predictions of the first half do not depend on the second', async () => {
    const whole = rowsIn((await run(trace, 'jsonl')).text);
    const half = rowsIn((await run(trace.slice(0, 700), 'jsonl')).text);
    expect(half).toEqual(whole.slice(0, 700));
  });

  it('reports quality, alarms and recommendations of both methods', async () => {
    const { text, result } = await run(trace, 'text');
    for (const part of [
      'base rate',
      'Brier score',
      'skill over the base rate',
      'ROC AUC',
      'recall at precision 0.7',
      'expected calibration error',
      'announced at least a poll ahead',
      'share of those after 5 minutes without a breach',
      'false alarms per queue-day',
      'Recommended thresholds for erlang_a',
      'Recommended thresholds for occupancy_rule',
    ]) {
      expect(text).toContain(part);
    }
    expect(result.rows).toBe(trace.length);
    expect(result.evaluation.queues.size).toBe(4);
  });

  it('counts and reports unreadable lines and continues', async () => {
    const { text, result } = await run(['nonsense', '', ...trace.slice(0, 40), '{"time":1}'], 'text');
    expect(result.rejected).toEqual({ 'not JSON': 1, 'time is not an ISO 8601 time': 1 });
    expect(result.rows).toBe(40);
    expect(text).toContain('rejected 1 lines: not JSON');
  });

  it('scores no prediction whose horizon was not observed', async () => {
    const later = (line: string): string => {
      const row = JSON.parse(line);
      return JSON.stringify({ ...row, time: new Date(Date.parse(row.time) + 7_200_000).toISOString() });
    };
    // Nine minutes, a gap of two hours, nine minutes: no complete horizon.
    const lines = [...trace.slice(0, 4 * 36), ...trace.slice(4 * 36, 4 * 72).map(later)];
    const { evaluation } = await backtest(asynchronous(lines), { policy });
    expect(evaluation.methods.erlang_a.all.breaches.every((count) => count === 0)).toBe(true);
    expect(evaluation.methods.erlang_a.all.nonBreaches.every((count) => count === 0)).toBe(true);
  });

  it.each([
    [
      'rows without counts',
      (row: object) => ({ ...row, answered: null }),
      160,
      /^0 rows of 0 queues.*\n\nskipped 160 rows.*\n\nNo prediction can be evaluated: without the contacts answered.*Record for longer/,
    ],
    [
      'less time than the horizon',
      (row: object) => row,
      80,
      /horizon of 10 minutes must pass, and no queue was observed for more than 4.8 minutes without a gap/,
    ],
    [
      'rows without agents',
      (row: object) => ({ ...row, agents: null }),
      800,
      /no prediction was made\. A prediction requires the waiting contacts and the available/,
    ],
  ])('reports what is missing instead of empty tables for %s', async (_, change, rows, words) => {
    const lines = trace.slice(0, rows).map((line) => JSON.stringify(change(JSON.parse(line))));
    const { text } = await run(lines, 'text');
    expect(text).toMatch(words);
    expect(text).not.toContain('Brier score');
  });

  it('draws the plot as one well-formed document', async () => {
    const { svg, result } = await run(trace, 'text');
    expect(svg).toBe(plotEvaluation(result.evaluation));
    expect(svg.startsWith('<svg ')).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined/);
    const opened = svg.match(/<g[ >]/g)?.length;
    expect(svg.match(/<\/g>/g)?.length).toBe(opened);
  });

  it('writes neither report nor plot for a trace without rows', async () => {
    const { text, svg, result } = await run(['nothing'], 'text');
    expect({ text, svg }).toEqual({ text: '', svg: '' });
    expect(result).toMatchObject({ rows: 0, rejected: { 'not JSON': 1 } });
  });
});
