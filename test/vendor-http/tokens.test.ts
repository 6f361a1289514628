import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../src/async/index.ts';
import { BudgetSpentError } from '../../src/domain/index.ts';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { inTurn, startVendorApi, type VendorApi } from '../support/vendor-api.ts';
import { destroy, startVendorServer, json as writeJson } from '../support/vendor-server.ts';
import { failure, get, json, openClient, patient, silence } from './harness.ts';

/** Issues `token-1`, `token-2` and so on. */
function tokens(life: object = { expires_in: 3600 }): HttpResponseResolver {
  let count = 0;
  return () => HttpResponse.json({ access_token: `token-${++count}`, ...life });
}

/** The path of the token endpoint, with these resolvers in turn. */
const onToken = (...resolvers: HttpResponseResolver[]) => http.post('/token', inTurn(...resolvers));
/** A path of the API, with these resolvers in turn. */
const onX = (...resolvers: HttpResponseResolver[]) => http.all('/x', inTurn(...resolvers));

/** Accepts requests with one of the tokens. */
const guarded =
  (...accepted: string[]): HttpResponseResolver =>
  ({ request }) => {
    const isGood = accepted.some((token) => request.headers.get('authorization') === `Bearer ${token}`);
    return isGood
      ? HttpResponse.json({ value: 7 })
      : HttpResponse.json({ code: 'bad.credentials' }, { status: 401 });
  };

const credentialsAt = (origin: string) =>
  clientCredentials({
    tokenUrl: `${origin}/token`,
    clientId: 'id',
    clientSecret: async () => 'secret',
    clientAuth: 'post',
  });

async function start(
  handlers: readonly RequestHandler[],
  options: Partial<Parameters<typeof openClient>[0]> = {},
) {
  const server = await startVendorApi(...handlers, onToken(tokens()));
  const authenticate = credentialsAt(server.origin);
  const client = openClient({ baseUrl: server.origin, authenticate, ...options });
  return { server, client, authenticate };
}

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const soon = () => pass(5);

/** The tokens that calls were made with. */
const bearers = (server: VendorApi) =>
  server.at('/x').map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

describe('access tokens', () => {
  it('requests a token once and keeps it', async () => {
    const { server, client } = await start([onX(guarded('token-1'))]);
    for (let call = 0; call < 3; call++) await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(1);
    expect(client.observed.requests).toEqual(['oauth_token 200', 'test 200', 'test 200', 'test 200']);
    expect(client.observed.tokenExpiries[0]! - Date.now() / 1000).toBeCloseTo(3600, -2);
  });

  it('requests one token for many callers at the same time', async () => {
    const { server, client } = await start([onX(guarded('token-1'))]);
    await Promise.all(Array.from({ length: 10 }, () => client.request(get('/x'), patient())));
    expect(server.at('/token')).toHaveLength(1);
    expect(server.at('/x')).toHaveLength(10);
  });

  it('replaces a token that the platform no longer accepts within the call', async () => {
    const { server, client } = await start([onX(guarded('token-1'), guarded('token-2'))]);
    await client.request(get('/x'), patient());
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(server.at('/token')).toHaveLength(2);
    expect(client.observed).toMatchObject({ tokensDropped: 1, retries: 1 });
  });

  it('replaces a token that the platform no longer accepts once for many callers', async () => {
    const { server, client } = await start([onX(guarded('token-2'))]);
    await Promise.all(Array.from({ length: 10 }, () => client.request(get('/x'), patient())));
    expect(server.at('/token')).toHaveLength(2);
    expect(client.observed.tokensDropped).toBe(1);
  });

  it('replaces the token for a write that is not retried otherwise', async () => {
    const { client } = await start([onX(guarded('token-2'))]);
    const write = { ...get('/x'), method: 'PUT', json: {}, retry: false } as const;
    expect(await client.request(write, patient())).toEqual({ value: 7 });
  });

  it('fails when the replaced token is rejected too', async () => {
    const { server, client } = await start([onX(guarded())]);
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'http', status: 401 });
    expect(error.message).toContain('bad.credentials');
    expect(server.at('/x')).toHaveLength(2);
    expect(server.at('/token')).toHaveLength(2);
  });

  it('replaces the token only once within a call, retries included', async () => {
    const { server, client } = await start([onX(guarded(), json({}, 503), guarded())]);
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'http', status: 401 });
    expect(client.observed.requests).toEqual([
      'oauth_token 200',
      'test 401',
      'oauth_token 200',
      'test 503',
      'test 401',
    ]);
    expect(server.at('/token')).toHaveLength(2);
  });

  it('continues to request the token for the other callers when one gives up', async () => {
    const release = Promise.withResolvers<void>();
    const { server, client } = await start([
      onToken(async (info) => {
        await release.promise;
        return tokens()(info);
      }),
      onX(guarded('token-1')),
    ]);
    const giveUp = new AbortController();
    const reason = new Error('shutting down');
    const first = client.request(get('/x'), { collector: 'queues', signal: giveUp.signal });
    const others = [patient(), patient('audit')].map((context) => client.request(get('/x'), context));
    while (server.received.length === 0) await soon();

    giveUp.abort(reason);
    await expect(first).rejects.toBe(reason);
    release.resolve();
    expect(await Promise.all(others)).toEqual([{ value: 7 }, { value: 7 }]);
    expect(server.at('/token')).toHaveLength(1);
  });

  it('fails with a timeout when the token does not come in time', async () => {
    const { client } = await start([onToken(silence)]);
    const call = client.request(get('/x'), { collector: 'queues', signal: AbortSignal.timeout(100) });
    expect(await failure(call)).toMatchObject({ code: 'timeout', endpoint: 'test' });
  });

  it('renews a token before it expires, but not before half of its lifetime is over', async () => {
    const { server, client } = await start([
      onToken(tokens({ expires_in: 0.6 })),
      onX(guarded('token-1', 'token-2')),
    ]);
    await client.request(get('/x'), patient());
    await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(1);
    await pass(320);
    await client.request(get('/x'), patient());
    while (client.observed.tokenExpiries.length < 2) await soon();
    await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(2);
    expect(client.observed.tokensDropped).toBe(0);
    expect(bearers(server)).toEqual(['token-1', 'token-1', 'token-1', 'token-2']);
  });

  it('uses the current token while its renewal takes long', async () => {
    const release = Promise.withResolvers<void>();
    const next = tokens({ expires_in: 1.2 });
    const { server, client } = await start([
      onToken(next, async (info) => {
        await release.promise;
        return next(info);
      }),
      onX(guarded('token-1', 'token-2')),
    ]);
    await client.request(get('/x'), patient());
    await pass(620);
    for (let call = 0; call < 3; call++) await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(2);
    release.resolve();
    while (client.observed.tokenExpiries.length < 2) await soon();
    await client.request(get('/x'), patient());
    expect(bearers(server)).toEqual(['token-1', 'token-1', 'token-1', 'token-1', 'token-2']);
  });

  it('keeps the valid token when its early renewal fails, logs that once and retries', async () => {
    const next = tokens({ expires_in: 1.6 });
    const broken = json({}, 400);
    const { server, client } = await start(
      [onToken(next, broken, broken, next), onX(guarded('token-1', 'token-2'))],
      { timing: { tokenBackOffSeconds: 0.05 } },
    );
    await client.request(get('/x'), patient());
    await pass(820);
    while (client.observed.tokenExpiries.length < 2) {
      expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
      await soon();
    }
    const [, first, second, third] = server.at('/token').map(({ at }) => at);
    // Twice as long each time.
    expect(second! - first!).toBeGreaterThan(45);
    expect(third! - second!).toBeGreaterThan(95);
    expect(client.observed.warnings).toEqual([
      {
        tenant: 'acme',
        error: expect.objectContaining({ code: 'sign_in_failed', status: 400 }),
        valid_seconds: expect.any(Number),
        message: 'Failed to renew the access token; using the current one until it expires',
      },
    ]);
    expect(client.observed.tokensDropped).toBe(0);
  });

  it('uses the current token while the token endpoint asks for a pause before its renewal', async () => {
    const { server, client } = await start([
      onToken(tokens({ expires_in: 4 }), json({}, 503, { 'retry-after': '60' })),
      onX(guarded('token-1')),
    ]);
    await client.request(get('/x'), patient());
    await pass(2_050);
    await client.request(get('/x'), patient());
    while (!client.observed.requests.includes('oauth_token 503')) await soon();
    expect(
      await client.request(get('/x'), {
        collector: 'queues',
        signal: withDeadline(AbortSignal.timeout(1_000), performance.now() + 1_000),
      }),
    ).toEqual({ value: 7 });
    expect(server.at('/token')).toHaveLength(2);
  });

  it('fails once the token has expired and cannot be renewed', async () => {
    const next = tokens({ expires_in: 0.4 });
    const { client } = await start(
      [onToken(next, json({ error: 'invalid_client' }, 401)), onX(guarded('token-1'))],
      { timing: { tokenBackOffSeconds: 0.01 } },
    );
    await client.request(get('/x'), patient());
    await pass(220);
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    await pass(200);
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'sign_in_failed' });
  });

  it('replaces a token that is rejected during its renewal by the renewed one', async () => {
    const release = Promise.withResolvers<void>();
    const next = tokens({ expires_in: 1 });
    const { server, client } = await start([
      onToken(next, async (info) => {
        await release.promise;
        return next(info);
      }),
      onX(guarded('token-1'), guarded('token-2')),
    ]);
    await client.request(get('/x'), patient());
    await pass(520);
    const call = client.request(get('/x'), patient());
    while (client.observed.tokensDropped === 0) await soon();
    release.resolve();
    expect(await call).toEqual({ value: 7 });
    expect(server.at('/token')).toHaveLength(2);
  });

  it('ends the renewal of a token when the client closes', async () => {
    const next = tokens({ expires_in: 0.4 });
    const { server, client } = await start([onToken(next, silence), onX(guarded('token-1'))]);
    await client.request(get('/x'), patient());
    await pass(220);
    await client.request(get('/x'), patient());
    while (server.at('/token').length < 2) await soon();
    await client.close();
    await soon();
    expect(client.observed.warnings).toEqual([]);
  });

  it.each([
    ['a number', 1800, 1800, 0],
    ['a number as text', '1800', 1800, 0],
    ['nothing', undefined, 3600, 1],
    ['null', null, 3600, 1],
    ['zero', 0, 3600, 1],
    ['less than nothing', -1, 3600, 1],
    ['no number', 'soon', 3600, 1],
    ['true', true, 3600, 1],
  ])(
    'takes the lifetime of a token from expires_in, which is %s',
    async (_, expiresIn, seconds, warnings) => {
      const { client } = await start([onToken(tokens({ expires_in: expiresIn })), onX(guarded('token-2'))]);
      await client.request(get('/x'), patient());
      for (const expiry of client.observed.tokenExpiries)
        expect(expiry - Date.now() / 1000).toBeCloseTo(seconds, -2);
      expect(client.observed.tokenExpiries).toHaveLength(2);
      expect(client.observed.warnings).toHaveLength(warnings);
    },
  );

  it('does not request a token through a pause that outlasts the deadline', async () => {
    const { client } = await start([
      onToken(tokens({ expires_in: 0.001 })),
      onX(json({}, 429, { 'retry-after': '20' })),
    ]);
    const deadline = () => withDeadline(new AbortController().signal, performance.now() + 10_000);
    for (let call = 0; call < 2; call++) {
      const error = await failure(client.request(get('/x'), { collector: 'queues', signal: deadline() }));
      expect(error).toMatchObject({ code: 'throttled', endpoint: 'test' });
    }
  });

  it('does not request a token when the token endpoint asks for a pause that outlasts the deadline', async () => {
    const { server, client } = await start([onToken(json({}, 429, { 'retry-after': '20' }))]);
    const deadline = () => withDeadline(AbortSignal.timeout(10_000), performance.now() + 10_000);
    const first = failure(
      client.request(get('/x'), { collector: 'queues', signal: AbortSignal.timeout(300) }),
    );
    while (!client.observed.requests.includes('oauth_token 429')) await soon();
    const error = await failure(client.request(get('/x'), { collector: 'queues', signal: deadline() }));
    expect(error).toMatchObject({ code: 'throttled', status: 429 });
    await first;
    expect(server.received).toHaveLength(1);
  });

  it('takes the base URL from the token when an adapter does', async () => {
    const api = await startVendorApi(http.get('/base/x', guarded('token-1')));
    const { client } = await start([], {
      baseUrl: async (token) => `${api.origin}/${token === 'token-1' ? 'base' : ''}`,
    });
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(await failure(client.request(get('http://elsewhere.example/x'), patient()))).toMatchObject({
      code: 'origin_refused',
    });
  });
});

describe('failed authentication', () => {
  it.each([
    [401, { error: 'invalid_client', error_description: 'client not found' }],
    [400, { error: 'invalid_client', description: 'client not found' }],
  ])('reports a final %i with the reason that the platform states', async (status, body) => {
    const { server, client } = await start([onToken(json(body, status))]);
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', endpoint: 'oauth_token', status, detail: body });
    expect(error.message).toBe(
      `oauth_token: sign-in failed: HTTP ${status} invalid_client: client not found; check the credentials under oauth`,
    );
    expect(server.received).toHaveLength(1);
  });

  it.each([
    [
      'nothing is at the address',
      json({}, 404),
      /HTTP 404 .*; check that (http:\S+)\/token is the token endpoint$/,
    ],
    [
      'something else is at the address',
      json({ hello: 'world' }),
      /; check that (http:\S+)\/token is the token endpoint$/,
    ],
    ['the scope is refused', json({ error: 'invalid_scope' }, 400), /; check oauth.scope$/],
  ])('names what to check when %s', async (_, answer, advice) => {
    const { server, client } = await start([onToken(answer)]);
    const { message } = await failure(client.request(get('/x'), patient()));
    expect(message).toMatch(advice);
    expect(advice.exec(message)?.[1] ?? server.origin).toBe(server.origin);
  });

  it('names what to check without a connection', async () => {
    const authenticate = clientCredentials({
      tokenUrl: 'http://127.0.0.1:1/token?not=told',
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
    const { client } = await start([], { authenticate });
    const { message } = await failure(client.request(get('/x'), patient()));
    expect(message).toMatch(
      /connection failed: .*; check the address, http:\/\/127.0.0.1:1\/token, and the network$/,
    );
  });

  it('repeats a failed authentication only after a back-off', async () => {
    const { server, client } = await start([
      onToken(json({ error: 'invalid_client' }, 401), tokens()),
      onX(guarded('token-1')),
    ]);
    for (let call = 0; call < 5; call++) {
      expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'sign_in_failed' });
    }
    expect(server.received).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 220));
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
  });

  it('retries an authentication that failed for a passing reason', async () => {
    const server = await startVendorServer({
      '/token': [writeJson({}, 503), destroy, writeJson({ access_token: 'token-1' })],
      '/x': writeJson({ value: 7 }),
    });
    const authenticate = credentialsAt(server.origin);
    const client = openClient({ baseUrl: server.origin, authenticate });
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed).toMatchObject({
      requests: ['oauth_token 503', 'oauth_token reset', 'oauth_token 200', 'test 200'],
      retries: 2,
    });
  });

  it('reports a token endpoint that refuses connections', async () => {
    const { server } = await start([]);
    const authenticate = credentialsAt('http://127.0.0.1:1');
    const error = await failure(
      openClient({ baseUrl: server.origin, authenticate }).request(get('/x'), patient()),
    );
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'refused' } });
    expect(error.message).toContain('127.0.0.1:1');
  });

  it.each([
    ['no token', { token_type: 'bearer' }],
    ['an empty token', { access_token: '' }],
    ['a token that fits no header', { access_token: 'a\r\nx: y' }],
  ])('reports a response of the token endpoint with %s', async (_, body) => {
    const { client } = await start([onToken(json(body))]);
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'invalid' } });
    expect(error.message).toContain('access_token');
  });

  it('reports a token endpoint that takes too long in all', async () => {
    const { client } = await start([onToken(silence)], { timing: { tokenTimeoutSeconds: 0.1 } });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'timeout' } });
  });

  it('does not count a spent request budget as a failure of the platform', async () => {
    const { client, server } = await start(
      [onToken(tokens({ expires_in: 0.001 })), onX(guarded('token-1'))],
      { requestsPerMinute: 2 },
    );
    await client.request(get('/x'), patient());
    await expect(client.request(get('/x'), patient())).rejects.toBeInstanceOf(BudgetSpentError);
    expect(server.received).toHaveLength(2);
  });

  it('reports a secret that cannot be read, and recovers', async () => {
    const { server } = await start([onX(guarded('token-1'))]);
    const secrets = [new Error('client_secret_file /run/secret is empty'), 'secret'];
    const authenticate = clientCredentials({
      tokenUrl: `${server.origin}/token`,
      clientId: 'id',
      clientSecret: async () => {
        const next = secrets.shift();
        if (next instanceof Error) throw next;
        return next ?? '';
      },
      clientAuth: 'post',
    });
    const client = openClient({ baseUrl: server.origin, authenticate, timing: { tokenBackOffSeconds: 0 } });

    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed' });
    expect(error.message).toContain('client_secret_file /run/secret is empty');
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
  });

  it('reports rate limiting of the token endpoint as rate limiting', async () => {
    const { client } = await start([onToken(json({}, 429, { 'retry-after': '100' }))]);
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({
      code: 'throttled',
      status: 429,
    });
  });
});
