import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../src/async/index.ts';
import { BudgetSpentError } from '../../src/domain/index.ts';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import {
  type Answer,
  json,
  type Routes,
  silence,
  startVendorServer,
  type VendorServer,
} from '../support/vendor-server.ts';
import { failure, get, openClient, patient } from './harness.ts';

/** Gives `token-1`, `token-2` and so on. */
function tokens(life: object = { expires_in: 3600 }): Answer {
  let count = 0;
  return (request, response) => json({ access_token: `token-${++count}`, ...life })(request, response);
}

/** Answers those who hold one of the tokens. */
const guarded =
  (...accepted: string[]): Answer =>
  (request, response) => {
    const isGood = accepted.some((token) => request.headers.authorization === `Bearer ${token}`);
    (isGood ? json({ value: 7 }) : json({ code: 'bad.credentials' }, 401))(request, response);
  };

async function start(routes: Routes, options: Partial<Parameters<typeof openClient>[0]> = {}) {
  const server = await startVendorServer({ '/token': tokens(), ...routes });
  const authenticate = clientCredentials({
    tokenUrl: `${server.origin}/token`,
    clientId: 'id',
    clientSecret: async () => 'secret',
    clientAuth: 'post',
  });
  const client = openClient({ baseUrl: server.origin, authenticate, ...options });
  return { server, client, authenticate };
}

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const soon = () => pass(5);

/** The tokens that calls were made with. */
const bearers = (server: VendorServer) =>
  server.at('/x').map(({ headers }) => headers.authorization?.replace('Bearer ', ''));

describe('a token', () => {
  it('is asked for once and kept', async () => {
    const { server, client } = await start({ '/x': guarded('token-1') });
    for (let call = 0; call < 3; call++) await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(1);
    expect(client.observed.requests).toEqual(['oauth_token 200', 'test 200', 'test 200', 'test 200']);
    expect(client.observed.tokenExpiries[0]! - Date.now() / 1000).toBeCloseTo(3600, -2);
  });

  it('is asked for once by many callers at the same time', async () => {
    const { server, client } = await start({ '/x': guarded('token-1') });
    await Promise.all(Array.from({ length: 10 }, () => client.request(get('/x'), patient())));
    expect(server.at('/token')).toHaveLength(1);
    expect(server.at('/x')).toHaveLength(10);
  });

  it('that the platform no longer takes is replaced within the call', async () => {
    const { server, client } = await start({ '/x': [guarded('token-1'), guarded('token-2')] });
    await client.request(get('/x'), patient());
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(server.at('/token')).toHaveLength(2);
    expect(client.observed).toMatchObject({ tokensDropped: 1, retries: 1 });
  });

  it('that the platform no longer takes is replaced once for many callers', async () => {
    const { server, client } = await start({ '/x': guarded('token-2') });
    await Promise.all(Array.from({ length: 10 }, () => client.request(get('/x'), patient())));
    expect(server.at('/token')).toHaveLength(2);
    expect(client.observed.tokensDropped).toBe(1);
  });

  it('is replaced for a write that is not tried again otherwise', async () => {
    const { client } = await start({ '/x': guarded('token-2') });
    const write = { ...get('/x'), method: 'PUT', json: {}, retry: false } as const;
    expect(await client.request(write, patient())).toEqual({ value: 7 });
  });

  it('that is refused anew is an error', async () => {
    const { server, client } = await start({ '/x': guarded() });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'http', status: 401 });
    expect(error.message).toContain('bad.credentials');
    expect(server.at('/x')).toHaveLength(2);
    expect(server.at('/token')).toHaveLength(2);
  });

  it('is replaced once within a call, retries or not', async () => {
    const { server, client } = await start({ '/x': [guarded(), json({}, 503), guarded()] });
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

  it('goes on being fetched for the others when one caller gives up', async () => {
    const release = Promise.withResolvers<void>();
    const { server, client } = await start({
      '/token': async (request, response) => {
        await release.promise;
        tokens()(request, response);
      },
      '/x': guarded('token-1'),
    });
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

  it('that does not come in time is a timeout to the caller', async () => {
    const { client } = await start({ '/token': silence });
    const call = client.request(get('/x'), { collector: 'queues', signal: AbortSignal.timeout(100) });
    expect(await failure(call)).toMatchObject({ code: 'timeout', endpoint: 'test' });
  });

  it('is renewed before it expires, but not before half of its life is over', async () => {
    const { server, client } = await start({
      '/token': tokens({ expires_in: 0.6 }),
      '/x': guarded('token-1', 'token-2'),
    });
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

  it('goes on being used while it is renewed, however long that takes', async () => {
    const release = Promise.withResolvers<void>();
    const next = tokens({ expires_in: 1.2 });
    const { server, client } = await start({
      '/token': [
        next,
        async (request, response) => {
          await release.promise;
          next(request, response);
        },
      ],
      '/x': guarded('token-1', 'token-2'),
    });
    await client.request(get('/x'), patient());
    await pass(620);
    for (let call = 0; call < 3; call++) await client.request(get('/x'), patient());
    expect(server.at('/token')).toHaveLength(2);
    release.resolve();
    while (client.observed.tokenExpiries.length < 2) await soon();
    await client.request(get('/x'), patient());
    expect(bearers(server)).toEqual(['token-1', 'token-1', 'token-1', 'token-1', 'token-2']);
  });

  it('is kept until it expires when its early renewal fails, which is logged once and tried again', async () => {
    const next = tokens({ expires_in: 1.6 });
    const broken = json({}, 400);
    const { server, client } = await start(
      { '/token': [next, broken, broken, next], '/x': guarded('token-1', 'token-2') },
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

  it('is used while the one who issues tokens wants a pause before it is renewed', async () => {
    const { server, client } = await start({
      '/token': [tokens({ expires_in: 4 }), json({}, 503, { 'retry-after': '60' })],
      '/x': guarded('token-1'),
    });
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

  it('is an error once it has expired and cannot be renewed', async () => {
    const next = tokens({ expires_in: 0.4 });
    const { client } = await start(
      { '/token': [next, json({ error: 'invalid_client' }, 401)], '/x': guarded('token-1') },
      { timing: { tokenBackOffSeconds: 0.01 } },
    );
    await client.request(get('/x'), patient());
    await pass(220);
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    await pass(200);
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'sign_in_failed' });
  });

  it('that is refused while it is renewed is replaced by the renewal', async () => {
    const release = Promise.withResolvers<void>();
    const next = tokens({ expires_in: 1 });
    const { server, client } = await start({
      '/token': [
        next,
        async (request, response) => {
          await release.promise;
          next(request, response);
        },
      ],
      '/x': [guarded('token-1'), guarded('token-2')],
    });
    await client.request(get('/x'), patient());
    await pass(520);
    const call = client.request(get('/x'), patient());
    while (client.observed.tokensDropped === 0) await soon();
    release.resolve();
    expect(await call).toEqual({ value: 7 });
    expect(server.at('/token')).toHaveLength(2);
  });

  it('that is being renewed does not outlive the client', async () => {
    const next = tokens({ expires_in: 0.4 });
    const { server, client } = await start({ '/token': [next, silence], '/x': guarded('token-1') });
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
  ])('lives as long as the platform says, which is %s', async (_, expiresIn, seconds, warnings) => {
    const { client } = await start({ '/token': tokens({ expires_in: expiresIn }), '/x': guarded('token-2') });
    await client.request(get('/x'), patient());
    for (const expiry of client.observed.tokenExpiries)
      expect(expiry - Date.now() / 1000).toBeCloseTo(seconds, -2);
    expect(client.observed.tokenExpiries).toHaveLength(2);
    expect(client.observed.warnings).toHaveLength(warnings);
  });

  it('is not waited for through a pause that outlasts the deadline', async () => {
    const { client } = await start({
      '/token': tokens({ expires_in: 0.001 }),
      '/x': json({}, 429, { 'retry-after': '20' }),
    });
    const deadline = () => withDeadline(new AbortController().signal, performance.now() + 10_000);
    for (let call = 0; call < 2; call++) {
      const error = await failure(client.request(get('/x'), { collector: 'queues', signal: deadline() }));
      expect(error).toMatchObject({ code: 'throttled', endpoint: 'test' });
    }
  });

  it('is not waited for when those who issue it want a pause that outlasts the deadline', async () => {
    const { server, client } = await start({ '/token': json({}, 429, { 'retry-after': '20' }) });
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

  it('may tell where it is good', async () => {
    const api = await startVendorServer({ '/base/x': guarded('token-1') });
    const { client } = await start(
      {},
      { baseUrl: async (token) => `${api.origin}/${token === 'token-1' ? 'base' : ''}` },
    );
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(await failure(client.request(get('http://elsewhere.example/x'), patient()))).toMatchObject({
      code: 'origin_refused',
    });
  });
});

describe('a failed sign-in', () => {
  it.each([
    [401, { error: 'invalid_client', error_description: 'client not found' }],
    [400, { error: 'invalid_client', description: 'client not found' }],
  ])('with %i is final and says why', async (status, body) => {
    const { server, client } = await start({ '/token': json(body, status) });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', endpoint: 'oauth_token', status, detail: body });
    expect(error.message).toBe(
      `oauth_token: sign-in failed: HTTP ${status} invalid_client: client not found; check the credentials under oauth`,
    );
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['there is nothing', json({}, 404), /HTTP 404 .*; check that (http:\S+)\/token is the token endpoint$/],
    ['something else is', json({ hello: 'world' }), /; check that (http:\S+)\/token is the token endpoint$/],
    ['the scope is refused', json({ error: 'invalid_scope' }, 400), /; check oauth.scope$/],
  ])('where %s says what to check', async (_, answer, advice) => {
    const { server, client } = await start({ '/token': answer });
    const { message } = await failure(client.request(get('/x'), patient()));
    expect(message).toMatch(advice);
    expect(advice.exec(message)?.[1] ?? server.origin).toBe(server.origin);
  });

  it('without a connection says what to check', async () => {
    const authenticate = clientCredentials({
      tokenUrl: 'http://127.0.0.1:1/token?not=told',
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
    const { client } = await start({}, { authenticate });
    const { message } = await failure(client.request(get('/x'), patient()));
    expect(message).toMatch(
      /connection failed: .*; check the address, http:\/\/127.0.0.1:1\/token, and the network$/,
    );
  });

  it('is not repeated on the wire at once, and again after a while', async () => {
    const { server, client } = await start({
      '/token': [json({ error: 'invalid_client' }, 401), tokens()],
      '/x': guarded('token-1'),
    });
    for (let call = 0; call < 5; call++) {
      expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'sign_in_failed' });
    }
    expect(server.received).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 220));
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
  });

  it('that may pass is tried again', async () => {
    const { client } = await start({
      '/token': [json({}, 503), (_, response) => response.socket?.destroy(), tokens()],
      '/x': guarded('token-1'),
    });
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed).toMatchObject({
      requests: ['oauth_token 503', 'oauth_token reset', 'oauth_token 200', 'test 200'],
      retries: 2,
    });
  });

  it('because nobody listens tells so', async () => {
    const { server } = await start({});
    const authenticate = clientCredentials({
      tokenUrl: 'http://127.0.0.1:1/token',
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
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
  ])('because the answer holds %s tells so', async (_, body) => {
    const { client } = await start({ '/token': json(body) });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'invalid' } });
    expect(error.message).toContain('access_token');
  });

  it('that takes too long in all tells so', async () => {
    const { client } = await start({ '/token': silence }, { timing: { tokenTimeoutSeconds: 0.1 } });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'timeout' } });
  });

  it('because the request budget is spent is no failure of the platform', async () => {
    const { client, server } = await start(
      { '/token': tokens({ expires_in: 0.001 }), '/x': guarded('token-1') },
      { requestsPerMinute: 2 },
    );
    await client.request(get('/x'), patient());
    await expect(client.request(get('/x'), patient())).rejects.toBeInstanceOf(BudgetSpentError);
    expect(server.received).toHaveLength(2);
  });

  it('because a secret cannot be read tells so, and recovers', async () => {
    const { server } = await start({ '/x': guarded('token-1') });
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

  it('leaves a pause that the platform asked for a pause', async () => {
    const { client } = await start({ '/token': json({}, 429, { 'retry-after': '100' }) });
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({
      code: 'throttled',
      status: 429,
    });
  });
});
