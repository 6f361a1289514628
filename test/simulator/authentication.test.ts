import { expect, test } from 'vitest';
import { api, apiOf, closeSimulatorsAfterEach, signIn, stoppedSimulator } from './support/http.ts';

closeSimulatorsAfterEach();

const STATS = '/api/v2/reporting/queues/stats?granularity=REAL_TIME';

test('authenticates a client with credentials in the form', async () => {
  const { tenant } = await stoppedSimulator({ centre: 'small_queues' });
  const { status, body } = await signIn(tenant);
  expect(status).toBe(200);
  expect(body).toMatchObject({ access_token: expect.any(String), expires_in: 3600 });
});

test('authenticates a client by HTTP Basic with percent-encoded credentials', async () => {
  const { tenant } = await stoppedSimulator({ centre: 'small_queues' });
  const { clientId, clientSecret } = tenant.credentials;
  const encoded = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const response = await fetch(tenant.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${encoded.toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  expect(response.status).toBe(200);
});

test('rejects wrong credentials and malformed requests in each vendor’s format', async () => {
  const { tenant } = await stoppedSimulator({ centre: 'small_queues' });
  expect((await signIn(tenant, { client_secret: 'wrong' })).status).toBe(401);
  expect((await signIn(tenant, { grant_type: 'password' })).status).toBe(400);
  expect((await signIn(tenant, { grant_type: '' })).status).toBe(400);

  const { tenant: genesys } = await stoppedSimulator({ platform: 'genesys', api: 'details' });
  const refused = await signIn(genesys, { client_secret: 'wrong' });
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ error: 'invalid_client', description: 'authentication failed' });
});

test('narrows the token to the requested scope, which each call requires', async () => {
  const { tenant } = await stoppedSimulator({ centre: 'small_queues' });
  const narrow = await apiOf(tenant, 'health:read analytics:queues:read');
  expect((await narrow.get('/api/v2/health')).status).toBe(200);
  const refused = await narrow.get(STATS);
  expect(refused.status).toBe(403);
  expect(refused.body.message).toContain('reports:view');
  expect((await signIn(tenant, { scope: 'nothing:known' })).status).toBe(401);
});

test('grants a client no more than its scopes', async () => {
  const { tenant } = await stoppedSimulator({ scopes: ['health:read'] });
  const client = await apiOf(tenant);
  expect((await client.get('/api/v2/health')).status).toBe(200);
  expect((await client.get(STATS)).status).toBe(403);
});

test('responds 401 to a missing, unknown or expired token', async () => {
  const { tenant } = await stoppedSimulator({ tokenLifetimeSeconds: 0.05 });
  expect((await api(tenant.baseUrl).get(STATS)).status).toBe(401);
  expect((await api(tenant.baseUrl, { authorization: 'Bearer nonsense' }).get(STATS)).status).toBe(401);
  const client = await apiOf(tenant);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect((await client.get(STATS)).status).toBe(401);
});
