import { HttpResponse, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { genesysObservations } from '../../../../src/platforms/genesys/observations/index.ts';
import { hostsOf } from '../../../../src/platforms/genesys/shared/hosts.ts';
import { type AdapterOptions, connectAdapter } from '../../../support/adapter.ts';
import {
  askedIds,
  count,
  errorBody,
  interactions,
  observed,
  PATHS,
  QUIET,
  queuePage,
  token,
} from '../../../support/genesys.ts';
import { inTurn, respondTo, startVendorApi } from '../../../support/vendor-api.ts';

/** Signing in, the list of queues, health: what the collectors of the platform have in common. */

const OAUTH = { client_id: 'id', client_secret: 'secret' };

async function connect(handlers: readonly RequestHandler[] = [], options: Partial<AdapterOptions> = {}) {
  const server = await startVendorApi(...handlers, http.post(PATHS.observations, observed()), ...QUIET);
  const settings = { base_url: server.origin, oauth: OAUTH, ...options.settings };
  return { server, adapter: connectAdapter(genesysObservations, { ...options, settings }) };
}

const many = Array.from({ length: 450 }, (_, index) => ({ id: `q${index}`, name: `Queue ${index}` }));
const waitingOne = respondTo((request) =>
  observed(...askedIds(request).map((id) => interactions(id, 'voice', count('oWaiting', 1)))),
);

describe('Genesys Cloud: where it is', () => {
  it.each([
    ['mypurecloud.com', 'https://api.mypurecloud.com', 'https://login.mypurecloud.com/oauth/token'],
    ['eu-central-1', 'https://api.mypurecloud.de', 'https://login.mypurecloud.de/oauth/token'],
    ['ap-northeast-3', 'https://api.apne3.pure.cloud', 'https://login.apne3.pure.cloud/oauth/token'],
    ['new.region.example', 'https://api.new.region.example', 'https://login.new.region.example/oauth/token'],
  ])('uses the hosts of region %s', (region, baseUrl, tokenUrl) => {
    const settings = genesysObservations.settings.parse({ region, oauth: OAUTH });
    expect(hostsOf(settings)).toEqual({ baseUrl, tokenUrl });
  });

  it('uses the first region by default', () => {
    const { region } = genesysObservations.settings.parse({ oauth: OAUTH });
    expect(region).toBe('mypurecloud.com');
  });

  it('uses the configured base and token URLs', () => {
    const settings = genesysObservations.settings.parse({
      base_url: 'https://proxy.example.com/genesys/',
      oauth: { ...OAUTH, token_url: 'https://sso.example.com/token' },
    });
    expect(hostsOf(settings)).toEqual({
      baseUrl: 'https://proxy.example.com/genesys',
      tokenUrl: 'https://sso.example.com/token',
    });
  });

  it.each(['https://mypurecloud.de', 'my purecloud', ''])('rejects region %j', (region) => {
    expect(genesysObservations.settings.safeParse({ region, oauth: OAUTH }).success).toBe(false);
  });
});

describe('Genesys Cloud: signing in', () => {
  it('authenticates by HTTP Basic without a scope', async () => {
    const { server, adapter } = await connect();
    await adapter.collect('queues');
    const [request] = server.at(PATHS.token);
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('id:secret').toString('base64')}`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.body).toBe('grant_type=client_credentials');
  });

  it('sends client id and secret in the form when client_auth is post', async () => {
    const { server, adapter } = await connect([], { settings: { oauth: { ...OAUTH, client_auth: 'post' } } });
    await adapter.collect('queues');
    const [request] = server.at(PATHS.token);
    expect(request?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      client_id: 'id',
      client_secret: 'secret',
    });
  });

  it("includes the platform's message in a failed authentication, without the secret", async () => {
    const refusal = () =>
      HttpResponse.json({ error: 'invalid_client', description: 'client not found secret' }, { status: 400 });
    const { adapter } = await connect([http.post(PATHS.token, refusal)]);
    const error: unknown = await adapter.collect('queues').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'sign_in_failed' });
    const words = String(error) + String((error as Error).cause);
    expect(words).toContain('invalid_client: client not found');
    expect(words).not.toContain('secret');
  });

  it('gets a new token when the old one expires between two batches of a poll', async () => {
    let spent = 0;
    const { server, adapter } = await connect([
      http.get(PATHS.list, queuePage(...many)),
      http.post(
        PATHS.token,
        inTurn(token, () =>
          HttpResponse.json({ access_token: 'second', token_type: 'bearer', expires_in: 86_399 }),
        ),
      ),
      http.post(
        PATHS.observations,
        respondTo((request) =>
          request.headers.authorization === 'Bearer token' && ++spent > 1
            ? errorBody(401, 'bad.credentials', 'Invalid login credentials.')
            : waitingOne,
        ),
      ),
    ]);
    const { queues } = await adapter.collect('queues');
    expect(queues).toHaveLength(many.length);
    expect(server.at(PATHS.token)).toHaveLength(2);
    expect(server.at(PATHS.observations).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token',
      'Bearer token',
      'Bearer second',
      'Bearer second',
    ]);
  });
});

describe('Genesys Cloud: errors', () => {
  it('takes the correlation id of an error from its body, or else from its header', async () => {
    const body = { message: 'Value [] is not valid', code: 'invalid.value', status: 400 };
    const header = { 'ININ-Correlation-Id': 'from-the-header' };
    const fromBody = await connect([
      http.post(PATHS.observations, () =>
        HttpResponse.json({ ...body, contextId: 'from-the-body' }, { status: 400, headers: header }),
      ),
    ]);
    await expect(fromBody.adapter.collect('queues')).rejects.toMatchObject({
      correlationId: 'from-the-body',
    });
    const fromHeader = await connect([
      http.post(PATHS.observations, () => HttpResponse.json(body, { status: 400, headers: header })),
    ]);
    await expect(fromHeader.adapter.collect('queues')).rejects.toMatchObject({
      correlationId: 'from-the-header',
      message: 'queue_observations: HTTP 400 invalid.value: Value [] is not valid',
    });
  });
});

describe('Genesys Cloud: the list of queues', () => {
  const page = (pageNumber: number, pageCount: number, entities: readonly object[], nextUri?: string) => () =>
    HttpResponse.json({ entities, pageSize: 500, pageNumber, pageCount, total: many.length, nextUri });

  it('reads the queue list page by page, and again after ten minutes', async () => {
    let now = 1_787_230_900;
    const pages = [
      page(1, 2, many.slice(0, 300), '/api/v2/routing/queues?pageSize=500&pageNumber=2'),
      page(2, 2, many.slice(300)),
    ];
    const { server, adapter } = await connect(
      [http.get(PATHS.list, inTurn(...pages, ...pages)), http.post(PATHS.observations, waitingOne)],
      { now: () => now },
    );
    expect((await adapter.collect('queues')).queues).toHaveLength(450);
    expect(server.at(PATHS.list).map(({ url }) => url)).toEqual([
      '/api/v2/routing/queues?pageSize=500&pageNumber=1',
      '/api/v2/routing/queues?pageSize=500&pageNumber=2',
    ]);
    now += 599;
    await adapter.collect('queues');
    await adapter.collect('aggregates');
    expect(server.at(PATHS.list)).toHaveLength(2);
    now += 1;
    await adapter.collect('queues');
    expect(server.at(PATHS.list)).toHaveLength(4);
  });

  it('reads the queue list again after ten minutes although the clock was set back', async () => {
    let [now, monotonic] = [1_787_230_900, 0];
    const { server, adapter } = await connect(
      [http.get(PATHS.list, queuePage(...many)), http.post(PATHS.observations, waitingOne)],
      { now: () => now, monotonic: () => monotonic },
    );
    await adapter.collect('queues');
    [now, monotonic] = [now - 3600, 600];
    await adapter.collect('queues');
    expect(server.at(PATHS.list)).toHaveLength(2);
  });

  it.each([
    ['the next page is not named', () => HttpResponse.json({ entities: [many[0]], pageNumber: 1 })],
    ['there are no queues', queuePage()],
  ])('stops reading the queue list when %s', async (_, answer) => {
    const { server, adapter } = await connect([
      http.get(PATHS.list, answer),
      http.post(PATHS.observations, waitingOne),
    ]);
    await adapter.collect('queues');
    expect(server.at(PATHS.list)).toHaveLength(1);
  });

  const entities = (count: number) => many.slice(0, count);
  it.each([
    [
      'is empty though its total is not',
      [() => HttpResponse.json({ entities: [], pageNumber: 1, pageCount: 1, total: 3 })],
    ],
    [
      'is empty though it has pages',
      [() => HttpResponse.json({ entities: [], pageNumber: 1, pageCount: 2 })],
    ],
    [
      'is empty though it names a next page',
      [() => HttpResponse.json({ entities: [], nextUri: '/api/v2/routing/queues?x=2' })],
    ],
    [
      'is shorter than its total',
      [
        () => HttpResponse.json({ entities: entities(2), pageCount: 1, total: 3 }),
        () => HttpResponse.json({ entities: [] }),
      ],
    ],
    [
      'is longer than its total',
      [() => HttpResponse.json({ entities: entities(2), pageCount: 1, total: 1 })],
    ],
    ['has an empty second page', [page(1, 2, entities(300)), page(2, 2, [])]],
    ['gives the first page again', [page(1, 2, entities(300)), page(2, 2, entities(150))]],
    ['gives another page than the one requested', [page(2, 2, entities(300))]],
  ])('fails the poll on a queue list that %s, and does not cache it', async (_, answers) => {
    const { server, adapter } = await connect([
      http.get(PATHS.list, inTurn(...answers, queuePage(...many))),
      http.post(PATHS.observations, waitingOne),
    ]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'list_inconsistent',
      endpoint: 'routing_queues',
      message: expect.stringMatching(/although|in place of/),
    });
    expect((await adapter.collect('queues')).queues).toHaveLength(450);
    expect(server.at(PATHS.list)).toHaveLength(answers.length + 1);
  });

  it('keeps the cached queue list when a later one contradicts itself', async () => {
    let now = 1_787_230_900;
    const { adapter } = await connect(
      [
        http.get(
          PATHS.list,
          inTurn(queuePage(...many), () =>
            HttpResponse.json({ entities: [], pageNumber: 1, pageCount: 1, total: 450 }),
          ),
        ),
        http.post(PATHS.observations, waitingOne),
      ],
      { now: () => now },
    );
    await adapter.collect('queues');
    now += 600;
    expect((await adapter.collect('queues')).queues).toHaveLength(450);
    expect(adapter.warnings).toHaveLength(1);
    expect(adapter.warnings[0]?.fields.error).toMatchObject({ code: 'list_inconsistent' });
  });

  it('reads the queue list once more when its total changes between two pages', async () => {
    const of = (total: number, pageNumber: number, rows: readonly object[]) => () =>
      HttpResponse.json({ entities: rows, pageNumber, pageCount: 2, total });
    const { server, adapter } = await connect([
      http.get(
        PATHS.list,
        inTurn(
          of(451, 1, many.slice(0, 300)),
          of(450, 2, many.slice(301)),
          of(450, 1, many.slice(0, 300)),
          of(450, 2, many.slice(300)),
        ),
      ),
      http.post(PATHS.observations, waitingOne),
    ]);
    expect((await adapter.collect('queues')).queues).toHaveLength(450);
    expect(server.at(PATHS.list)).toHaveLength(4);
  });

  it('reads at most max_pages pages of the queue list', async () => {
    const { adapter } = await connect(
      [http.get(PATHS.list, inTurn(page(1, 2, entities(300)), page(2, 2, entities(150))))],
      { settings: { max_pages: 1 } },
    );
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'too_many_pages',
      message: expect.stringContaining('more than 1 pages; raise max_pages'),
    });
  });

  it.each([
    ['is missing', undefined],
    ['is null', null],
    ['is empty', ''],
    ['is blank', ' \t'],
    ['is no text', 7],
  ])('uses the id of a queue in place of a name that %s', async (_, name) => {
    const { adapter } = await connect([
      http.get(PATHS.list, queuePage({ id: 'q1', name })),
      http.post(PATHS.observations, waitingOne),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(({ id, name }) => [id, name])).toEqual([['q1', 'q1']]);
    expect(rejected).toEqual(name === 7 ? { invalid_name: 1 } : {});
  });

  it('fails the poll on a queue list that never ends', async () => {
    const endless = () =>
      HttpResponse.json({ entities: [many[0]], nextUri: '/api/v2/routing/queues?pageNumber=2' });
    const { server, adapter } = await connect([http.get(PATHS.list, endless)]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'too_many_pages',
      endpoint: 'routing_queues',
      message: expect.stringContaining('more than 50 pages; raise max_pages'),
    });
    expect(server.at(PATHS.list)).toHaveLength(50);
  });

  it('retries a failed refresh of the queue list at most once a minute', async () => {
    let now = 1_787_230_900;
    const { server, adapter } = await connect(
      [
        http.get(PATHS.list, inTurn(queuePage(...many), errorBody(400, 'bad.request'))),
        http.post(PATHS.observations, waitingOne),
      ],
      { now: () => now },
    );
    const tries = async (seconds: number) => {
      now += seconds;
      const before = server.at(PATHS.list).length;
      expect((await adapter.collect('queues')).queues?.[0]?.name).toBe('Queue 0');
      return server.at(PATHS.list).length - before;
    };
    expect([await tries(0), await tries(700), await tries(15), await tries(15), await tries(31)]).toEqual([
      1, 1, 0, 0, 1,
    ]);
  });

  it('rejects invalid queues by reason and keeps the others', async () => {
    const { adapter } = await connect([
      http.get(
        PATHS.list,
        queuePage(
          {
            id: 'q1',
            name: 'Sales',
            mediaSettings: { call: { serviceLevel: { percentage: 80, durationMs: -1 } } },
          },
          { id: 7, name: 'Care' },
        ),
      ),
      http.post(PATHS.observations, waitingOne),
    ]);
    const { queues, rejected } = await adapter.collect('queues');
    expect(queues?.map(({ id, waiting }) => [id, waiting])).toEqual([['q1', 1]]);
    expect(queues?.[0]?.serviceLevelTarget).toBeUndefined();
    expect(rejected).toEqual({
      invalid_id: 1,
      service_level_percentage_out_of_range: 1,
      service_level_duration_out_of_range: 1,
    });
  });
});

describe('Genesys Cloud: health', () => {
  it('checks its token and calls no other host', async () => {
    const { server, adapter } = await connect();
    expect(await adapter.collect('health')).toEqual({ health: { components: [] }, rejected: {} });
    expect(server.received.map(({ url }) => url)).toEqual([PATHS.token, PATHS.me]);
  });

  it.each([403, 404])('is healthy when the token check itself is refused with %i', async (status) => {
    const { adapter } = await connect([http.get(PATHS.me, errorBody(status, 'not.authorized'))]);
    expect(await adapter.collect('health')).toEqual({ health: { components: [] }, rejected: {} });
  });

  it.each([
    ['it does not answer rightly', errorBody(400, 'bad.request')],
    ['it does not know the token', errorBody(401, 'bad.credentials')],
    ['it answers what is no JSON', () => HttpResponse.json('well')],
    ['it returns an object that describes no token', () => HttpResponse.json({ status: 'ok' })],
    [
      'it returns a token without an owner',
      () => HttpResponse.json({ organization: {}, authorizedScope: [] }),
    ],
  ])('is unhealthy when %s', async (_, answer) => {
    const { adapter } = await connect([http.get(PATHS.me, answer)]);
    await expect(adapter.collect('health')).rejects.toMatchObject({ endpoint: 'token_info' });
  });

  it('adds components of the public status page and never sends it the token', async () => {
    const page = await startVendorApi(
      http.get('/api/v2/summary.json', () =>
        HttpResponse.json({
          status: { indicator: 'major' },
          components: [
            { id: 'g', name: 'EMEA (Frankfurt)', status: 'partial_outage', group: true, group_id: null },
            { id: 'c', name: 'Routing', status: 'partial_outage', group: false, group_id: 'g' },
            { id: 'd', name: 'Elsewhere', status: 'operational', group: false, group_id: null },
          ],
        }),
      ),
    );
    const status_page = { url: page.origin, components: ['EMEA (Frankfurt)*'] };
    const { adapter } = await connect([], { settings: { status_page } });
    expect(await adapter.collect('health')).toEqual({
      health: {
        components: [{ component: 'EMEA (Frankfurt) / Routing', status: 'partial_outage', isPublic: true }],
      },
      rejected: {},
    });
    expect(page.received.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('stays healthy when the status page cannot be read', async () => {
    const page = await startVendorApi(
      http.get('/api/v2/summary.json', () => new HttpResponse(null, { status: 404 })),
    );
    const { adapter } = await connect([], { settings: { status_page: { url: page.origin } } });
    expect(await adapter.collect('health')).toEqual({ health: { components: [] }, rejected: {} });
    expect(adapter.warnings).toHaveLength(1);
  });
});
