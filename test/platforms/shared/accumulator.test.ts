import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccumulator } from '../../../src/platforms/shared/accumulator.ts';

const HOUR = 3_600;
const reading = (start: number, offered: number, key = 'sales') => ({
  start,
  rows: new Map([[key, { offered }]]),
});

describe('createAccumulator', () => {
  it('starts at 0, whatever the interval held before', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 120)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 0 });
    accumulator.add([reading(0, 125)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 5 });
  });

  it('does not change totals that it returned before', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 120)]);
    const shown = accumulator.totalsOf('sales');
    accumulator.add([reading(0, 125)]);
    expect(shown).toEqual({ offered: 0 });
  });

  it('returns no totals for a key that was never read', () => {
    expect(createAccumulator().totalsOf('sales')).toBeUndefined();
  });

  it('adds nothing at the roll-over, and the whole of the new interval from then on', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 120)]);
    accumulator.add([reading(HOUR, 0)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 0 });
    accumulator.add([reading(HOUR, 3)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 3 });
  });

  it('takes a downward correction without going back, and does not count the same contacts again', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 100)]);
    const seen = [100, 110, 107, 110, 111].map((offered) => {
      accumulator.add([reading(0, offered)]);
      return accumulator.totalsOf('sales')?.offered;
    });
    expect(seen).toEqual([0, 10, 10, 10, 11]);
  });

  it('adds late figures of an interval that has ended', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 10)]);
    accumulator.add([reading(0, 12), reading(HOUR, 1)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 3 });
  });

  it('does not count an older interval that is reported later', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(HOUR, 10)]);
    accumulator.add([reading(0, 50), reading(HOUR, 10)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 0 });
  });

  it('counts a key from 0 that had no event at the first reading', () => {
    const accumulator = createAccumulator();
    accumulator.add([{ start: 0, rows: new Map() }]);
    accumulator.add([reading(0, 2)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 2 });
  });

  it('starts a figure at its first value when the first reading lacks it', () => {
    const accumulator = createAccumulator();
    accumulator.add([{ start: 0, rows: new Map([['sales', { offered: 7, abandoned: undefined }]]) }]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 0 });
    accumulator.add([{ start: 0, rows: new Map([['sales', { offered: 8, abandoned: 40 }]]) }]);
    accumulator.add([{ start: 0, rows: new Map([['sales', { offered: 8, abandoned: 41 }]]) }]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 1, abandoned: 1 });
  });

  it('adds late figures of as many intervals as it keeps', () => {
    const accumulator = createAccumulator({ keptIntervals: 2 });
    for (let day = 0; day < 4; day++) accumulator.add([reading(day * HOUR, 1)]);
    accumulator.add([reading(1 * HOUR, 100)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 3 });
    accumulator.add([reading(2 * HOUR, 5)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 7 });
  });

  it('does not count an interval again that it has long settled', () => {
    const accumulator = createAccumulator();
    for (let hour = 0; hour < 100; hour++) accumulator.add([reading(hour * HOUR, 1)]);
    const before = accumulator.totalsOf('sales');
    accumulator.add([reading(10 * HOUR, 1)]);
    expect(before).toEqual({ offered: 99 });
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 99 });
  });

  it('continues to count the current interval after a clock that was ahead has read future ones', () => {
    const accumulator = createAccumulator({ keptIntervals: 2 });
    accumulator.add([reading(0, 10), reading(HOUR, 1)]);
    for (let hour = 2; hour < 20; hour++) accumulator.add([{ start: hour * HOUR, rows: new Map() }]);
    accumulator.add([reading(0, 10), reading(HOUR, 4)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 3 });
    // Another process continues there, too.
    expect(accumulator.marks(2).filter(({ key }) => key === 'sales')).toHaveLength(2);
    accumulator.add([reading(2 * HOUR, 5)]);
    expect(accumulator.totalsOf('sales')).toEqual({ offered: 8 });
  });

  it('forgets keys that are gone', () => {
    const accumulator = createAccumulator();
    accumulator.add([reading(0, 2)]);
    accumulator.retain(new Set());
    expect(accumulator.totalsOf('sales')).toBeUndefined();
  });

  it('never goes down, and ends at what happened after the first reading when nothing is corrected', () => {
    const increments = fc.array(fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(increments, (intervals) => {
        const accumulator = createAccumulator();
        let happened = 0;
        let total = 0;
        intervals.forEach((steps, index) => {
          let soFar = 0;
          steps.forEach((step, poll) => {
            soFar += step;
            if (index > 0 || poll > 0) happened += step;
            accumulator.add([reading(index * HOUR, soFar)]);
            const next = accumulator.totalsOf('sales')?.offered ?? -1;
            expect(next).toBeGreaterThanOrEqual(total);
            total = next;
          });
        });
        expect(total).toBe(happened);
      }),
    );
  });
});
