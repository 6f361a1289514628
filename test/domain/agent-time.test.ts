import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentSpan, cutSpans, intervalsOf, secondsByState, snakeCase } from '../../src/domain/index.ts';

/** A life without gaps that begins before the period and may end after it. */
const life = fc
  .array(fc.tuple(fc.constantFrom('available', 'busy', 'logged_out'), fc.integer({ min: 1, max: 5000 })), {
    maxLength: 60,
  })
  .map((stretches) => {
    let at = -3000;
    return stretches.map(([state, seconds]): AgentSpan => {
      at += seconds;
      return { state, from: at - seconds, to: at };
    });
  });
const period = fc.record({
  from: fc.constant(0),
  to: fc.integer({ min: 1, max: 40_000 }),
  intervalSeconds: fc.integer({ min: 1, max: 400 }).map((minutes) => minutes * 60),
});
const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, each) => all + each, 0);

describe('the intervals of an agent’s time', () => {
  it('adds up to the time in each state', () => {
    fc.assert(
      fc.property(life, period, (spans, asked) => {
        const cut = cutSpans(spans, asked).map(({ state, from, to }) => ({ state, seconds: to - from }));
        const intervals = intervalsOf(spans, asked);
        expect([...secondsByState(intervals)].sort()).toEqual([...secondsByState(cut)].sort());
      }),
    );
  });

  it('lists intervals in the period in order, each state once in each, none longer than the interval', () => {
    fc.assert(
      fc.property(life, period, (spans, asked) => {
        const intervals = intervalsOf(spans, asked);
        for (const { from, to, seconds } of intervals) {
          expect(from % asked.intervalSeconds).toBe(0);
          expect(to).toBe(Math.min(from + asked.intervalSeconds, asked.to));
          expect(seconds).toBeGreaterThan(0);
        }
        const keys = intervals.map(({ from, state }) => `${from} ${state}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const ofOne of Map.groupBy(intervals, ({ from }) => from).values()) {
          const [{ from, to } = { from: 0, to: 0 }] = ofOne;
          expect(sum(ofOne.map(({ seconds }) => seconds))).toBeLessThanOrEqual(to - from);
        }
      }),
    );
  });
});

describe('spans of an agent', () => {
  it('are cut to the period, and left out where nothing of them lies in it', () => {
    const spans = [
      { state: 'busy', from: -50, to: 0 },
      { state: 'available', from: -50, to: 10 },
      { state: 'busy', from: 10, to: 90 },
      { state: 'available', from: 90, to: 200 },
      { state: 'busy', from: 100, to: 200 },
    ];
    expect(cutSpans(spans, { from: 0, to: 100 })).toEqual([
      { state: 'available', from: 0, to: 10 },
      { state: 'busy', from: 10, to: 90 },
      { state: 'available', from: 90, to: 100 },
    ]);
  });

  it('are divided among the intervals of a period that does not begin at 0', () => {
    const spans = [
      { state: 'busy', from: 1050, to: 1150 },
      { state: 'busy', from: 1180, to: 1190 },
    ];
    expect(intervalsOf(spans, { from: 1000, to: 1250, intervalSeconds: 100 })).toEqual([
      { state: 'busy', from: 1000, to: 1100, seconds: 50 },
      { state: 'busy', from: 1100, to: 1200, seconds: 60 },
    ]);
  });

  it('add up by state', () => {
    const parts = [
      { state: 'busy', seconds: 3 },
      { state: 'available', seconds: 5 },
      { state: 'busy', seconds: 4 },
    ];
    expect([...secondsByState(parts)]).toEqual([
      ['busy', 7],
      ['available', 5],
    ]);
  });
});

describe('words in snake case', () => {
  it.each([
    ['Available', 'available'],
    ['AfterContactWork', 'after_contact_work'],
    ['After Call Work', 'after_call_work'],
    ['MemberAdd', 'member_add'],
    ['OFF_QUEUE', 'off_queue'],
    ['İzin', 'i_zin'],
    ['Pause 2 (Küche)', 'pause_2_küche'],
    ['__Busy__', 'busy'],
    ['***', 'unknown'],
    [' "x",\n=1', 'x_1'],
  ])('converts %j to %s', (word, expected) => {
    expect(snakeCase(word)).toBe(expected);
  });

  it('produces only letters, digits and single underscores', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        expect(snakeCase(word)).toMatch(/^[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)*$/u);
      }),
    );
  });
});
