import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestMatch, suggestion } from '../../src/config/index.ts';
import { nearest } from '../../src/config/validation/nearest.ts';

const keys = ['interval', 'timeout', 'stale_after', 'service_level', 'max_pages', 'queues', 'api'];
const at = fc.nat();

describe('nearest', () => {
  it('finds the word nearest to a mistyped one', () => {
    const slip = fc.constantFrom(
      (word: string, index: number) => word.slice(0, index) + word.slice(index + 1),
      (word: string, index: number) => `${word.slice(0, index)}x${word.slice(index)}`,
      (word: string, index: number) => `${word.slice(0, index)}x${word.slice(index + 1)}`,
      (word: string, index: number) =>
        word.slice(0, index) + (word[index + 1] ?? '') + word[index] + word.slice(index + 2),
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys.slice(0, -1)), at, slip, (key, where, make) => {
        expect(nearest(make(key, where % key.length), keys)).toBe(key);
      }),
    );
  });

  it.each([
    ['staleAfter', 'stale_after'],
    ['max-pages', 'max_pages'],
    ['Service_Level', 'service_level'],
    ['apj', 'api'],
    ['aip', 'api'],
  ])('finds %s written in another way', (word, key) => {
    expect(nearest(word, keys)).toBe(key);
  });

  it('finds the name nearest to a mistyped pattern', () => {
    const names = ['Sales North', 'Sales South', 'Care', 'Complaints (DE)'];
    expect(nearestMatch('Slaes N*', names)).toBe('Sales North');
    expect(nearestMatch('sales s?uht', names)).toBe('Sales South');
    expect(nearestMatch('*plaitns*', names)).toBe('Complaints (DE)');
    expect(nearestMatch('Billing*', names)).toBeUndefined();
    expect(nearestMatch('*', [])).toBeUndefined();
  });

  it('finds nothing for a word that is like no candidate', () => {
    for (const word of ['colour', 'xy', 'a', '', 'time', 'level'])
      expect(nearest(word, keys)).toBeUndefined();
    expect(suggestion('colour', keys)).toBe('');
    expect(suggestion('quues', keys)).toBe('; did you mean "queues"?');
  });
});
