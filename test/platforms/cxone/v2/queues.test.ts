import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../../src/platforms/cxone/v2/health.ts';
import { cxoneV2 } from '../../../../src/platforms/cxone/v2/index.ts';
import { type AdapterOptions, connectAdapter, known } from '../../../support/adapter.ts';
import { type ReceivedRequest, startVendorApi } from '../../../support/vendor-api.ts';

/** Wire tests from the shapes that the platform's guides show. */

const TOKEN = '/api/v2/oauth/token';
const STATS = '/api/v2/reporting/queues/stats';
const DETAILS = '/api/v2/analytics/queues/details/query';
const HEALTH = '/api/v2/health';

const token = () => HttpResponse.json({ access_token: 'token', expires_in: 3600 });
const metric = (name: string, value: unknown) => ({
  name,
  values: [{ value, timestamp: '2026-09-01T10:00:00Z' }],
});
const stats =
  (...data: unknown[]) =>
  () =>
    HttpResponse.json({ data });
const queryOf = ({ url }: Pick<ReceivedRequest, 'url'>) => new URL(url, 'http://platform').searchParams;

async function connect(handlers: readonly RequestHandler[], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(...handlers, http.post(TOKEN, token));
  const settings = {
    base_url: server.origin,
    oauth: { client_id: 'id', client_secret: 'secret' },
    ...options.settings,
  };
  return { server, adapter: connectAdapter(cxoneV2, { ...options, settings }) };
}

describe('CXone v2: queue statistics', () => {
  it('asks for real-time figures of every queue and reads them', async () => {
    const { server, adapter } = await connect([
      http.get(
        STATS,
        stats({
          queue: { id: 'q1', name: 'Sales "EMEA"' },
          metrics: [
            metric('waitTime', 12.5),
            metric('agentCount', 7),
            metric('conversationCount', 4),
            metric('abandonCount', 2),
            metric('serviceLevel', 87.5),
          ],
        }),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([
      {
        id: 'q1',
        name: 'Sales "EMEA"',
        media: 'all',
        waitSeconds: 12.5,
        agents: { available: 7 },
        active: 4,
        windows: { platform: { abandoned: 2 } },
        serviceLevel: 0.875,
      },
    ]);
    expect(rejected).toEqual({});
    expect(Object.fromEntries(queryOf(server.at(STATS)[0]!))).toEqual({
      granularity: 'REAL_TIME',
      metricTypes: 'waitTime,agentCount,conversationCount,abandonCount,serviceLevel',
    });
    expect(server.at(STATS)[0]?.headers.authorization).toBe('Bearer token');
    const form = Object.fromEntries(new URLSearchParams(server.at(TOKEN)[0]?.body));
    expect(form).toEqual({ grant_type: 'client_credentials', client_id: 'id', client_secret: 'secret' });
  });

  it('takes a metric that is missing or has no values for unknown, and a zero for zero', async () => {
    const { adapter } = await connect([
      http.get(
        STATS,
        stats({
          queue: { id: 'q1', name: 'Sales' },
          metrics: [metric('waitTime', 0), { name: 'agentCount', values: [] }, metric('newMetric', 1)],
        }),
      ),
    ]);
    const { queues } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([{ id: 'q1', name: 'Sales', media: 'all', waitSeconds: 0 }]);
  });

  it('refuses bad rows by reason and keeps the others', async () => {
    const { adapter } = await connect([
      http.get(
        STATS,
        stats(
          { queue: { name: 'No id' }, metrics: [] },
          { queue: { id: 'q1', name: 'Sales' }, metrics: [metric('waitTime', 'soon')] },
          'not a row',
          {
            queue: { id: 'q2' },
            metrics: [metric('serviceLevel', 130), metric('waitTime', -1), metric('agentCount', 1)],
          },
          { queue: { id: 'q3', name: 'Twice' }, metrics: [] },
          { queue: { id: 'q3', name: 'Twice' }, metrics: [] },
          { queue: { id: 'q4', name: 'One' }, metrics: [] },
          { queue: { id: 'q4', name: 'Other' }, metrics: [] },
        ),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([
      { id: 'q2', name: 'q2', media: 'all', agents: { available: 1 } },
      { id: 'q3', name: 'Twice', media: 'all' },
    ]);
    expect(rejected).toEqual({
      invalid_queue_id: 1,
      invalid_metrics_values_value: 1,
      invalid_row: 1,
      duplicate: 1,
      contradictory: 2,
      service_level_out_of_range: 1,
      wait_time_out_of_range: 1,
    });
  });

  it.each([
    ['no data', {}],
    ['empty data', { data: [] }],
  ])('takes %s for no queues', async (_, answer) => {
    const { adapter } = await connect([http.get(STATS, () => HttpResponse.json(answer))]);
    expect((await adapter.collect('queues')).queues).toEqual([]);
  });

  it.each([
    ['a list', []],
    ['data that is no list', { data: { q1: {} } }],
    ['a text', 'ok'],
  ])('fails the poll when the answer is %s', async (_, answer) => {
    const { adapter } = await connect([http.get(STATS, () => HttpResponse.json(answer))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'invalid',
      endpoint: 'queue_stats',
    });
  });

  it('reads the service level as a ratio where the tenant is set so', async () => {
    const answer = stats({ queue: { id: 'q1' }, metrics: [metric('serviceLevel', 0.9)] });
    const { adapter } = await connect([http.get(STATS, answer)], {
      settings: { service_level_unit: 'ratio' },
    });
    expect((await adapter.collect('queues')).queues?.[0]?.serviceLevel).toBe(0.9);
  });

  it('finds the unknown ids that fail a call, reports them, and continues with the others', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const unknown = new Set(['b', 'e']);
    const answer: HttpResponseResolver = ({ request }) => {
      const asked = queryOf(request).get('queueIds')?.split(',') ?? [];
      if (asked.some((id) => unknown.has(id)))
        return HttpResponse.json({ message: 'unknown queue' }, { status: 404 });
      return stats(...asked.map((id) => ({ queue: { id, name: id }, metrics: [] })))();
    };
    const { server, adapter } = await connect([http.get(STATS, answer)], { selection: { ids } });
    const first = await adapter.collect('queues');
    expect(first.queues?.map(({ id }) => id).sort()).toEqual(['a', 'c', 'd']);
    expect(first.rejected).toEqual({ unknown_queue_id: 2 });
    expect(first.selection?.unmatched.map(({ text }) => text)).toEqual(['b', 'e']);

    const calls = server.at(STATS).length;
    const second = await adapter.collect('queues');
    expect(second.queues?.map(({ id }) => id).sort()).toEqual(['a', 'c', 'd']);
    expect(server.at(STATS)).toHaveLength(calls + 1);
  });

  it('watches the selected queues alone', async () => {
    const answer = stats(
      ...['Sales 1', 'Sales 2', 'Care'].map((name) => ({ queue: { id: name, name }, metrics: [] })),
    );
    const selection = { include: ['Sales*'], exclude: ['*2'] };
    const { adapter } = await connect([http.get(STATS, answer)], { selection });
    expect((await adapter.collect('queues')).queues?.map(({ id }) => id)).toEqual(['Sales 1']);
  });
});

describe('CXone v2: queue details', () => {
  const sales = stats({ queue: { id: 'q1', name: 'Sales' }, metrics: [] });

  it('asks for the known queues over the judged window and joins their names', async () => {
    const { server, adapter } = await connect([
      http.get(STATS, sales),
      http.post(DETAILS, () =>
        HttpResponse.json({
          metrics: [
            { queue: { id: 'q1' }, occupancy: 0.91, waitTime: 14, abandonedCount: 3, answeredCount: 27 },
          ],
          selectors: [{ id: 'q1' }],
        }),
      ),
    ]);
    await adapter.collect('queues');
    const { queues } = await adapter.collect('aggregates');
    expect(queues?.map(known)).toEqual([
      {
        id: 'q1',
        name: 'Sales',
        media: 'all',
        occupancy: 0.91,
        waitSeconds: 14,
        windows: { 900: { answered: 27, abandoned: 3 } },
      },
    ]);
    expect(JSON.parse(server.at(DETAILS)[0]?.body ?? '')).toEqual({
      dateRange: { startDate: 'now-15m', endDate: 'now' },
      groupBy: ['queue'],
      metrics: ['occupancy', 'waitTime', 'abandonedCount', 'answeredCount'],
      selectors: [{ id: 'q1', type: 'queue' }],
    });
  });

  it('keeps what is missing unknown, refuses what cannot be, and rows it did not ask for', async () => {
    const { adapter } = await connect([
      http.get(STATS, sales),
      http.post(DETAILS, () =>
        HttpResponse.json({
          metrics: [
            { queue: { id: 'q1', name: 'Sales' }, occupancy: 1.7, answeredCount: 5 },
            { queue: { id: 'other' }, occupancy: 0.5 },
            { queue: {}, occupancy: 0.5 },
          ],
        }),
      ),
    ]);
    await adapter.collect('queues');
    const { queues, rejected } = await adapter.collect('aggregates');
    expect(queues).toHaveLength(1);
    expect(queues?.[0]?.occupancy).toBeUndefined();
    expect(queues?.[0]?.windows).toEqual({ 900: { answered: 5, abandoned: undefined } });
    expect(rejected).toEqual({ occupancy_out_of_range: 1, unasked_queue: 1, invalid_queue_id: 1 });
  });

  it('fails until a queue poll has listed the queues, and sends no request when there are none', async () => {
    const { server, adapter } = await connect([
      http.get(STATS, stats()),
      http.post(DETAILS, () => HttpResponse.json({ metrics: [] })),
    ]);
    await expect(adapter.collect('aggregates')).rejects.toMatchObject({ code: 'queues_unknown' });
    await adapter.collect('queues');
    expect((await adapter.collect('aggregates')).queues).toEqual([]);
    expect(server.at(DETAILS)).toEqual([]);
  });

  it('fails the poll when the answer has no rows at all', async () => {
    const { adapter } = await connect([
      http.get(STATS, sales),
      http.post(DETAILS, () => HttpResponse.json({ entities: [] })),
    ]);
    await adapter.collect('queues');
    await expect(adapter.collect('aggregates')).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('CXone v2: health', () => {
  it.each([
    ['OK', 'operational'],
    ['Healthy', 'operational'],
    ['UP', 'operational'],
    ['degraded', 'degraded_performance'],
    ['PARTIAL_OUTAGE', 'partial_outage'],
    ['Unhealthy', 'major_outage'],
    ['DOWN', 'major_outage'],
    ['unavailable', 'major_outage'],
    ['not operational', 'unknown'],
    ['Maintenance', 'under_maintenance'],
    ['degraded performance', 'degraded_performance'],
    ['DegradedPerformance', 'degraded_performance'],
    [' major-outage\n', 'major_outage'],
    ['under_maintenance', 'under_maintenance'],
    ['recovered', 'unknown'],
    ['restored', 'unknown'],
    ['shutdown complete', 'unknown'],
    ['No errors', 'unknown'],
    ['no outage', 'unknown'],
    ['outage resolved', 'unknown'],
    ['not degraded', 'unknown'],
    ['maintenance finished', 'unknown'],
    ['0 partial outages', 'unknown'],
    ['up in smoke', 'unknown'],
    ['downstream ok', 'unknown'],
    ['!ok', 'unknown'],
    ['constructor', 'unknown'],
    ['blue', 'unknown'],
    ['', 'unknown'],
  ])('reads the status %j as %s', (status, meaning) => {
    expect(meaningOf(status)).toBe(meaning);
  });

  it('shows the platform as one component, unknown where it does not say', async () => {
    const { adapter } = await connect([http.get(HEALTH, () => HttpResponse.json({}))]);
    expect((await adapter.collect('health')).health).toEqual({
      components: [{ component: 'platform', status: 'unknown' }],
    });
  });
});
