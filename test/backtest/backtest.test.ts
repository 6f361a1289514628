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

describe('a trace that is not as it should be', () => {
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

  it('says how many rows are out of order, and where the first of them is', async () => {
    const [a = '', b = '', c = ''] = rows(3);
    const { result, text } = await run([b, '', a, b, c], 'text');
    const reason = 'time is not later than that of the row before of the same queue; sort the trace by time';
    expect(result.rejected).toEqual({ [reason]: 2 });
    expect(result.firstRejected).toEqual({ [reason]: 3 });
    expect(text).toContain(`refused 2 lines: ${reason} (first: line 3)`);
  });
});

describe('a row of a trace', () => {
  const row = { time: '2026-01-05T08:00:00Z', queueId: 'q' };
  const parse = (value: unknown) => parseTraceRow(JSON.stringify(value), policy).observation;

  it('needs no more than a time and a queue; the rest is unknown', () => {
    const { waiting, agents, totals, at, policy: held } = parse(row);
    expect({ waiting, agents, totals, at, held }).toEqual({
      waiting: undefined,
      agents: undefined,
      totals: {},
      at: Date.UTC(2026, 0, 5, 8) / 1000,
      held: policy,
    });
  });

  it('takes null and nonsense for unknown, never for a number', () => {
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

  it('brings its own service level', () => {
    const { policy: held } = parse({
      ...row,
      serviceLevel: { target: 0.9, thresholdSeconds: 10, windowSeconds: 1800 },
    });
    expect(held).toEqual({ ...policy, target: 0.9, thresholdSeconds: 10, windowSeconds: 1800 });
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{"queueId":"q"}', 'time is no ISO 8601 time'],
    ['{"time":"yesterday","queueId":"q"}', 'time is no ISO 8601 time'],
    ['{"time":"2026-01-05T08:00:00Z"}', 'queueId is missing'],
  ])('is refused as %s: %s', (line, reason) => {
    expect(() => parseTraceRow(line, policy)).toThrow(reason);
  });
});

describe('a backtest', () => {
  it('prints one line per row, in order, with the probability where there is one', async () => {
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

  it('gives null where nothing is known: no agents, a row that comes again', async () => {
    const bare = { time: '2026-01-05T08:00:00Z', tenant: 't', queueId: 'q', waiting: 3 };
    const { text } = await run([JSON.stringify(bare), JSON.stringify(bare)], 'jsonl');
    const unknown = { probability: null, predicted: null, serviceLevel: null };
    expect(rowsIn(text)).toEqual([expect.objectContaining(unknown), expect.objectContaining(unknown)]);
  });

  it('never looks ahead: what it says of the first half does not depend on the second', async () => {
    const whole = rowsIn((await run(trace, 'jsonl')).text);
    const half = rowsIn((await run(trace.slice(0, 700), 'jsonl')).text);
    expect(half).toEqual(whole.slice(0, 700));
  });

  it('reports quality, alarms and recommendations of both methods', async () => {
    const { text, result } = await run(trace, 'text');
    for (const part of [
      'base rate',
      'Brier score',
      'skill against the base rate',
      'ROC AUC',
      'recall at precision 0.7',
      'expected calibration error',
      'announced a poll ahead or more',
      'of those after 5 minutes without one',
      'false alarms per queue-day',
      'Recommended thresholds for erlang_a',
      'Recommended thresholds for occupancy_rule',
    ]) {
      expect(text).toContain(part);
    }
    expect(result.rows).toBe(trace.length);
    expect(result.evaluation.queues.size).toBe(4);
  });

  it('counts and reports lines it cannot read, and goes on', async () => {
    const { text, result } = await run(['nonsense', '', ...trace.slice(0, 40), '{"time":1}'], 'text');
    expect(result.rejected).toEqual({ 'not JSON': 1, 'time is no ISO 8601 time': 1 });
    expect(result.rows).toBe(40);
    expect(text).toContain('refused 1 lines: not JSON');
  });

  it('scores no prediction whose horizon nobody watched', async () => {
    const later = (line: string): string => {
      const row = JSON.parse(line);
      return JSON.stringify({ ...row, time: new Date(Date.parse(row.time) + 7_200_000).toISOString() });
    };
    // Nine minutes, two hours of nothing, nine minutes: not one whole horizon.
    const lines = [...trace.slice(0, 4 * 36), ...trace.slice(4 * 36, 4 * 72).map(later)];
    const { evaluation } = await backtest(asynchronous(lines), { policy });
    expect(evaluation.methods.erlang_a.all.breaches.every((count) => count === 0)).toBe(true);
    expect(evaluation.methods.erlang_a.all.calm.every((count) => count === 0)).toBe(true);
  });

  it.each([
    [
      'rows without counts',
      (row: object) => ({ ...row, answered: null }),
      160,
      /^0 rows of 0 queues.*\n\nleft out 160 rows.*\n\nNothing can be judged: without the contacts answered.*Record for longer/,
    ],
    [
      'less time than the horizon',
      (row: object) => row,
      80,
      /horizon of 10 minutes has passed, and no queue was watched for more than 4.8 minutes without a gap/,
    ],
    [
      'rows without agents',
      (row: object) => ({ ...row, agents: null }),
      800,
      /no prediction was made\. One takes the contacts that wait and the agents/,
    ],
  ])('says of %s what is missing, instead of tables without a figure', async (_, change, rows, words) => {
    const lines = trace.slice(0, rows).map((line) => JSON.stringify(change(JSON.parse(line))));
    const { text } = await run(lines, 'text');
    expect(text).toMatch(words);
    expect(text).not.toContain('Brier score');
  });

  it('draws a plot that is one well-formed document', async () => {
    const { svg, result } = await run(trace, 'text');
    expect(svg).toBe(plotEvaluation(result.evaluation));
    expect(svg.startsWith('<svg ')).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined/);
    const opened = svg.match(/<g[ >]/g)?.length;
    expect(svg.match(/<\/g>/g)?.length).toBe(opened);
  });

  it('reports and draws nothing of a trace without rows', async () => {
    const { text, svg, result } = await run(['nothing'], 'text');
    expect({ text, svg }).toEqual({ text: '', svg: '' });
    expect(result).toMatchObject({ rows: 0, rejected: { 'not JSON': 1 } });
  });
});
