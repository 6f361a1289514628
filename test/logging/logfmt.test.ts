import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLogfmt } from '../../src/logging/logfmt.ts';

/** A reader of logfmt in its plainest form: pairs with a space in between, values bare or quoted. */
function parseLogfmt(line: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const pair = /([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/y;
  while (pair.lastIndex < line.length) {
    const match = pair.exec(line);
    if (!match) throw new Error(`not logfmt: ${line}`);
    const [, key = '', value = ''] = match;
    pairs[key] = value.startsWith('"') ? JSON.parse(value) : value;
  }
  return pairs;
}

describe('logfmt', () => {
  it('quotes only values that need it', () => {
    expect(
      formatLogfmt({ a: 'x', b: 'x y', c: '', d: 'say "hi"', e: 'a=b', f: 'Zürich', g: 'https://h/p' }),
    ).toBe('a=x b="x y" c="" d="say \\"hi\\"" e="a=b" f=Zürich g=https://h/p');
    expect(formatLogfmt({ a: 'one\ntwo\r\tthree', b: '\u0007\u2028', c: 'back\\slash' })).toBe(
      'a="one\\ntwo\\r\\tthree" b="\\u0007\\u2028" c="back\\\\slash"',
    );
  });

  it('writes other values as JSON, and flattens objects', () => {
    expect(
      formatLogfmt({ n: 1.5, t: true, z: null, u: undefined, l: [1, 'a'], o: { a: { b: 1 }, c: 'x y' } }),
    ).toBe('n=1.5 t=true z=null l="[1,\\"a\\"]" o.a.b=1 o.c="x y"');
  });

  it('keeps keys readable', () => {
    expect(formatLogfmt({ 'a b="c"': 1, '': 2, 'x.y-z_1': 3 })).toBe('a_b__c_=1 _=2 x.y-z_1=3');
  });

  it('writes one line that reads back unchanged', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,10}$/);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(' ', '"', '\\', '=', '\n', 'a') }),
    );
    fc.assert(
      fc.property(fc.dictionary(key, text, { noNullPrototype: true }), (fields) => {
        const line = formatLogfmt(fields);
        expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(parseLogfmt(line)).toEqual(fields);
      }),
    );
  });
});
