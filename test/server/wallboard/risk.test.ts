import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueRow } from '../../../src/server/wallboard/shared/board.ts';
import { byRisk, levelOf } from '../../../src/server/wallboard/shared/risk.js';
import {
  addressOf,
  rowsInView,
  SHOWS,
  SORTS,
  type View,
  viewOf,
} from '../../../src/server/wallboard/shared/view.js';
import { chance, duration, percent } from '../../../src/server/wallboard/shared/words.js';

const NOW = 1_700_000_000;
const row = (facts: Partial<QueueRow> = {}): QueueRow => ({
  tenant: 'acme',
  id: '1',
  name: 'Sales',
  media: 'voice',
  target: 0.8,
  threshold: 20,
  ...facts,
});

const rows = fc.array(
  fc.record(
    {
      tenant: fc.constantFrom('acme', 'globex'),
      id: fc.constantFrom('1', '2', '3'),
      name: fc.constantFrom('Sales', 'Care', 'VIP 2', 'VIP 10'),
      media: fc.constantFrom('all', 'voice'),
      target: fc.constant(0.8),
      threshold: fc.constantFrom(0, 20),
      waiting: fc.nat(5),
      oldestAt: fc.integer({ min: NOW - 100, max: NOW + 5 }),
      available: fc.nat(2),
      serviceLevel: fc.double({ min: 0, max: 1, noNaN: true }),
      breached: fc.boolean(),
      predicted: fc.boolean(),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['tenant', 'id', 'name', 'media', 'target', 'threshold'] },
  ),
);
const views: fc.Arbitrary<View> = fc.record({
  q: fc.string(),
  tenant: fc.string(),
  media: fc.string(),
  show: fc.constantFrom(...(Object.keys(SHOWS) as (keyof typeof SHOWS)[])),
  showsQuiet: fc.boolean(),
  sort: fc.constantFrom(...SORTS),
  isReversed: fc.boolean(),
  theme: fc.constantFrom('', 'light', 'dark'),
  isWall: fc.boolean(),
});

describe('risk', () => {
  it('ranks breach, prediction, wait against threshold, then contacts without an available agent', () => {
    const worstFirst = [
      row({ breached: true, oldestAt: NOW - 30 }),
      row({ breached: true, predicted: true, probability: 0.99 }),
      row({ predicted: true, probability: 0.9 }),
      row({ predicted: true, probability: 0.6, oldestAt: NOW - 500 }),
      row({ oldestAt: NOW - 60, threshold: 20 }),
      row({ oldestAt: NOW - 80, threshold: 40 }),
      row({ waiting: 1, available: 0 }),
      row({ waiting: 5, available: 2 }),
      row({ waiting: 0 }),
      row(),
    ];
    expect(worstFirst.toReversed().sort((a, b) => byRisk(a, b, NOW))).toEqual(worstFirst);
  });

  it('never takes an unknown value for good or bad news', () => {
    expect(levelOf(row(), NOW)).toBe('unknown');
    expect(levelOf(row({ waiting: 3 }), NOW)).toBe('unknown');
    expect(levelOf(row({ waiting: 3, available: 0 }), NOW)).toBe('watch');
    expect(levelOf(row({ waiting: 0 }), NOW)).toBe('calm');
  });
});

describe('the view of the board', () => {
  it('reads back the view that it writes into the address', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(viewOf(new URL(addressOf(view), 'http://localhost/').searchParams)).toEqual(view);
      }),
    );
  });

  it('shows every row that it does not filter out, in one order whatever their input order', () => {
    fc.assert(
      fc.property(rows, views, (all, view) => {
        const open = { ...view, q: '', tenant: '', media: '', show: 'all' } as const;
        const shown = rowsInView(all, open, NOW);
        expect(shown).toHaveLength(all.length);
        const figures = (list: readonly QueueRow[]) =>
          list.map((each) => [each.name, each.tenant, each.media]);
        const distinct = [...new Map(all.map((each) => [figures([each]).join(), each])).values()];
        expect(rowsInView(distinct.toReversed(), open, NOW)).toEqual(rowsInView(distinct, open, NOW));
      }),
    );
  });
});

describe('figures as text', () => {
  it('never rounds in favour of a queue', () => {
    expect(percent(0.7999)).toBe('79%');
    expect(percent(0.29)).toBe('29%');
    expect(percent(1)).toBe('100%');
    expect(chance(0.999)).toBe('>99%');
    expect(chance(0.004)).toBe('<1%');
    expect(chance(0.4996)).toBe('49%');
  });

  it('never shows an estimated chance as certain', () => {
    expect([0, 0.0099, 0.01, 0.99, 0.991, 1].map(chance)).toEqual([
      '<1%',
      '<1%',
      '1%',
      '99%',
      '>99%',
      '>99%',
    ]);
  });

  it('formats durations and unknown values', () => {
    expect([undefined, -1, 7.9, 750, 3723].map(duration)).toEqual(['–', '0:00', '0:07', '12:30', '1:02:03']);
  });
});
