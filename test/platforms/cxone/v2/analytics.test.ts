import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AnalyticsQuery } from '../../../../src/domain/index.ts';
import { cxoneV2 } from '../../../../src/platforms/cxone/v2/index.ts';
import { startSimulator } from '../../../../src/simulator/index.ts';
import { connectAdapter, platformSettings } from '../../../support/adapter.ts';
import { inTurn, type ReceivedRequest, startVendorApi } from '../../../support/vendor-api.ts';

/** Wire tests from the shapes that the guide to interaction analytics shows, and the adapter against the simulator. */

const SUMMARY = '/api/v2/analytics/summary/query';
const NOW = Date.UTC(2026, 8, 1, 10) / 1000;

const bodyOf = (request: ReceivedRequest | undefined) => JSON.parse(request?.body ?? '');
const page = (data: readonly unknown[], next?: string | null) => () =>
  HttpResponse.json({ data, paging: { next }, metadata: {} });

async function connect(
  answers: HttpResponseResolver | readonly HttpResponseResolver[],
  settings: object = {},
) {
  const token = () => HttpResponse.json({ access_token: 'token', expires_in: 3600 });
  const server = await startVendorApi(
    http.post('/api/v2/oauth/token', token),
    http.post(SUMMARY, inTurn(...[answers].flat())),
  );
  const oauth = { client_id: 'id', client_secret: 'secret' };
  const adapter = connectAdapter(cxoneV2, {
    settings: { base_url: server.origin, oauth, ...settings },
    now: () => NOW,
  });
  return { server, adapter };
}

const query = (changes: Partial<AnalyticsQuery> = {}): AnalyticsQuery => ({
  metrics: ['handle_time', 'abandon_rate'],
  dimensions: ['queue', 'date'],
  start: '2026-08-01T00:00:00+02:00',
  end: '2026-08-02T00:00:00+02:00',
  filters: [],
  ...changes,
});

describe('CXone v2: the analytics poll', () => {
  it('asks for every figure per channel over the last 24 hours', async () => {
    const { server, adapter } = await connect(
      page([
        {
          channel: 'voice',
          handle_time: 300,
          talk_time: '200.5',
          hold_time: 40,
          queue_time: 12,
          wrap_time: '59.5',
          abandon_rate: '4.25',
          service_level: 91,
          first_contact_resolution: '70',
        },
        { channel: 'chat', handle_time: null, talk_time: 0, abandon_rate: '' },
      ]),
    );
    expect(await adapter.collect('analytics')).toEqual({
      analytics: [
        {
          channel: 'voice',
          figures: {
            handle_time: 300,
            talk_time: 200.5,
            hold_time: 40,
            queue_time: 12,
            wrap_time: 59.5,
            abandon_rate: 0.0425,
            service_level: 0.91,
            first_contact_resolution: 0.7,
          },
        },
        { channel: 'chat', figures: { talk_time: 0 } },
      ],
      analyticsGroupsDropped: 0,
      rejected: {},
    });
    const [request] = server.at(SUMMARY);
    expect(request?.headers).toMatchObject({ authorization: 'Bearer token', accept: 'application/json' });
    expect(bodyOf(request)).toEqual({
      metrics: [
        'handle_time',
        'talk_time',
        'hold_time',
        'queue_time',
        'wrap_time',
        'abandon_rate',
        'service_level',
        'first_contact_resolution',
      ],
      dimensions: ['channel'],
      dateRange: { start: '2026-08-31T10:00:00+00:00', end: '2026-09-01T10:00:00+00:00' },
      filters: [],
      paging: { pageSize: 100 },
    });
  });

  it('rejects and counts values that are not valid numbers, and never makes them 0', async () => {
    const { adapter } = await connect(
      page([
        { channel: 'voice', handle_time: 'n/a', talk_time: '12,5', hold_time: '0x10', wrap_time: true },
        { channel: 'chat', handle_time: -1, service_level: 101, abandon_rate: 'Infinity', queue_time: 3 },
        { channel: 'email', handle_time: 5 },
        { channel: 'email', handle_time: 6 },
        { handle_time: 5 },
        { channel: null, handle_time: 5 },
        'not a row',
      ]),
    );
    expect(await adapter.collect('analytics')).toEqual({
      analytics: [
        { channel: 'voice', figures: {} },
        { channel: 'chat', figures: { queue_time: 3 } },
      ],
      analyticsGroupsDropped: 0,
      rejected: {
        invalid_handle_time: 1,
        invalid_talk_time: 1,
        invalid_hold_time: 1,
        invalid_wrap_time: 1,
        invalid_abandon_rate: 1,
        handle_time_out_of_range: 1,
        service_level_out_of_range: 1,
        contradictory: 2,
        duplicate: 1,
        invalid_channel: 1,
        invalid_row: 1,
      },
    });
  });

  it('reads milliseconds where the tenant is set so', async () => {
    const answer = page([{ channel: 'voice', handle_time: '1500', service_level: '90' }]);
    const { adapter } = await connect(answer, { duration_unit: 'milliseconds' });
    const { analytics } = await adapter.collect('analytics');
    expect(analytics).toEqual([{ channel: 'voice', figures: { handle_time: 1.5, service_level: 0.9 } }]);
  });

  it.each([
    ['no data', { paging: {} }],
    ['data that is no list', { data: {} }],
  ])('fails the poll when the answer has %s', async (_, answer) => {
    const { adapter } = await connect(() => HttpResponse.json(answer));
    await expect(adapter.collect('analytics')).rejects.toMatchObject({
      code: 'invalid',
      endpoint: 'analytics_summary',
      collector: 'analytics',
    });
  });

  it('takes an empty answer, as of dates that are no longer kept, for nothing', async () => {
    const { adapter } = await connect(() => HttpResponse.json({ data: [] }));
    expect((await adapter.collect('analytics')).analytics).toEqual([]);
  });
});

describe('CXone v2: the analytics poll with queries of the tenant', () => {
  const BY_QUEUE = { dimensions: ['channel', 'queue'], metrics: ['handle_time'], window: '1h' };
  const row = (queue: unknown, handle_time: unknown) => ({ channel: 'voice', queue, handle_time });

  it('sends each query with its own dimensions, metrics and window, and keeps the groups apart from the channels', async () => {
    const { server, adapter } = await connect(
      [page([row('Sales', 30)]), page([{ channel: 'voice', handle_time: 40 }])],
      { analytics: [BY_QUEUE, { dimensions: ['channel'] }] },
    );
    expect(await adapter.collect('analytics')).toEqual({
      analytics: [{ channel: 'voice', figures: { handle_time: 40 } }],
      subdividedAnalytics: [{ channel: 'voice', by: { queue: 'Sales' }, figures: { handle_time: 30 } }],
      analyticsGroupsDropped: 0,
      rejected: {},
    });
    const bodies = server.at(SUMMARY).map(bodyOf);
    expect(bodies.map(({ dimensions }) => dimensions)).toEqual([['channel', 'queue'], ['channel']]);
    expect(bodies.map(({ metrics }) => metrics.length)).toEqual([1, 8]);
    expect(bodies.map(({ dateRange }) => dateRange.start)).toEqual([
      '2026-09-01T09:00:00+00:00',
      '2026-08-31T10:00:00+00:00',
    ]);
  });

  it('reports no channels when no query is by channel alone', async () => {
    const { adapter } = await connect(page([]), { analytics: [BY_QUEUE] });
    expect(await adapter.collect('analytics')).toEqual({
      subdividedAnalytics: [],
      analyticsGroupsDropped: 0,
      rejected: {},
    });
  });

  it('keeps the groups with the highest first metric in any order of rows, and warns once of the others', async () => {
    const rows = [row('a', 5), row('b', null), row('c', 9), row('e', 7), row('d', 7), row('f', 7)];
    const { adapter } = await connect([page(rows), page(rows.toReversed())], {
      analytics: [{ ...BY_QUEUE, max_groups: 3 }],
    });
    for (let poll = 0; poll < 2; poll += 1) {
      const { subdividedAnalytics = [], analyticsGroupsDropped } = await adapter.collect('analytics');
      expect(subdividedAnalytics.map(({ by }) => by.queue)).toEqual(['c', 'd', 'e']);
      expect(analyticsGroupsDropped).toBe(3);
    }
    expect(adapter.warnings).toEqual([
      {
        message: 'Analytics groups dropped; raise max_groups of the query or remove dimensions',
        fields: { dimensions: ['channel', 'queue'], dropped: 3, max_groups: 3 },
      },
    ]);
  });

  it('keeps every group at the limit, without a warning', async () => {
    const { adapter } = await connect(page([row('a', 1), row('b', 2)]), {
      analytics: [{ ...BY_QUEUE, max_groups: 2 }],
    });
    expect(await adapter.collect('analytics')).toMatchObject({
      subdividedAnalytics: [{ by: { queue: 'a' } }, { by: { queue: 'b' } }],
      analyticsGroupsDropped: 0,
    });
    expect(adapter.warnings).toEqual([]);
  });

  it('rejects rows without a value of each dimension, and adds up the rejections of all queries', async () => {
    const { adapter } = await connect(
      [page([row(null, 1), row('', 2), row('Sales', 'n/a')]), page([{ handle_time: 'n/a' }])],
      { analytics: [BY_QUEUE, { dimensions: ['channel'], metrics: ['handle_time'] }] },
    );
    expect(await adapter.collect('analytics')).toEqual({
      analytics: [],
      subdividedAnalytics: [{ channel: 'voice', by: { queue: 'Sales' }, figures: {} }],
      analyticsGroupsDropped: 0,
      rejected: { invalid_queue: 2, invalid_handle_time: 2, invalid_channel: 1 },
    });
  });

  it('fails the poll as a whole when one query fails', async () => {
    const { adapter } = await connect([page([]), () => HttpResponse.json({ data: {} })], {
      analytics: [BY_QUEUE, { dimensions: ['channel'] }],
    });
    await expect(adapter.collect('analytics')).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('CXone v2: an analytics query', () => {
  it('sends an analytics query as given and reads its groups', async () => {
    const { server, adapter } = await connect(
      page([
        { queue: 'Sales', date: '2026-08-01', handle_time: 10, abandon_rate: 50 },
        { queue: null, date: '2026-08-01', handle_time: 20 },
      ]),
    );
    const filters = [{ name: 'channel', values: ['voice'] }];
    expect(await adapter.analytics(query({ filters }))).toEqual({
      rows: [
        {
          dimensions: { queue: 'Sales', date: '2026-08-01' },
          figures: { handle_time: 10, abandon_rate: 0.5 },
        },
        { dimensions: { date: '2026-08-01' }, figures: { handle_time: 20 } },
      ],
      rejected: {},
    });
    expect(bodyOf(server.at(SUMMARY)[0])).toEqual({
      metrics: ['handle_time', 'abandon_rate'],
      dimensions: ['queue', 'date'],
      dateRange: { start: '2026-08-01T00:00:00+02:00', end: '2026-08-02T00:00:00+02:00' },
      filters,
      paging: { pageSize: 100 },
    });
  });

  it('follows the pages by their token up to the last one', async () => {
    const row = (queue: string) => ({ queue, date: '2026-08-01', handle_time: 1 });
    const { server, adapter } = await connect([
      page([row('a')], 'second'),
      page([row('b')], 'third'),
      page([row('c')], null),
    ]);
    const { rows } = await adapter.analytics(query());
    expect(rows.map(({ dimensions }) => dimensions.queue)).toEqual(['a', 'b', 'c']);
    expect(server.at(SUMMARY).map((request) => bodyOf(request).paging.next)).toEqual([
      undefined,
      'second',
      'third',
    ]);
  });

  it('fails when the pages lead in a circle', async () => {
    const { server, adapter } = await connect([page([], 'a'), page([], 'b'), page([], 'a')]);
    await expect(adapter.analytics(query())).rejects.toMatchObject({
      code: 'pages_in_circle',
      message: expect.stringContaining('in a circle'),
    });
    expect(server.at(SUMMARY)).toHaveLength(3);
  });

  it('fails rather than be short when there are more pages than may be read', async () => {
    let pages = 0;
    const endless: HttpResponseResolver = () => page([], `page ${++pages}`)();
    const { server, adapter } = await connect(endless, { max_pages: 3 });
    await expect(adapter.analytics(query())).rejects.toMatchObject({
      code: 'too_many_pages',
      endpoint: 'analytics_summary',
      message: expect.stringContaining('more than 3 pages; raise max_pages'),
    });
    expect(server.at(SUMMARY)).toHaveLength(3);
  });

  it('does not repeat an analytics query that the platform rejects', async () => {
    const { server, adapter } = await connect(() =>
      HttpResponse.json({ code: 'invalidQuery' }, { status: 400 }),
    );
    await expect(adapter.analytics(query())).rejects.toMatchObject({ code: 'http', status: 400 });
    expect(server.at(SUMMARY)).toHaveLength(1);
  });
});

describe('CXone v2 analytics against the simulator', () => {
  async function simulated() {
    const simulator = await startSimulator({
      tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme' }],
      startAt: NOW,
      // Stands still, so that an answer and the truth are of the same instant.
      timeFactor: 0,
      warmUpSeconds: 6 * 3600,
    });
    onTestFinished(() => simulator.close());
    const tenant = simulator.tenants[0]!;
    const settings = platformSettings(tenant);
    return { tenant, adapter: connectAdapter(cxoneV2, { settings, now: simulator.clock.now }) };
  }

  it('reports by channel what the contacts of the last day took: talk, hold and wrap are the handling', async () => {
    const { tenant, adapter } = await simulated();
    const { analytics = [], rejected } = await adapter.collect('analytics');
    expect(rejected).toEqual({});
    const centre = tenant.centre();
    const byMedia = Map.groupBy(centre.queues, ({ media }) => media);
    expect(analytics.map(({ channel }) => channel).sort()).toEqual([...byMedia.keys()].sort());
    for (const [media, queues] of byMedia) {
      const sums = queues.map(({ id }) => centre.window(id, NOW - 86_400, NOW));
      const total = (
        name: 'handled' | 'talkSeconds' | 'holdSeconds' | 'wrapSeconds' | 'answered' | 'abandoned',
      ) => sums.reduce((sum, each) => sum + each[name], 0);
      const figures = analytics.find(({ channel }) => channel === media)?.figures ?? {};
      const { handle_time = Number.NaN, talk_time = 0, hold_time = 0, wrap_time = 0 } = figures;
      expect(talk_time + hold_time + wrap_time).toBeCloseTo(handle_time, 1);
      expect(handle_time).toBeCloseTo(
        (total('talkSeconds') + total('holdSeconds') + total('wrapSeconds')) / total('handled'),
        1,
      );
      expect(figures.abandon_rate).toBeCloseTo(
        total('abandoned') / (total('answered') + total('abandoned')),
        3,
      );
    }
  });

  it('reads all pages of a query over more groups than fit one', async () => {
    const { adapter } = await simulated();
    const { rows, rejected } = await adapter.analytics(
      query({
        metrics: ['handle_time'],
        dimensions: ['agent', 'queue'],
        start: '2026-08-31T10:00:00Z',
        end: '2026-09-01T10:00:00Z',
      }),
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(rejected).toEqual({});
  });
});
