import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuery, keyOf } from '../../src/analytics-api/canonical-query.ts';
import { parseQuery, type QueryBody } from '../../src/analytics-api/query.ts';
import { ANALYTICS_DIMENSIONS, ANALYTICS_METRICS } from '../../src/domain/index.ts';

const VALID = {
  tenant: 'acme',
  metrics: ['handle_time'],
  dimensions: ['channel'],
  start_date: '2026-09-01T00:00:00+02:00',
  end_date: '2026-09-02T00:00:00+02:00',
} as const satisfies QueryBody;

const read = (changes: object) =>
  parseQuery({ ...VALID, ...changes }, (name) =>
    name === 'acme' ? undefined : 'is not the name of a tenant',
  );
const keys = (changes: object) => {
  const result = read(changes);
  return result.ok ? [] : result.violations.map(({ key }) => key);
};

describe('query validation', () => {
  it.each([
    ['without dimensions', { dimensions: [] }],
    ['with five dimensions', { dimensions: ANALYTICS_DIMENSIONS.slice(0, 5) }],
    ['with every metric', { metrics: ANALYTICS_METRICS }],
    ['in UTC', { start_date: '2026-09-01T00:00:00Z', end_date: '2026-09-01T00:00:00.001Z' }],
    ['over a second seen from two offsets', { start_date: '2026-09-02T00:59:59+03:00' }],
    ['with filters', { filters: [{ name: 'channel', values: ['voice'] }] }],
    ['with a lifetime', { cache_ttl: 86_400 }],
  ])('accepts %s', (_, changes) => {
    expect(keys(changes)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['no metrics', { metrics: [] }, ['metrics']],
    ['eleven metrics', { metrics: Array(11).fill('talk_time') }, Array(11).fill(0)],
    ['an unknown metric', { metrics: ['handle_time', 'money'] }, ['metrics[1]']],
    ['a metric twice', { metrics: ['talk_time', 'talk_time'] }, ['metrics[1]']],
    ['six dimensions', { dimensions: ANALYTICS_DIMENSIONS }, ['dimensions']],
    ['a date alone', { start_date: '2026-09-01' }, ['start_date']],
    ['no seconds', { start_date: '2026-09-01T00:00Z' }, ['start_date']],
    ['no offset', { end_date: '2026-09-02T00:00:00' }, ['end_date']],
    ['a day that is not', { end_date: '2026-02-30T00:00:00Z' }, ['end_date']],
    ['filters that are no objects', { filters: ['voice'] }, ['filters[0]']],
    ['half a second to live', { cache_ttl: 0.5 }, ['cache_ttl']],
    ['more than a day to live', { cache_ttl: 86_401 }, ['cache_ttl']],
    ['a key it does not know', { metric: ['talk_time'] }, ['metric']],
    ['another tenant', { tenant: 'initech' }, ['tenant']],
    ['nothing that it needs', { tenant: undefined, metrics: undefined }, ['tenant', 'metrics']],
  ])('rejects a query with %s by its key', (_, changes, expected) => {
    const found = keys(changes);
    if (expected.length > 2) expect(found).toContain('metrics');
    else expect(found).toEqual(expected);
  });

  it('reports every violation of a query at once', () => {
    const violations = {
      tenant: 'initech',
      metrics: [],
      dimensions: ['channel', 'colour'],
      start_date: '2026-09-02T00:00:00Z',
      end_date: 'soon',
      cache_ttl: -1,
      extra: 1,
    };
    expect(keys(violations).sort()).toEqual([
      'cache_ttl',
      'dimensions[1]',
      'end_date',
      'extra',
      'metrics',
      'tenant',
    ]);
  });

  it.each([[undefined], [null], ['text'], [[]], [7]])('rejects a query that is %j', (body) => {
    const result = parseQuery(body, () => undefined);
    expect(result).toMatchObject({ ok: false, violations: [{ key: '' }] });
  });

  it('rejects filters that are nested too deeply', () => {
    const text = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect(keys({ filters: [JSON.parse(text)] })).toEqual(['filters']);
  });
});

describe('the canonical query', () => {
  const keyed = (query: QueryBody, tenant = 'acme') => keyOf(tenant, canonicalQuery(query));

  it('is the same for all ways to write a query', () => {
    const one = keyed({
      ...VALID,
      metrics: ['talk_time', 'handle_time'],
      dimensions: ['queue', 'channel'],
      filters: [{ name: 'a', values: { x: 1, y: 2 } }],
    });
    const other = keyed({
      ...VALID,
      metrics: ['handle_time', 'talk_time'],
      dimensions: ['channel', 'queue'],
      start_date: '2026-09-01T00:00:00.000+02:00',
      filters: [{ values: { y: 2, x: 1 }, name: 'a' }],
      cache_ttl: 60,
    });
    expect(other).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<QueryBody>]>([
    ['the metrics', { metrics: ['talk_time'] }],
    ['the dimensions', { dimensions: [] }],
    ['the start', { start_date: '2026-09-01T00:00:01+02:00' }],
    ['the offset, by which days are cut', { start_date: '2026-08-31T22:00:00Z' }],
    ['the filters', { filters: [{}] }],
  ])('differs by %s', (_, changes) => {
    expect(keyed({ ...VALID, ...changes })).not.toBe(keyed(VALID));
  });

  it('differs by the tenant', () => {
    expect(keyed(VALID, 'globex')).not.toBe(keyed(VALID, 'acme'));
  });

  it('keeps the instant and the offset of every time', () => {
    const time = fc.record({
      at: fc.date({ min: new Date('1970-01-02'), max: new Date('2200-01-01'), noInvalidDate: true }),
      minutes: fc.integer({ min: -14 * 60, max: 14 * 60 }),
    });
    fc.assert(
      fc.property(time, ({ at, minutes }) => {
        const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
        const offset = `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
        const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const { start } = canonicalQuery({ ...VALID, start_date: `${local}${offset}` });
        expect(Date.parse(start)).toBe(at.getTime());
        expect(start.endsWith(offset)).toBe(true);
      }),
    );
  });
});
