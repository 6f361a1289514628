import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { startVendorApi } from '../support/vendor-api.ts';
import { failure, get, json, openClient, patient } from './harness.ts';

const good = json({ value: 7 });
const to =
  (location: string, status = 302): HttpResponseResolver =>
  () =>
    new HttpResponse('moved', { status, headers: { location } });
const token = json({ access_token: 'token-1', expires_in: 3600 });

async function authenticated(...handlers: readonly RequestHandler[]) {
  const server = await startVendorApi(...handlers, http.post('/token', token));
  const authenticate = clientCredentials({
    tokenUrl: `${server.origin}/token`,
    clientId: 'id',
    clientSecret: async () => 'secret',
    clientAuth: 'post',
  });
  return { server, client: openClient({ baseUrl: server.origin, authenticate }) };
}

describe('redirects', () => {
  it('follows a redirect within the origin, with the token', async () => {
    const { server, client } = await authenticated(
      http.all('/old', to('/new?page=2', 301)),
      http.all('/new', good),
    );
    expect(await client.request(get('/old'), patient())).toEqual({ value: 7 });
    expect(server.at('/new')).toMatchObject([
      { url: '/new?page=2', headers: { authorization: 'Bearer token-1' } },
    ]);
  });

  it('counts each redirect for the request budget, and follows none that it does not allow', async () => {
    const server = await startVendorApi(http.all('/old', to('/new', 307)), http.all('/new', good));
    const client = openClient({ baseUrl: server.origin, requestsPerMinute: 3 });
    await client.request(get('/old'), patient());
    expect(client.observed.budget.at(-1)).toEqual([3, 1]);
    await expect(client.request(get('/old'), patient())).rejects.toMatchObject({ code: 'budget_spent' });
    expect(server.received).toHaveLength(3);
  });

  it('keeps the body of a request that a redirect repeats', async () => {
    const { server, client } = await authenticated(http.all('/old', to('/new', 307)), http.all('/new', good));
    await client.request({ ...get('/old'), method: 'POST', json: { a: 1 } }, patient());
    expect(server.at('/new')).toMatchObject([{ method: 'POST', body: '{"a":1}' }]);
  });

  it('refuses a redirect that would turn a POST into a GET', async () => {
    const { server, client } = await authenticated(http.all('/old', to('/new', 302)), http.all('/new', good));
    const error = await failure(client.request({ ...get('/old'), method: 'POST' }, patient()));
    expect(error).toMatchObject({ code: 'redirect_refused', status: 302 });
    expect(server.at('/new')).toHaveLength(0);
    expect(client.observed.requests).toEqual(['oauth_token 200', 'test 302']);
  });

  it('refuses a redirect to another origin, which receives no request', async () => {
    const elsewhere = await startVendorApi(http.get('/new', good));
    const { client } = await authenticated(http.get('/old', to(`${elsewhere.origin}/new?secret=1`, 307)));

    const error = await failure(client.request(get('/old'), patient()));
    expect(error).toMatchObject({ code: 'redirect_refused', status: 307 });
    expect(error.message).toContain(elsewhere.origin);
    expect(error.message).not.toContain('secret');
    expect(elsewhere.received).toHaveLength(0);
  });

  it('refuses a redirect of the token request to another origin', async () => {
    const elsewhere = await startVendorApi(http.post('/token', token));
    const { client } = await authenticated(http.post('/token', to(`${elsewhere.origin}/token`, 307)));

    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'redirect_refused' } });
    expect(elsewhere.received).toHaveLength(0);
  });

  it('gives up an endless chain of redirects', async () => {
    const { server, client } = await authenticated(http.get('/x', to('/x')));
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'redirect_refused' });
    expect(server.at('/x').length).toBeLessThan(10);
  });

  it('fails on a redirect without a valid location', async () => {
    const { client } = await authenticated(
      http.get('/x', to('http://[')),
      http.get('/y', () => new HttpResponse(null, { status: 302 })),
    );
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'redirect_refused' });
    expect(await failure(client.request(get('/y'), patient()))).toMatchObject({ code: 'http', status: 302 });
  });
});

describe('addresses of next pages', () => {
  it.each(['absolute', 'relative'])('follows an address within the origin: %s', async (kind) => {
    const { server, client } = await authenticated(http.get('/page', good));
    const link = '/page?cursor=a%2Fb';
    await client.request(
      { ...get(kind === 'absolute' ? server.origin + link : link), query: { size: 5 } },
      patient(),
    );
    expect(server.at('/page')).toMatchObject([
      { url: `${link}&size=5`, headers: { authorization: 'Bearer token-1' } },
    ]);
  });

  it.each([
    (elsewhere: string) => `${elsewhere}/page`,
    (elsewhere: string) => `${elsewhere.replace('http:', '')}/page`,
    (elsewhere: string) => elsewhere.replace('http:', 'https:'),
    (elsewhere: string) => elsewhere.replace('http://', 'http://user@'),
    () => 'file:///etc/passwd',
    () => 'http://[',
  ])('refuses an address on another origin before anything is sent: %s', async (link) => {
    const elsewhere = await startVendorApi(http.get('/page', good));
    const { server, client } = await authenticated();

    const error = await failure(client.request(get(link(elsewhere.origin)), patient()));
    expect(error).toMatchObject({ code: 'origin_refused', endpoint: 'test' });
    expect([...elsewhere.received, ...server.received]).toEqual([]);
    expect(client.observed.requests).toEqual([]);
  });

  it.each(['@elsewhere.example/', '\\\\elsewhere.example', '.elsewhere.example', ':1/'])(
    'stays on the origin whatever the path looks like: %s',
    async (path) => {
      const { server, client } = await authenticated(http.get('*', json({}, 404)));
      expect(await failure(client.request(get(path), patient()))).toMatchObject({
        code: 'http',
        status: 404,
      });
      expect(server.received).toHaveLength(2);
    },
  );
});
