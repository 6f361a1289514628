import { describe, expect, it } from 'vitest';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { type Answer, json, startVendorServer } from '../support/vendor-server.ts';
import { failure, get, openClient, patient } from './harness.ts';

const good = json({ value: 7 });
const to =
  (location: string, status = 302): Answer =>
  (_, response) => {
    response.writeHead(status, { location }).end('moved');
  };

async function signedIn(routes: Parameters<typeof startVendorServer>[0]) {
  const server = await startVendorServer({
    '/token': json({ access_token: 'token-1', expires_in: 3600 }),
    ...routes,
  });
  const authenticate = clientCredentials({
    tokenUrl: `${server.origin}/token`,
    clientId: 'id',
    clientSecret: async () => 'secret',
    clientAuth: 'post',
  });
  return { server, client: openClient({ baseUrl: server.origin, authenticate }) };
}

describe('a redirect', () => {
  it('within the origin is followed, with the token', async () => {
    const { server, client } = await signedIn({ '/old': to('/new?page=2', 301), '/new': good });
    expect(await client.request(get('/old'), patient())).toEqual({ value: 7 });
    expect(server.at('/new')).toMatchObject([
      { url: '/new?page=2', headers: { authorization: 'Bearer token-1' } },
    ]);
  });

  it('that repeats the request keeps its body', async () => {
    const { server, client } = await signedIn({ '/old': to('/new', 307), '/new': good });
    await client.request({ ...get('/old'), method: 'POST', json: { a: 1 } }, patient());
    expect(server.at('/new')).toMatchObject([{ method: 'POST', body: '{"a":1}' }]);
  });

  it('that would turn a POST into a GET is refused', async () => {
    const { server, client } = await signedIn({ '/old': to('/new', 302), '/new': good });
    const error = await failure(client.request({ ...get('/old'), method: 'POST' }, patient()));
    expect(error).toMatchObject({ code: 'redirect_refused', status: 302 });
    expect(server.at('/new')).toHaveLength(0);
    expect(client.observed.requests).toEqual(['oauth_token 200', 'test 302']);
  });

  it('to another origin is refused: that never hears of it', async () => {
    const elsewhere = await startVendorServer({ '/new': good });
    const { client } = await signedIn({ '/old': to(`${elsewhere.origin}/new?secret=1`, 307) });

    const error = await failure(client.request(get('/old'), patient()));
    expect(error).toMatchObject({ code: 'redirect_refused', status: 307 });
    expect(error.message).toContain(elsewhere.origin);
    expect(error.message).not.toContain('secret');
    expect(elsewhere.received).toHaveLength(0);
  });

  it('of the request for a token to another origin is refused too', async () => {
    const elsewhere = await startVendorServer({ '/token': json({ access_token: 'x' }) });
    const { client } = await signedIn({ '/token': to(`${elsewhere.origin}/token`, 307) });

    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', cause: { code: 'redirect_refused' } });
    expect(elsewhere.received).toHaveLength(0);
  });

  it('without end is given up', async () => {
    const { server, client } = await signedIn({ '/x': to('/x') });
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'redirect_refused' });
    expect(server.at('/x').length).toBeLessThan(10);
  });

  it('that leads nowhere is an error', async () => {
    const { client } = await signedIn({
      '/x': to('http://['),
      '/y': (_, response) => response.writeHead(302).end(),
    });
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'redirect_refused' });
    expect(await failure(client.request(get('/y'), patient()))).toMatchObject({ code: 'http', status: 302 });
  });
});

describe('the address of a next page', () => {
  it.each(['absolute', 'relative'])('is followed within the origin: %s', async (kind) => {
    const { server, client } = await signedIn({ '/page': good });
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
  ])('on another origin is refused before anything is sent: %s', async (link) => {
    const elsewhere = await startVendorServer({ '/page': good });
    const { server, client } = await signedIn({});

    const error = await failure(client.request(get(link(elsewhere.origin)), patient()));
    expect(error).toMatchObject({ code: 'origin_refused', endpoint: 'test' });
    expect([...elsewhere.received, ...server.received]).toEqual([]);
    expect(client.observed.requests).toEqual([]);
  });

  it.each(['@elsewhere.example/', '\\\\elsewhere.example', '.elsewhere.example', ':1/'])(
    'cannot lead away by a trick: %s',
    async (path) => {
      const { server, client } = await signedIn({});
      expect(await failure(client.request(get(path), patient()))).toMatchObject({
        code: 'http',
        status: 404,
      });
      expect(server.received).toHaveLength(2);
    },
  );
});
