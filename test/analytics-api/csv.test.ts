import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../src/analytics-api/csv.ts';

describe('CSV', () => {
  it('quotes as RFC 4180 does, leaves unknown values empty, and ends each line with CRLF', () => {
    const rows = [
      ['Sales, "EMEA"', 1.5, null],
      ['two\nlines', 0, 2],
    ];
    expect(csvOf({ columns: ['queue', 'handle_time', 'talk_time'], rows })).toBe(
      'queue,handle_time,talk_time\r\n"Sales, ""EMEA""",1.5,\r\n"two\nlines",0,2\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'escapes %j, which a spreadsheet would take for a formula',
    (text) => {
      const line = csvOf({ columns: ['queue'], rows: [[text]] })
        .split('\r\n')
        .slice(1)
        .join('\r\n');
      expect(line.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('leaves negative numbers unchanged, as they are no text', () => {
    expect(csvOf({ columns: ['n'], rows: [[-1]] })).toBe('n\r\n-1\r\n');
  });

  it('reads back as it was written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/^[=+\-@\t\r\n]/.test(value));
    const rows = fc.array(fc.tuple(text, fc.double({ noNaN: true, noDefaultInfinity: true })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(rows, (table) => {
        const read = parse(csvOf({ columns: ['a', 'b'], rows: table }));
        expect(read).toEqual([['a', 'b'], ...table.map(([a, b]) => [a, String(b)])]);
      }),
    );
  });
});

/** A reader of its own, by the grammar of RFC 4180. */
function parse(csv: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < csv.length; ) {
    let field = '';
    if (csv[at] === '"') {
      for (at++; csv[at] !== '"' || csv[at + 1] === '"'; at++) {
        if (csv[at] === '"') at++;
        field += csv[at];
      }
      at++;
    } else {
      while (csv[at] !== ',' && csv[at] !== '\r') field += csv[at++];
    }
    record.push(field);
    if (csv[at] === ',') at++;
    else {
      records.push(record);
      record = [];
      at += 2;
    }
  }
  return records;
}
