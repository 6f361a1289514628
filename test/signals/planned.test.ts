import { describe, expect, it } from 'vitest';
import { intervalAt, type Plan, planEnd, type QueueFacts } from '../../src/domain/index.ts';
import { plannedQueues } from '../../src/signals/planned.ts';

const queue = (id: string, name: string, media: QueueFacts['media'] = 'voice'): QueueFacts => ({
  id,
  name,
  media,
});
const intervals = [
  { start: 1000, end: 2800, agents: 12, contacts: 95 },
  { start: 2800, end: 4600, agents: 14 },
  { start: 9000, end: 10_800, contacts: 0 },
];
const plan = (...queues: readonly string[]): Plan => queues.map((name) => ({ queue: name, intervals }));

describe('the running interval', () => {
  it.each([
    [999, undefined],
    [1000, 12],
    [2799, 12],
    [2800, 14],
    [4600, undefined],
    [9000, undefined],
  ])('has at second %d the planned agents: %s', (at, agents) => {
    expect(intervalAt(intervals, at)?.agents).toBe(agents);
  });

  it('is known to have no contacts, which is not unknown', () => {
    expect(intervalAt(intervals, 9500)).toEqual({ start: 9000, end: 10_800, contacts: 0 });
    expect(intervalAt([], 9500)).toBeUndefined();
  });
});

describe('a plan', () => {
  it('belongs to the queue with its id, else with its name', () => {
    const { queues, coverage } = plannedQueues(
      plan('Sales', 'q2', 'Gone'),
      [queue('q1', 'Sales'), queue('q2', 'Help'), queue('q3', 'Desk')],
      1500,
    );
    const planned = { agents: 12, contacts: 95, intervalSeconds: 1800, intervals };
    expect([...queues]).toEqual([
      ['q1\u0000voice', planned],
      ['q2\u0000voice', planned],
    ]);
    expect(coverage).toEqual({ unmatched: 1, endsAt: 10_800 });
  });

  it('belongs to the row of all media, else to the first one, and never counts twice', () => {
    const rows = [
      queue('q1', 'Sales', 'chat'),
      queue('q1', 'Sales', 'all'),
      queue('q2', 'Help', 'chat'),
      queue('q2', 'Help'),
    ];
    expect([...plannedQueues(plan('q1', 'q2'), rows, 1500).queues.keys()]).toEqual([
      'q1\u0000all',
      'q2\u0000chat',
    ]);
  });

  it('is found by id before name, and not by a name that two queues share', () => {
    const byId: Plan = [{ queue: 'q1', intervals: [{ start: 0, end: 9999, agents: 1 }] }, ...plan('Sales')];
    expect(plannedQueues(byId, [queue('q1', 'Sales')], 1500).queues.get('q1\u0000voice')?.agents).toBe(1);
    const { queues, coverage } = plannedQueues(
      plan('Sales'),
      [queue('q1', 'Sales'), queue('q2', 'Sales')],
      1500,
    );
    expect([queues.size, coverage.unmatched]).toEqual([0, 1]);
  });

  it('has no end without intervals', () => {
    expect(planEnd([{ intervals: [] }])).toBeUndefined();
    const { coverage } = plannedQueues([{ queue: 'q1', intervals: [] }], [queue('q1', 'Sales')], 1500);
    expect(coverage).toStrictEqual({ unmatched: 0 });
  });

  it('does not end later for queues that match none', () => {
    const misspelt = { queue: 'Saels', intervals: [{ start: 0, end: 99_999, agents: 1 }] };
    const coverageOf = (...entries: Plan) => plannedQueues(entries, [queue('q1', 'Sales')], 1500).coverage;
    expect(coverageOf(...plan('q1'), misspelt)).toEqual({ unmatched: 1, endsAt: 10_800 });
    expect(coverageOf(misspelt)).toStrictEqual({ unmatched: 1 });
  });

  it('ends with the last interval of any queue', () => {
    const early = { queue: 'q2', intervals: intervals.slice(0, 1) };
    expect(planEnd([...plan('q1'), early])).toBe(10_800);
    expect(planEnd([early, ...plan('q1')])).toBe(10_800);
  });

  it('leaves out what the running interval does not plan, and queues without one', () => {
    const rows = [queue('q1', 'Sales'), queue('q2', 'Help')];
    const at = (second: number) => plannedQueues(plan('q1'), rows, second).queues;
    expect(at(3000).get('q1\u0000voice')).toStrictEqual({ agents: 14, intervalSeconds: 1800, intervals });
    expect(at(9500).get('q1\u0000voice')).toStrictEqual({ contacts: 0, intervalSeconds: 1800, intervals });
    expect(at(5000).size).toBe(0);
  });
});
