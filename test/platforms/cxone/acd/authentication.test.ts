import { HttpResponse, type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { describe, expect, it } from 'vitest';
import { discoverBaseUrl } from '../../../../src/platforms/cxone/acd/discovery.ts';
import { cxoneAcd } from '../../../../src/platforms/cxone/acd/index.ts';
import { connectAdapter } from '../../../support/adapter.ts';
import { inTurn, startVendorApi } from '../../../support/vendor-api.ts';
import {
  ACTIVITY,
  CONFIGURATION,
  connect,
  jwt,
  LOGIN,
  NOW,
  openClient,
  queryOf,
  TOKEN,
  tokenAnswer,
} from './support.ts';

const VERSION_26 = '/inContactAPI/services/v26.0/skills/activity';
const TENANT = '11eb0f2e-6b6b-6b60-8a2c-0242ac110002';
/** Keys of the platform end in padding, which a form must not carry as it is. */
const KEY = { access_key_id: 'KEYID4RFV====', access_key_secret: 'SECRET+/5TGB====' };
const activity = () => HttpResponse.json({ skillActivity: [{ skillId: 1, queueCount: 0 }] });

/** The issuer, which also knows where the API is; the API is a server of its own. */
async function platform(
  issuerHandlers: (api: string) => readonly RequestHandler[],
  settings: object = {},
  answers: readonly HttpResponseResolver[] = [activity],
) {
  const api = await startVendorApi(http.get(ACTIVITY, inTurn(...answers)));
  const issuer = await startVendorApi(...issuerHandlers(api.origin), http.post(TOKEN, tokenAnswer()));
  const adapter = connectAdapter(cxoneAcd, {
    now: () => NOW,
    settings: {
      issuer_url: issuer.origin,
      ...settings,
      oauth: {
        ...KEY,
        client_id: 'exporter@acme',
        client_secret: 's:e/c%ret',
        ...('oauth' in settings ? (settings.oauth as object) : {}),
      },
    },
  });
  return { api, issuer, adapter };
}

const found = (api: string): readonly RequestHandler[] => [
  http.get(CONFIGURATION, () =>
    HttpResponse.json({
      api_endpoint: `${api}/`,
      auth_endpoint: 'https://cxone.example.com',
      ui_endpoint: 'https://na1.example.com',
      domain: 'niceincontact.com',
      uhDomain: 'nice-incontact.com',
      private: false,
      area: 'na1',
      tenantId: TENANT,
    }),
  ),
];

describe('CXone ACD: signing in', () => {
  it('sends the access key as a password, and the client in the form', async () => {
    const { api, issuer, adapter } = await platform(found, { tenant_id: TENANT });
    await adapter.collect('queues');
    const { body, headers } = issuer.at(TOKEN)[0]!;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(headers.authorization).toBeUndefined();
    expect(body).toContain('username=KEYID4RFV%3D%3D%3D%3D');
    expect(body).toContain('password=SECRET%2B%2F5TGB%3D%3D%3D%3D');
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'password',
      username: KEY.access_key_id,
      password: KEY.access_key_secret,
      client_id: 'exporter@acme',
      client_secret: 's:e/c%ret',
    });
    expect(api.at(ACTIVITY)[0]?.headers.authorization).toBe('Bearer token');
  });

  it('sends the client by Basic, percent-encoded, where the registration wants that', async () => {
    const { issuer, adapter } = await platform(found, { tenant_id: TENANT, oauth: { client_auth: 'basic' } });
    await adapter.collect('queues');
    const { body, headers } = issuer.at(TOKEN)[0]!;
    const [, encoded = ''] = headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('exporter%40acme:s%3Ae%2Fc%25ret');
    expect([...new URLSearchParams(body).keys()]).toEqual(['grant_type', 'username', 'password']);
  });

  it('logs in with the access key alone without a client', async () => {
    const { server, adapter } = await connect([http.get(ACTIVITY, activity)], { settings: {} });
    await adapter.collect('queues');
    const { body, headers } = server.at(LOGIN)[0]!;
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ accessKeyId: 'key', accessKeySecret: 'secret' });
    expect(server.at(ACTIVITY)[0]?.headers.authorization).toBe('Bearer token');
  });

  it('reports a rejected authentication as such, whatever its status', async () => {
    for (const status of [400, 401]) {
      const refused = () =>
        HttpResponse.json({ error: 'invalid_grant', error_description: 'Bad credentials' }, { status });
      const { adapter } = await platform(() => [http.post(TOKEN, refused)], { tenant_id: TENANT });
      await expect(adapter.collect('queues')).rejects.toMatchObject({ code: 'sign_in_failed', status });
    }
  });
});

describe('CXone ACD: finding the API', () => {
  it('asks the issuer for the configured tenant, without a token, and once', async () => {
    const { api, issuer, adapter } = await platform(found, { tenant_id: TENANT });
    await adapter.collect('queues');
    await adapter.collect('queues');
    expect(issuer.at(CONFIGURATION).map(queryOf)).toEqual([{ tenantId: TENANT }]);
    expect(issuer.at(CONFIGURATION)[0]?.headers.authorization).toBeUndefined();
    expect(api.at(ACTIVITY)).toHaveLength(2);
  });

  it('does not ask again with the next token of the day', async () => {
    const { api, issuer, adapter } = await platform(found, { tenant_id: TENANT }, [
      activity,
      () => new HttpResponse(null, { status: 401 }),
      activity,
    ]);
    await adapter.collect('queues');
    await adapter.collect('queues');
    expect(api.at(ACTIVITY)).toHaveLength(3);
    expect(issuer.at(TOKEN)).toHaveLength(2);
    expect(issuer.at(CONFIGURATION)).toHaveLength(1);
  });

  it('takes the tenant from the claims of the token when none is configured', async () => {
    const { issuer, adapter } = await platform((api) => [
      http.post(TOKEN, tokenAnswer(jwt({ sub: 'user', tenantId: TENANT, icBUId: 4593821 }))),
      ...found(api),
    ]);
    await adapter.collect('queues');
    expect(issuer.at(CONFIGURATION).map(queryOf)).toEqual([{ tenantId: TENANT }]);
  });

  it.each([
    ['opaque', 'a9f2'],
    ['without that claim', jwt({ sub: 'user' })],
    ['no JSON inside', 'a.bm90IGpzb24.c'],
  ])('says what to configure when the token is %s', async (_, token) => {
    const { adapter } = await platform((api) => [http.post(TOKEN, tokenAnswer(token)), ...found(api)]);
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      code: 'tenant_not_named',
      message: expect.stringContaining('set tenant_id or base_url'),
    });
  });

  it('skips discovery when base_url is configured', async () => {
    const { server, adapter } = await connect([http.get(ACTIVITY, activity)]);
    await adapter.collect('queues');
    expect(server.at(CONFIGURATION)).toEqual([]);
  });

  it('fails when the issuer does not know the tenant', async () => {
    const { adapter } = await platform(
      () => [http.get(CONFIGURATION, () => HttpResponse.json({}, { status: 404 }))],
      { tenant_id: TENANT },
    );
    await expect(adapter.collect('queues')).rejects.toMatchObject({
      endpoint: 'cxone_configuration',
      status: 404,
    });
  });

  it('keeps the last known base URL when discovery fails', async () => {
    let now = NOW;
    const api = await startVendorApi(
      http.get(
        ACTIVITY,
        inTurn(activity, () => new HttpResponse(null, { status: 401 }), activity),
      ),
    );
    const issuer = await startVendorApi(
      http.post(TOKEN, tokenAnswer()),
      http.get(
        CONFIGURATION,
        inTurn(
          () => HttpResponse.json({ api_endpoint: api.origin }),
          () => HttpResponse.json({}, { status: 404 }),
        ),
      ),
    );
    const adapter = connectAdapter(cxoneAcd, {
      now: () => now,
      settings: { issuer_url: issuer.origin, tenant_id: TENANT, oauth: { ...KEY, client_id: 'id' } },
    });
    await adapter.collect('queues');
    // After a day the address is asked for again, with the next token.
    now += 86_401;
    expect((await adapter.collect('queues')).queues).toHaveLength(1);
    expect(issuer.at(CONFIGURATION)).toHaveLength(2);
    expect(adapter.warnings).toHaveLength(1);
  });

  it('does not let a secure issuer lead to where the token would travel in the clear', async () => {
    const issuer = await startVendorApi(...found('http://api.example.com'));
    const log = { info: () => {}, warn: () => {} };
    const find = discoverBaseUrl({
      client: openClient(issuer.origin),
      issuerUrl: 'https://cxone.niceincontact.com',
      tenantId: TENANT,
      log,
      monotonic: () => 0,
    });
    await expect(find('token', AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'api_address_insecure',
      message: expect.stringContaining('is not encrypted; set base_url'),
    });
  });

  it('uses the version that is configured', async () => {
    const { server, adapter } = await connect(
      [http.get(VERSION_26, () => new HttpResponse(null, { status: 404 }))],
      {
        settings: { api_version: 26 },
      },
    );
    await expect(adapter.collect('queues')).rejects.toMatchObject({ status: 404 });
    expect(server.at(VERSION_26)).toHaveLength(1);
  });
});

describe('CXone ACD: settings', () => {
  const problems = (settings: object) =>
    cxoneAcd.settings
      .safeParse(settings)
      .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

  it('accepts settings with only an access key', () => {
    expect(problems({ oauth: KEY })).toBeUndefined();
    expect(cxoneAcd.settings.parse({ oauth: KEY })).toMatchObject({
      issuer_url: 'https://cxone.niceincontact.com',
      area: 'na1',
      api_version: 34,
    });
  });

  it.each([
    [{ oauth: { access_key_id: 'x' } }, 'oauth.access_key_secret_file'],
    [{ oauth: { ...KEY, client_secret: 'x' } }, 'oauth.client_id'],
    [{ oauth: KEY, api_version: 0 }, 'api_version'],
    [{ oauth: KEY, area: 'na1.example.com' }, 'area'],
    [{ oauth: KEY, base_url: 'api-na1.niceincontact.com' }, 'base_url'],
    [{ oauth: KEY, status_page: { uri: 'x' } }, 'status_page'],
  ])('rejects the settings %j', (given, path) => {
    expect(problems(given)?.[0]).toContain(path);
  });
});
