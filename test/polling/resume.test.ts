import { describe, expect, it } from 'vitest';
import type { Collection, Collector, QueueFacts } from '../../src/domain/index.ts';
import {
  createHalfHourCounters,
  type HalfHourCounters,
} from '../../src/platforms/genesys/observations/aggregates/half-hours.ts';
import { createAccumulator, readingsFrom } from '../../src/platforms/shared/accumulator.ts';
import { continuing, firstDelay } from '../../src/polling/resume.ts';

const queue = (facts: Partial<QueueFacts>): QueueFacts => ({
  id: '1',
  name: 'Sales',
  media: 'voice',
  ...facts,
});
const never = new AbortController().signal;
const collecting = (collection: Collection, more: Partial<Collector> = {}): Collector => ({
  name: 'aggregates',
  collect: async () => collection,
  ...more,
});
const fail = (error: unknown) => expect.unreachable(String(error));

describe('a collector that continues where another process stopped', () => {
  const last: Collection = {
    queues: [queue({ totals: { offered: 100, answered: 80 }, configChanges: { update: 2, create: 1 } })],
  };

  it('adds its own totals to the last ones', async () => {
    const own = queue({ totals: { offered: 5, answered: 4 }, configChanges: { update: 1 } });
    const { queues } = await continuing(collecting({ queues: [own] }), { last }, fail).collect(never);
    expect(queues).toEqual([
      queue({ totals: { offered: 105, answered: 84 }, configChanges: { update: 3, create: 1 } }),
    ]);
  });

  it('has the same sums of seconds as a process that added them in other steps', async () => {
    const sumOf = async (base: number, own: number) => {
      const collector = collecting({ queues: [queue({ totals: { waitSeconds: own } })] });
      const former = { queues: [queue({ totals: { waitSeconds: base } })] };
      const { queues } = await continuing(collector, { last: former }, fail).collect(never);
      return queues?.[0]?.totals?.waitSeconds;
    };
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(await sumOf(0.1, 0.2)).toBe(0.3);
  });

  it('leaves a total unknown that it does not know itself, and a queue alone that is new', async () => {
    const own = [
      queue({ totals: { offered: 5 } }),
      queue({ id: '2', totals: { offered: 1 } }),
      queue({ media: 'chat' }),
    ];
    const { queues } = await continuing(collecting({ queues: own }), { last }, fail).collect(never);
    expect(queues).toEqual([queue({ totals: { offered: 105 } }), own[1], own[2]]);
  });

  it('continues without marks that it cannot read, and reports them', async () => {
    const errors: unknown[] = [];
    const resume = () => {
      throw new Error('unreadable');
    };
    const own = collecting({ queues: [queue({ totals: { offered: 0 } })] }, { resume });
    const { queues } = await continuing(own, { last }, (error) => errors.push(error)).collect(never);
    expect(queues).toEqual([queue({ totals: { offered: 100 } })]);
    expect(errors).toEqual([new Error('unreadable')]);
  });
});

describe('the first poll of a process that continues', () => {
  const status = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const;
  it.each([
    ['after the rest of the interval', true, 5, 10],
    ['at once when it is overdue', true, 40, 0],
    ['at once when the last poll failed', false, 5, 0],
  ])('comes %s', (_, success, sincePollSeconds, delay) => {
    expect(firstDelay({ state: { status: { ...status, success } }, sincePollSeconds }, 15)).toBe(delay);
  });

  it('comes at once in a process that is the first', () => {
    expect(firstDelay(undefined, 15)).toBe(0);
  });
});

describe('an accumulator that continues from marks', () => {
  const reading = (start: number, rows: Record<string, Record<string, number | undefined>>) => ({
    start,
    rows: new Map(Object.entries(rows)),
  });

  it('counts what happened since, each event once, also in an interval that was quiet and in a new one', () => {
    const former = createAccumulator();
    former.add([reading(0, { sales: { offered: 120 } }), reading(1800, {})]);
    former.add([reading(0, { sales: { offered: 130 } }), reading(1800, {})]);
    const next = createAccumulator();
    next.add(readingsFrom(JSON.parse(JSON.stringify(former.marks(2)))));
    expect(next.totalsOf('sales')).toEqual({ offered: 0 });
    next.add([
      reading(0, { sales: { offered: 128 } }),
      reading(1800, { sales: { offered: 4 }, support: { offered: 2 } }),
      reading(3600, { sales: { offered: 1 } }),
    ]);
    expect(next.totalsOf('sales')).toEqual({ offered: 5 });
    expect(next.totalsOf('support')).toEqual({ offered: 2 });
  });

  it('does not count the first value of a figure that was unknown before', () => {
    const former = createAccumulator();
    former.add([reading(0, { sales: { offered: undefined } })]);
    const next = createAccumulator();
    next.add(readingsFrom(JSON.parse(JSON.stringify(former.marks(2)))));
    next.add([reading(0, { sales: { offered: 50 } })]);
    next.add([reading(0, { sales: { offered: 53 } })]);
    expect(next.totalsOf('sales')).toEqual({ offered: 3 });
  });
});

describe('counters of half hours that continue', () => {
  const figures = {
    answered: 0,
    answeredWithinThreshold: 0,
    abandoned: 0,
    shortAbandoned: 0,
    handleMilliseconds: 0,
    waitMilliseconds: 0,
  };
  const row = (start: number, offered: number) => ({
    start,
    media: 'voice' as const,
    figures: { ...figures, offered },
  });

  it('read the half hours since the other process, and count what it had not seen', () => {
    const former = createHalfHourCounters();
    former.add('q', [0, 1800], [row(1800, 7)]);
    former.add('quiet', [0, 1800], []);
    former.readUpTo(1800);
    const next = createHalfHourCounters();
    next.resume(JSON.parse(JSON.stringify(former.marks())), [
      { id: 'q', name: 'Sales', media: 'voice', totals: {} },
    ]);
    expect(next.due(5500)).toEqual([1800, 3600, 5400]);
    next.add('q', [1800, 3600, 5400], [row(1800, 9), row(3600, 4)]);
    next.add('quiet', [1800, 3600, 5400], [row(1800, 1)]);
    expect(next.publish('q', 'voice')).toMatchObject({ offered: 6 });
    // A series that the other process did not show begins at 0; what was counted follows.
    expect(next.publish('quiet', 'voice')).toMatchObject({ offered: 0 });
    expect(next.publish('q', 'voice')).toMatchObject({ offered: 6 });
    expect(next.publish('quiet', 'voice')).toMatchObject({ offered: 1 });
  });

  it('publish what another process counted before it began the series at 0, also after a third one', () => {
    const passed = (counters: HalfHourCounters) => {
      const next = createHalfHourCounters();
      next.resume(JSON.parse(JSON.stringify(counters.marks())), [
        { id: 'q', name: 'Sales', media: 'voice', totals: {} },
      ]);
      return next;
    };
    const former = createHalfHourCounters();
    former.add('q', [0, 1800], []);
    former.publish('q', 'chat');
    former.add('q', [0, 1800], [row(1800, 3)]);
    expect(former.publish('q', 'voice')).toMatchObject({ offered: 0 });
    const next = passed(former);
    next.add('q', [0, 1800], [row(1800, 5)]);
    expect(next.publish('q', 'voice')).toMatchObject({ offered: 5 });
    // The base of the third process has those 5 already.
    const third = passed(next);
    third.add('q', [0, 1800], [row(1800, 6)]);
    expect(third.publish('q', 'voice')).toMatchObject({ offered: 1 });
    expect(passed(former).publish('q', 'voice')).toMatchObject({ offered: 3, answered: 0 });
    // Its own later totals contain them.
    expect(former.publish('q', 'voice')).toMatchObject({ offered: 3 });
    expect(passed(former).publish('q', 'voice')).toMatchObject({ offered: 0 });
  });

  it('refuse marks of another shape', () => {
    expect(() => createHalfHourCounters().resume([{ start: 'noon' }], [])).toThrow(/expected number/);
  });
});
