import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import {
  type Authenticate,
  accessKeyLogin,
  clientCredentials,
  passwordGrant,
} from '../../src/vendor-http/index.ts';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { get, openClient, patient } from './harness.ts';

const ID = 'my client';
const SECRET = 'p=ss+w/rd: ü&%';

/** What the request for a token looks like on the wire. */
async function onTheWire(authenticate: (tokenUrl: string) => Authenticate) {
  const server = await startVendorApi(
    http.post('/token', () => HttpResponse.json({ access_token: 'token', expires_in: 3600 })),
    http.get('/x', () => HttpResponse.json({ value: 1 })),
  );
  const client = openClient({ baseUrl: server.origin, authenticate: authenticate(`${server.origin}/token`) });
  await client.request(get('/x'), patient());
  const request = server.at('/token')[0]!;
  expect(request.method).toBe('POST');
  expect(request.headers.accept).toBe('application/json');
  return { ...request, form: Object.fromEntries(new URLSearchParams(request.body)) };
}

describe('authentication with client credentials', () => {
  it('sends client credentials in the body of the form', async () => {
    const { headers, form, body } = await onTheWire((tokenUrl) =>
      clientCredentials({
        tokenUrl,
        clientId: ID,
        clientSecret: async () => SECRET,
        clientAuth: 'post',
        scope: 'a b',
      }),
    );
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(headers.authorization).toBeUndefined();
    expect(form).toEqual({
      grant_type: 'client_credentials',
      client_id: ID,
      client_secret: SECRET,
      scope: 'a b',
    });
    expect(body).toContain('p%3Dss');
  });

  it('sends client credentials in a Basic header, percent-encoded first', async () => {
    const { headers, form } = await onTheWire((tokenUrl) =>
      clientCredentials({ tokenUrl, clientId: ID, clientSecret: async () => SECRET, clientAuth: 'basic' }),
    );
    const [scheme, credentials = ''] = headers.authorization?.split(' ') ?? [];
    expect(scheme).toBe('Basic');
    expect(Buffer.from(credentials, 'base64').toString().split(':').map(decodeURIComponent)).toEqual([
      ID,
      SECRET,
    ]);
    expect(form).toEqual({ grant_type: 'client_credentials' });
  });

  it('reads the client secret again at each authentication', async () => {
    const server = await startVendorApi(
      http.post('/token', () => HttpResponse.json({ access_token: 'token' })),
      http.get(
        '/x',
        inTurn(
          () => HttpResponse.json({}, { status: 401 }),
          () => HttpResponse.json({ value: 1 }),
        ),
      ),
    );
    let version = 0;
    const authenticate = clientCredentials({
      tokenUrl: `${server.origin}/token`,
      clientId: ID,
      clientSecret: async () => `secret-${++version}`,
      clientAuth: 'post',
    });
    await openClient({ baseUrl: server.origin, authenticate }).request(get('/x'), patient());
    expect(server.at('/token').map(({ body }) => new URLSearchParams(body).get('client_secret'))).toEqual([
      'secret-1',
      'secret-2',
    ]);
  });
});

describe('authentication with an access key', () => {
  const key = { accessKeyId: 'KEY=', accessKeySecret: async () => SECRET };

  it('presents an access key as a password grant without a client', async () => {
    const { headers, form, body } = await onTheWire((tokenUrl) =>
      passwordGrant({ tokenUrl, ...key, clientAuth: 'basic' }),
    );
    expect(headers.authorization).toBeUndefined();
    expect(form).toEqual({ grant_type: 'password', username: 'KEY=', password: SECRET });
    expect(body).toContain('username=KEY%3D&');
  });

  it.each(['basic', 'post'] as const)(
    'presents an access key for a registered client: %s',
    async (clientAuth) => {
      const { headers, form } = await onTheWire((tokenUrl) =>
        passwordGrant({ tokenUrl, ...key, clientId: 'app', clientSecret: async () => 's', clientAuth }),
      );
      expect(headers.authorization).toBe(clientAuth === 'basic' ? `Basic ${btoa('app:s')}` : undefined);
      expect(form).toEqual({
        grant_type: 'password',
        username: 'KEY=',
        password: SECRET,
        ...(clientAuth === 'post' && { client_id: 'app', client_secret: 's' }),
      });
    },
  );

  it('presents an access key as JSON', async () => {
    const { headers, body } = await onTheWire((loginUrl) => accessKeyLogin({ loginUrl, ...key }));
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ accessKeyId: 'KEY=', accessKeySecret: SECRET });
  });
});

describe('authentication over plain HTTP', () => {
  const make =
    (tokenUrl: string, allowInsecureHttp = false) =>
    () =>
      clientCredentials({
        tokenUrl,
        clientId: ID,
        clientSecret: async () => SECRET,
        clientAuth: 'post',
        allowInsecureHttp,
      });

  it.each([
    'http://login.example/token',
    'http://10.0.0.1/token',
    'http://127.evil.example/',
    'http://localhost.evil.example/',
  ])('rejects %s as token endpoint unless plain HTTP is allowed', (tokenUrl) => {
    expect(make(tokenUrl)).toThrow(/use https, or set oauth.allow_insecure_http/);
    expect(make(tokenUrl, true)).not.toThrow();
  });

  it.each(['https://login.example/token', 'http://localhost/', 'http://127.0.0.1:1/', 'http://[::1]:1/'])(
    'accepts %s as token endpoint',
    (tokenUrl) => {
      expect(make(tokenUrl)).not.toThrow();
    },
  );
});
