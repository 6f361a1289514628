import { describe, expect, it } from 'vitest';
import {
  type CollectorName,
  type CollectorState,
  factAt,
  factFigures,
  originOf,
  type QueueFacts,
  rowsOf,
} from '../../src/domain/index.ts';

const SALES = { id: 'q1', name: 'Sales', media: 'voice' } as const;

function collector(name: CollectorName, ...queues: readonly QueueFacts[]): CollectorState {
  const status = { name, intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} };
  return { status, collection: { queues } };
}

describe('the figures of a queue', () => {
  const figures = factFigures(900);
  const named = (figure: string) => figures.find((each) => each.figure === figure);

  it('have names in snake case, and the path to their value', () => {
    expect(named('oldestWaitingAt')).toEqual({
      figure: 'oldestWaitingAt',
      name: 'oldest_waiting_at',
      path: ['oldestWaitingAt'],
    });
    expect(named('agents.after_contact_work')).toEqual({
      figure: 'agents.after_contact_work',
      name: 'agents.after_contact_work',
      path: ['agents', 'after_contact_work'],
    });
    expect(named('totals.answeredWithinThreshold')).toEqual({
      figure: 'totals.answeredWithinThreshold',
      name: 'totals.answered_within_threshold',
      path: ['totals', 'answeredWithinThreshold'],
    });
    expect(named('waitDistribution.abandoned')).toEqual({
      figure: 'waitDistribution.abandoned',
      name: 'wait_distribution.abandoned',
      path: ['waitDistribution', 'abandoned'],
    });
  });

  it('name the rolling window by its length, and the others by what they are', () => {
    expect(named('windows.rolling.shortAbandoned')).toEqual({
      figure: 'windows.rolling.shortAbandoned',
      name: 'windows.15m.short_abandoned',
      path: ['windows', '900', 'shortAbandoned'],
    });
    expect(named('windows.utc_day.offered')).toMatchObject({
      name: 'windows.utc_day.offered',
      path: ['windows', 'utc_day', 'offered'],
    });
  });

  it('have each a name of its own', () => {
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  });

  it('are unknown where any part of their path is', () => {
    const facts: QueueFacts = { ...SALES, waiting: 0, windows: { 900: { offered: 7 } } };
    expect(factAt(facts, ['waiting'])).toBe(0);
    expect(factAt(facts, ['windows', '900', 'offered'])).toBe(7);
    expect(factAt(facts, ['windows', '900', 'answered'])).toBeUndefined();
    expect(factAt(facts, ['windows', 'platform', 'offered'])).toBeUndefined();
    expect(factAt(facts, ['waiting', 'deeper'])).toBeUndefined();
  });
});

describe('the origin of a figure', () => {
  const collectors = [
    collector('queues', { ...SALES, waiting: 3, windows: { platform: { offered: 1 } } }),
    collector(
      'aggregates',
      { ...SALES, media: 'chat', waiting: 8 },
      { ...SALES, waiting: 4, active: 2, agents: { busy: 1 }, windows: { 900: { offered: 2 } } },
    ),
    collector('health'),
    { status: collector('agents').status },
  ];
  const rows = () => rowsOf(collectors, SALES);
  const origin = (...path: readonly string[]) =>
    originOf(rows(), { figure: 'waiting', name: 'waiting', path })?.name;

  it('is among the collectors that report the queue and medium, those that win first', () => {
    expect(rows().map(({ status, facts }) => [status.name, facts.waiting])).toEqual([
      ['queues', 3],
      ['aggregates', 4],
    ]);
    expect(rowsOf(collectors, { id: 'q2', media: 'voice' })).toEqual([]);
  });

  it('is the collector that wins among those that know the figure', () => {
    expect(origin('waiting')).toBe('queues');
    expect(origin('active')).toBe('aggregates');
    expect(origin('occupancy')).toBeUndefined();
  });

  it('is found count by count in windows, and for other groups as a whole', () => {
    expect(origin('windows', '900', 'offered')).toBe('aggregates');
    expect(origin('windows', 'platform', 'offered')).toBe('queues');
    expect(origin('windows', 'platform', 'answered')).toBeUndefined();
    expect(origin('agents', 'available')).toBe('aggregates');
  });
});
