import { expect, test } from 'vitest';
import type { SimulatedTenant } from '../../../../src/simulator/server.ts';
import { type Api, api, closeSimulatorsAfterEach, stoppedSimulator } from '../../support/http.ts';

/** The ACD API in the shapes of the platform's documents. */

closeSimulatorsAfterEach();

const ROOT = '/inContactAPI/services/v34.0';
const TENANT_ID = '11eb0f2e-6b6b-6b60-8a2c-0242ac110002';

async function started(options = {}) {
  const { simulator, tenant } = await stoppedSimulator({ platform: 'cxone', api: 'acd', ...options });
  return { simulator, tenant };
}

async function login(tenant: SimulatedTenant, change: object = {}) {
  const { clientId, clientSecret } = tenant.credentials;
  return api(tenant.baseUrl).post('/authentication/v1/token/access-key', {
    accessKeyId: clientId,
    accessKeySecret: `${clientSecret}==`,
    ...change,
  });
}

async function grant(tenant: SimulatedTenant, change: Record<string, string> = {}) {
  const { clientId, clientSecret } = tenant.credentials;
  const form = {
    grant_type: 'password',
    username: clientId,
    password: `${clientSecret}==`,
    client_id: clientId,
    client_secret: clientSecret,
    ...change,
  };
  const response = await fetch(tenant.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: await response.json() };
}

async function signedIn(tenant: SimulatedTenant): Promise<Api> {
  const { body } = await login(tenant);
  return api(tenant.baseUrl, { authorization: `Bearer ${body.access_token}` });
}

test('issues a token that names the tenant for both grants', async () => {
  const { tenant } = await started();
  for (const { status, body } of [await login(tenant), await grant(tenant)]) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) });
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims.tenantId).toBe(TENANT_ID);
  }
});

test.each([
  [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
  [{ grant_type: '' }, 'invalid_request'],
  [{ client_secret: 'wrong' }, 'invalid_client'],
  [{ password: 'wrong' }, 'invalid_grant'],
])('a wrong password grant is a 400: %j', async (change, error) => {
  const { tenant } = await started();
  expect(await grant(tenant, change)).toMatchObject({ status: 400, body: { error } });
  expect((await login(tenant, { accessKeySecret: 'wrong' })).status).toBe(401);
});

test('serves API discovery for a known tenant without a token', async () => {
  const { tenant } = await started();
  const anybody = api(tenant.baseUrl);
  const path = '/.well-known/cxone-configuration';
  const { status, body } = await anybody.get(`${path}?tenantId=${TENANT_ID}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ api_endpoint: tenant.baseUrl, tenantId: TENANT_ID, private: false });
  expect((await anybody.get(`${path}?tenantId=someone`)).status).toBe(404);
  expect((await anybody.get(path)).status).toBe(400);
});

test('accepts the API root in any case and any version', async () => {
  const { tenant } = await started();
  const client = await signedIn(tenant);
  for (const root of ['/incontactapi/services/v26.0', '/InContactAPI/services/v34.0']) {
    expect((await client.get(`${root}/server-time`)).status).toBe(200);
  }
  expect((await client.get('/inContactAPI/services/server-time')).status).toBe(404);
});

test('lists skills with their totals by page and by field', async () => {
  const { tenant } = await started();
  const client = await signedIn(tenant);
  const { body } = await client.get(`${ROOT}/skills/activity?fields=skillId,QueueCount&top=5`);
  expect(body.totalRecords).toBe(tenant.centre().queues.length);
  expect(Object.keys(body.skillActivity[0])).toEqual(['skillId', 'queueCount']);
  const rows = [...body.skillActivity];
  for (let next = body._links.next; next; ) {
    const page = await client.get(next);
    rows.push(...page.body.skillActivity);
    next = page.body._links.next;
  }
  expect(rows.map(({ skillId }) => skillId)).toEqual(tenant.centre().queues.map((_, index) => 4001 + index));
  const chat = await client.get(`${ROOT}/skills/activity?mediaTypeId=3&isOutbound=false`);
  expect(chat.body.skillActivity.every((row: { mediaTypeId: number }) => row.mediaTypeId === 3)).toBe(true);
  expect((await client.get(`${ROOT}/skills/activity?IsOutbound=true`)).body.skillActivity).toEqual([]);
});

test('returns summaries as strings, and the service level summary in another case and as numbers', async () => {
  const { tenant } = await started();
  const client = await signedIn(tenant);
  const span = 'startDate=2026-09-07T09:00:00Z&endDate=2026-09-07T10:00:00Z';
  const { body } = await client.get(`${ROOT}/skills/summary?${span}`);
  const [row] = body.skillSummaries;
  expect(Object.values(row).every((value) => typeof value === 'string')).toBe(true);
  const sla = await client.get(`${ROOT}/skills/sla-summary?${span}`);
  const [first] = sla.body.serviceLevelSummaries;
  expect(first).toMatchObject({ SkillId: 4001, ContactsWithinSLA: Number(row.contactsWithinSLA) });
  expect(first.TotalContacts).toBe(Number(row.contactsHandled) + Number(row.abandonCount));
  const sums = tenant
    .centre()
    .window(tenant.centre().queues[0]!.id, tenant.centre().now - 3600, tenant.centre().now);
  expect(Number(row.contactsOffered)).toBe(sums.offered);
});

test('lists agents with their states and reports after-contact work as unavailable', async () => {
  const { tenant } = await started();
  const client = await signedIn(tenant);
  const { body } = await client.get(`${ROOT}/agents/states?top=10000`);
  const acw = body.agentStates.filter((row: { isACW: boolean }) => row.isACW);
  expect(acw).toHaveLength(tenant.centre().headCount().after_contact_work);
  expect(acw.every((row: { agentStateId: number }) => row.agentStateId === 2)).toBe(true);
  const history = await client.get(
    `${ROOT}/agents/20001/state-history?startDate=2026-09-07T09:00:00Z&endDate=2026-09-07T10:00:00Z`,
  );
  const seconds = history.body.agentStateHistory.map((row: { duration: string }) => Number(row.duration));
  expect(seconds.reduce((sum: number, each: number) => sum + each, 0)).toBeCloseTo(3600, 1);
});

test.each([
  ['a field that there is not', 'skills/activity?fields=happiness', 400],
  ['a page of nothing', 'skills/activity?top=0', 400],
  ['an instant with an offset', 'skills/activity?updatedSince=2026-09-07T10:00:00%2B02:00', 400],
  ['a summary without its span', 'skills/summary', 400],
  ['more than 30 days', 'skills/summary?startDate=2026-07-01T00:00:00Z&endDate=2026-09-01T00:00:00Z', 400],
  [
    'a span that ends before it begins',
    'skills/sla-summary?startDate=2026-09-02T00:00:00Z&endDate=2026-09-01T00:00:00Z',
    400,
  ],
  [
    'an agent who does not exist',
    'agents/1/state-history?startDate=2026-09-01T00:00:00Z&endDate=2026-09-02T00:00:00Z',
    404,
  ],
])('it refuses %s', async (_what, path, status) => {
  const { tenant } = await started();
  const { body, ...answer } = await (await signedIn(tenant)).get(`${ROOT}/${path}`);
  expect(answer.status).toBe(status);
  expect(body).toEqual({ error: expect.any(String), error_description: expect.any(String) });
});

test('rejects a client that is not authorised for the API', async () => {
  const { tenant } = await started({ scopes: ['Reporting'] });
  const client = await signedIn(tenant);
  expect((await client.get(`${ROOT}/skills/activity`)).status).toBe(403);
  const span = 'startDate=2026-09-07T09:00:00Z&endDate=2026-09-07T10:00:00Z';
  expect((await client.get(`${ROOT}/skills/summary?${span}`)).status).toBe(200);
});

test('serves the status page during a platform outage', async () => {
  const { tenant } = await started();
  const anybody = api(tenant.baseUrl);
  expect((await anybody.get('/api/v2/summary.json')).body.status.indicator).toBe('none');
  tenant.setScenario({ scenario: 'platform_outage' });
  expect((await anybody.get('/api/v2/summary.json')).body.status.indicator).toBe('critical');
  expect((await (await api(tenant.baseUrl)).get(`${ROOT}/server-time`)).status).toBe(503);
});
