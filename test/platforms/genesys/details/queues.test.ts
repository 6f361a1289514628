import { HttpResponse, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { genesysDetails } from '../../../../src/platforms/genesys/details/index.ts';
import { type AdapterOptions, connectAdapter, known } from '../../../support/adapter.ts';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';

/** Wire tests from the shapes that the tutorial shows. */

const TOKEN = '/oauth/token';
const LIST = '/api/v2/routing/queues';
const DETAILS = '/api/v2/analytics/queues/details/query';

const token = () => HttpResponse.json({ access_token: 'token', expires_in: 3600 });
const forbidden = () =>
  HttpResponse.json(
    { code: 'missing.permissions', message: 'routing:queue:view', status: 403 },
    { status: 403 },
  );
const listed =
  (...queues: { id: string; name: string }[]) =>
  () =>
    HttpResponse.json({ entities: queues, pageNumber: 1, pageCount: 1, pageSize: 500, total: queues.length });
const row = (queueId: unknown, metrics: object) => ({ queueId, metrics });

async function connect(handlers: readonly RequestHandler[], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(...handlers, http.post(TOKEN, token), http.get(LIST, forbidden));
  const settings = { base_url: server.origin, oauth: { client_id: 'id', client_secret: 'secret' } };
  return { server, adapter: connectAdapter(genesysDetails, { settings, ...options }) };
}

describe('Genesys details', () => {
  it('asks for every queue in real time, signed in with its scope, and joins the names', async () => {
    const { server, adapter } = await connect([
      http.get(LIST, listed({ id: 'q1', name: 'Sales' })),
      http.post(DETAILS, () =>
        HttpResponse.json({ entities: [row('q1', { waiting: 3, agentsAvailable: 0, agentsBusy: 5 })] }),
      ),
    ]);
    const { queues } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([
      { id: 'q1', name: 'Sales', media: 'all', waiting: 3, agents: { available: 0, busy: 5 } },
    ]);
    expect(JSON.parse(server.at(DETAILS)[0]?.body ?? '')).toEqual({
      intervalType: 'realtime',
      groupBy: ['queueId'],
      view: 'a',
      select: ['waiting', 'agentsAvailable', 'agentsBusy'],
    });
    expect(Object.fromEntries(new URLSearchParams(server.at(TOKEN)[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 'secret',
      scope: 'analytics:queue:read',
    });
  });

  it('uses the ids in place of names that it may not read, logs that once, and does not ask again', async () => {
    const { server, adapter } = await connect([
      http.post(DETAILS, () => HttpResponse.json({ entities: [row('q1', { waiting: 1 })] })),
    ]);
    await adapter.collect('queues');
    const { queues } = await adapter.collect('queues');
    expect(queues?.map(({ name }) => name)).toEqual(['q1']);
    expect(server.at(LIST)).toHaveLength(1);
    expect(adapter.warnings).toHaveLength(1);
  });

  it('blames a sign-in that finds nothing on no permission', async () => {
    const { adapter } = await connect([
      http.post(TOKEN, () => HttpResponse.json({}, { status: 404 })),
      http.post(DETAILS, () => HttpResponse.json({ entities: [] })),
    ]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'sign_in_failed' });
    expect(adapter.warnings).toEqual([]);
  });

  it('keeps a missing metric unknown and refuses rows without a queue', async () => {
    const { adapter } = await connect([
      http.post(DETAILS, () =>
        HttpResponse.json({
          entities: [
            row('q1', { waiting: 0 }),
            row(undefined, {}),
            row('q2', { waiting: 'many' }),
            row('q3', { waiting: -2 }),
          ],
        }),
      ),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(known)).toEqual([
      { id: 'q1', name: 'q1', media: 'all', waiting: 0 },
      { id: 'q3', name: 'q3', media: 'all' },
    ]);
    expect(rejected).toEqual({ invalid_queue_id: 1, invalid_metrics_waiting: 1, waiting_out_of_range: 1 });
  });

  it('takes an answer without rows for no queue with recent activity', async () => {
    const { adapter } = await connect([http.post(DETAILS, () => HttpResponse.json({ entities: [] }))]);
    expect((await adapter.collect('queues')).queues).toEqual([]);
  });

  it.each([
    ['another shape', { metrics: [] }],
    ['rows that are no list', { entities: {} }],
  ])('fails the poll on %s', async (_, answer) => {
    const { adapter } = await connect([http.post(DETAILS, () => HttpResponse.json(answer))]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'invalid' });
  });

  it('asks for the selected queues alone', async () => {
    const { server, adapter } = await connect(
      [
        http.get(LIST, listed({ id: 'q1', name: 'Sales' }, { id: 'q2', name: 'Care' })),
        http.post(DETAILS, () => HttpResponse.json({ entities: [row('q1', { waiting: 1 })] })),
      ],
      { selection: { include: ['Sales'] } },
    );
    await adapter.collect('queues');
    expect(JSON.parse(server.at(DETAILS)[0]?.body ?? '').where).toEqual([
      { dimension: 'queueId', operator: 'in', values: ['q1'] },
    ]);
  });

  it('does not silently watch nothing when names are selected that it may not read', async () => {
    const { adapter } = await connect([http.post(DETAILS, () => HttpResponse.json({ entities: [] }))], {
      selection: { include: ['Sales'] },
    });
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'queue_names_unknown',
      message: expect.stringContaining('grant routing:queue:view, or select by queues.ids'),
    });
  });

  it('keeps its names when the list cannot be read again', async () => {
    let now = 1_700_000_000;
    const { adapter } = await connect(
      [
        http.get(
          LIST,
          inTurn(listed({ id: 'q1', name: 'Sales' }), () =>
            HttpResponse.json({ message: 'broken' }, { status: 500 }),
          ),
        ),
        http.post(DETAILS, () => HttpResponse.json({ entities: [row('q1', { waiting: 1 })] })),
      ],
      { now: () => now },
    );
    await adapter.collect('queues');
    now += 3_600;
    expect((await adapter.collect('queues')).queues?.[0]?.name).toBe('Sales');
  });
});
