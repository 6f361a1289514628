import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { errorSchema, resultSchema } from '../../src/analytics-api/index.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { eventually } from '../support/process.ts';
import { type Api, type ApiOptions, NOW, QUERY, SIGNED_IN, startApi } from './support/api.ts';

const QUERIES = 'contact_center_analytics_queries_total';
type Answer = z.output<typeof resultSchema>;
const originOf = (response: Response) => response.headers.get('cache-status');
const audited = (api: Api) => api.logged().filter(({ msg }) => msg === 'Analytics query');

async function answered(api: Api, changes: object = {}) {
  const response = await api.post({ ...QUERY, ...changes });
  return { response, body: resultSchema.parse(await response.json()) };
}

const problemOf = async (response: Response) => errorSchema.parse(await response.json()).error;
const numberIn = (row: Answer['data'][number] | undefined, column: string) =>
  Number(row?.[column] ?? Number.NaN);

describe('an analytics query', () => {
  it('returns a table of handle times, which are talk, hold and wrap', async () => {
    const api = await startApi();
    const { response, body } = await answered(api);
    expect(response.status).toBe(200);
    const centre = api.platform.centre();
    const channels = [...new Set(centre.queues.map(({ media }) => media))].sort();
    expect(body).toMatchObject({
      status: 'success',
      row_count: channels.length,
      columns: [...QUERY.dimensions, ...QUERY.metrics, 'total_interaction_time', 'talk_ratio', 'hold_impact'],
      cached: false,
      rejected: {},
    });
    expect(body.data.map(({ channel }) => channel)).toEqual(channels);
    for (const row of body.data) {
      const [handle, talk, hold, wrap, queue] = QUERY.metrics.map((name) => numberIn(row, name));
      if (!handle || !talk || hold === undefined || wrap === undefined || queue === undefined)
        throw new Error(`nothing was handled in ${row.channel}`);
      expect(talk + hold + wrap).toBeCloseTo(handle, 1);
      expect(row.total_interaction_time).toBeCloseTo(handle + queue, 9);
      expect(row.talk_ratio).toBeCloseTo(talk / handle, 9);
      expect(row.hold_impact).toBeCloseTo(hold / (handle + queue), 9);
      const handled = centre.queues
        .filter(({ media }) => media === row.channel)
        .map(({ id }) => centre.window(id, NOW - 3600, NOW));
      const total = (name: 'handled' | 'talkSeconds') => handled.reduce((sum, each) => sum + each[name], 0);
      expect(talk).toBeCloseTo(total('talkSeconds') / total('handled'), 1);
    }
  });

  it('returns shares as ratios, and the efficiency of the channels', async () => {
    const api = await startApi();
    const { body } = await answered(api, { metrics: ['service_level', 'abandon_rate'], dimensions: [] });
    expect(body.columns).toEqual(['service_level', 'abandon_rate', 'channel_efficiency']);
    const [serviceLevel = 0, abandonment = 0, efficiency] = body.columns.map((name) =>
      numberIn(body.data[0], name),
    );
    expect(serviceLevel).toBeGreaterThan(0);
    expect(serviceLevel).toBeLessThanOrEqual(1);
    expect(abandonment).toBeLessThan(1);
    expect(efficiency).toBeCloseTo(serviceLevel * (1 - abandonment), 9);
  });

  it('returns the same result as CSV on request', async () => {
    const api = await startApi();
    const json = (await answered(api)).body;
    const response = await api.post(QUERY, { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('vary')).toContain('Accept');
    expect(originOf(response)).toBe('contact-center-exporter; hit');
    const [header, ...lines] = (await response.text()).trimEnd().split('\r\n');
    expect(header?.split(',')).toEqual(json.columns);
    expect(lines).toEqual(json.data.map((row) => json.columns.map((name) => row[name] ?? '').join(',')));
    expect(api.upstream()).toBe(1);
  });

  it('returns unknown values as null', async () => {
    const api = await startApi();
    const { body } = await answered(api, { metrics: ['abandon_rate'], dimensions: ['agent'] });
    expect(body.row_count).toBeGreaterThan(0);
    for (const row of body.data) expect(row.abandon_rate).toBeNull();
  });
});

describe('the analytics query API', () => {
  it.each<[string, object | string, Record<string, string>, number, string]>([
    ['no JSON', '{', {}, 400, 'not_json'],
    ['a body of another type', QUERY, { 'content-type': 'text/plain' }, 415, 'not_json'],
    ['a body too large', { ...QUERY, filters: [{ a: 'x'.repeat(70_000) }] }, {}, 413, 'too_large'],
    ['nothing we can send', QUERY, { accept: 'image/png' }, 406, 'not_acceptable'],
    ['what is no query', [], {}, 400, 'invalid_query'],
  ])('rejects a request: %s', async (_, body, headers, status, code) => {
    const api = await startApi();
    const response = await api.post(body, headers);
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code });
    expect(api.upstream()).toBe(0);
  });

  it('rejects an invalid query with all of its violations', async () => {
    const api = await startApi();
    const mistakes = { metrics: [], tenant: 'initech', end_date: QUERY.start_date, limit: 5 };
    const response = await api.post({ ...QUERY, ...mistakes });
    expect(response.status).toBe(400);
    const error = await problemOf(response);
    expect(error.violations).toEqual([
      { key: 'tenant', message: 'is not the name of a configured tenant' },
      { key: 'metrics', message: 'must list at least one' },
      {
        key: 'limit',
        message: expect.stringContaining('is not a known key; known keys are tenant, metrics'),
      },
    ]);
  });

  it('has no row for a range that does not end after its start, and does not query the platform', async () => {
    const api = await startApi();
    for (const end_date of [QUERY.start_date, '2000-01-01T00:00:00Z']) {
      const response = await api.post({ ...QUERY, end_date });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ row_count: 0, data: [], cached: false });
    }
  });

  it('rejects a query to a platform without analytics', async () => {
    const api = await startApi();
    const response = await api.post({ ...QUERY, tenant: 'globex' });
    expect(response.status).toBe(404);
    expect((await problemOf(response)).message).toContain('without interaction analytics (platform: genesys');
  });

  it('rejects a GET', async () => {
    const api = await startApi();
    const response = await fetch(`${api.url}/api/v1/analytics/query`, { headers: SIGNED_IN });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('rejects every query while no authentication is configured', async () => {
    const api = await startApi({ withUsers: false });
    const response = await api.post(QUERY);
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({
      code: 'authentication_required',
      message: expect.stringContaining('basic_auth_users'),
    });
    expect(api.upstream()).toBe(0);
    expect(audited(api)).toEqual([]);
  });

  it('rejects a wrong password', async () => {
    const api = await startApi();
    const wrong = `Basic ${Buffer.from('bi:wrong').toString('base64')}`;
    expect((await api.post(QUERY, { authorization: wrong })).status).toBe(401);
    expect(api.upstream()).toBe(0);
  });

  it.each<[string, Fault, number, string, ApiOptions?]>([
    ['refuses the query', { kind: 'status', status: 400 }, 422, 'query_refused'],
    ['forbids it', { kind: 'status', status: 403 }, 502, 'platform_failed'],
    ['answers nonsense', { kind: 'wrong_shape' }, 502, 'platform_failed'],
    ['asks for a long pause', { kind: 'status', status: 429, retryAfter: 3000 }, 503, 'platform_throttled'],
    [
      'does not answer in time',
      { kind: 'hang' },
      504,
      'platform_timeout',
      { tenant: { polling: { analytics: { timeout: '300ms' } } } },
    ],
  ])('rejects a query when the platform %s', async (_, fault, status, code, options) => {
    const api = await startApi(options);
    api.platform.addFault({ endpoint: 'analytics_summary', ...fault });
    const response = await api.post(QUERY);
    expect(response.status).toBe(status);
    const error = await problemOf(response);
    expect(error.code).toBe(code);
    if (status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'failed' })).toBe(1);
  });

  it('rejects a query that exceeds the request budget, which polls need', async () => {
    const api = await startApi({ tenant: { rate_limit: { requests_per_minute: 1 } } });
    const response = await api.post(QUERY);
    expect(response.status).toBe(503);
    expect((await problemOf(response)).code).toBe('budget_spent');
    expect(response.headers.get('retry-after')).toBe('60');
    expect(api.upstream()).toBe(0);
  });
});

describe('the cache', () => {
  it('returns the same query from memory, however it is written, and states its age', async () => {
    const api = await startApi();
    await answered(api);
    const rewritten = { metrics: QUERY.metrics.toReversed(), start_date: '2026-09-07T09:00:00.000+00:00' };
    const { response, body } = await answered(api, rewritten);
    expect(body).toMatchObject({ status: 'success', cached: true });
    expect(body.columns.slice(1, 6)).toEqual(rewritten.metrics);
    expect(body.age_seconds).toBeGreaterThanOrEqual(0);
    expect(response.headers.get('age')).toMatch(/^\d+$/);
    expect(api.upstream()).toBe(1);
    await answered(api, { dimensions: ['queue'] });
    expect(api.upstream()).toBe(2);
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'hit' })).toBe(1);
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'miss' })).toBe(2);
    expect(await api.counted('contact_center_analytics_answer_age_seconds_count', { tenant: 'acme' })).toBe(
      3,
    );
  });

  it('queries the platform once for any number of simultaneous identical requests', async () => {
    const api = await startApi();
    api.platform.addFault({ kind: 'slow', delaySeconds: 0.3, endpoint: 'analytics_summary' });
    const responses = await Promise.all(Array.from({ length: 30 }, () => api.post(QUERY)));
    const bodies = await Promise.all(
      responses.map(async (response) => resultSchema.parse(await response.json())),
    );
    expect(new Set(bodies.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(bodies[0]?.row_count).toBeGreaterThan(0);
    expect(api.upstream()).toBe(1);
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'miss' })).toBe(1);
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'shared' })).toBe(29);
  });

  it('fails all callers that share a failed query, and queries the platform again afterwards', async () => {
    const api = await startApi();
    // All callers have arrived before the token has.
    api.platform.addFault({ kind: 'slow', delaySeconds: 0.5, endpoint: 'token', count: 1 });
    api.platform.addFault({ kind: 'wrong_shape', endpoint: 'analytics_summary', count: 1 });
    const responses = await Promise.all(Array.from({ length: 5 }, () => api.post(QUERY)));
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(502));
    expect(api.upstream()).toBe(1);
    await answered(api);
  });

  it('queries the platform again when the result is older than the query allows', async () => {
    const api = await startApi();
    await answered(api);
    await eventually(async () => {
      const { response } = await answered(api, { cache_ttl: 1 });
      expect(originOf(response)).toBe('contact-center-exporter; fwd=miss');
    });
    expect(api.upstream()).toBe(2);
  });

  it('returns the cached result with its age when the platform fails', async () => {
    const api = await startApi();
    const fresh = await answered(api, { cache_ttl: 1 });
    await eventually(async () => {
      const { body } = await answered(api);
      expect(body.age_seconds).toBeGreaterThan(1);
    });
    api.platform.addFault({ kind: 'wrong_shape', endpoint: 'analytics_summary' });
    const { response, body } = await answered(api, { cache_ttl: 1 });
    expect(body).toMatchObject({ status: 'stale', cached: true, data: fresh.body.data });
    expect(body.age_seconds).toBeGreaterThan(1);
    expect(originOf(response)).toContain('stale-if-error');
    expect(await api.counted(QUERIES, { tenant: 'acme', result: 'stale' })).toBe(1);
    api.platform.clearFaults();
    expect((await answered(api, { cache_ttl: 1 })).body.status).toBe('success');
  });

  it.each<[string, object, Fault, number]>([
    ['when it is older than the setting allows', { stale_if_error: '0s' }, { kind: 'wrong_shape' }, 502],
    ['when the platform no longer permits the question', {}, { kind: 'status', status: 403 }, 502],
  ])('does not return the cached result %s', async (_, cache, fault, status) => {
    const api = await startApi({ cache });
    await answered(api);
    await eventually(async () => {
      api.platform.addFault({ endpoint: 'analytics_summary', count: 1, ...fault });
      expect((await api.post({ ...QUERY, cache_ttl: 1 })).status).toBe(status);
    });
  });

  it('evicts results beyond its size limit', async () => {
    const api = await startApi({ cache: { max_size: '10B' } });
    await answered(api);
    await answered(api);
    expect(api.upstream()).toBe(2);
  });
});

describe('the audit log', () => {
  it('has a line for each query: user, query, duration, origin and rows', async () => {
    const api = await startApi();
    await answered(api);
    await answered(api);
    await api.post({ ...QUERY, metrics: [] });
    // Written after the answers were sent.
    await eventually(() => expect(audited(api)).toHaveLength(3));
    const [miss, hit, refused] = audited(api);
    expect(miss).toMatchObject({
      level: 'info',
      user: 'bi',
      tenant: 'acme',
      result: 'miss',
      status: 200,
      metrics: QUERY.metrics,
      dimensions: QUERY.dimensions,
      start_date: QUERY.start_date,
      end_date: QUERY.end_date,
      latency_seconds: expect.any(Number),
      rows: expect.any(Number),
    });
    expect(miss?.rows).toBeGreaterThan(0);
    expect(hit).toMatchObject({ result: 'hit', rows: miss?.rows, age_seconds: expect.any(Number) });
    expect(refused).toMatchObject({ user: 'bi', status: 400, result: 'failed', code: 'invalid_query' });
    expect(JSON.stringify(api.logged())).not.toContain('correct horse');
  });
});
