import { describe, expect, it } from 'vitest';
import { MAX_RETRY_AFTER_SECONDS, parseRetryAfter } from '../../src/vendor-http/limits/retry-after.ts';

const NOW = Date.parse('1994-11-06T08:49:00Z');
const read = (value: string, date?: string) => parseRetryAfter({ 'retry-after': value, date }, NOW);

describe('Retry-After headers', () => {
  it.each([
    ['seconds', '120', 120],
    ['seconds with spaces around them', ' 5 ', 5],
    ['the date format in use', 'Sun, 06 Nov 1994 08:49:37 GMT', 37],
    ['the date format of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 37],
    ['the date format of asctime', 'Sun Nov  6 08:49:37 1994', 37],
    ['a pause beyond reason', '86400000', MAX_RETRY_AFTER_SECONDS],
    ['a date beyond reason', 'Fri, 01 Jan 2100 00:00:00 GMT', MAX_RETRY_AFTER_SECONDS],
  ])('reads %s', (_, value, seconds) => {
    expect(read(value)).toBe(seconds);
  });

  it.each([
    '',
    '0',
    '-5',
    'soon',
    '1e3',
    'Sun, 06 Nov 1994 08:48:59 GMT',
    '5 apples',
    'Sun, nonsense',
    'Infinity',
  ])('takes %j as no pause', (value) => {
    expect(read(value)).toBeUndefined();
  });

  it("counts a date from the response's own date", () => {
    expect(read('Sun, 06 Nov 1994 10:00:30 GMT', 'Sun, 06 Nov 1994 10:00:00 GMT')).toBe(30);
    expect(read('Sun, 06 Nov 1994 08:49:30 GMT', 'not a date')).toBe(30);
  });

  it('returns undefined where the header is missing', () => {
    expect(parseRetryAfter({})).toBeUndefined();
  });
});
