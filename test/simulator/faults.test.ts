import { expect, test } from 'vitest';
import { api, apiOf, closeSimulatorsAfterEach, stoppedSimulator } from './support/http.ts';

closeSimulatorsAfterEach();

const HEALTH = '/api/v2/health';
const STATS = '/api/v2/reporting/queues/stats?granularity=REAL_TIME';

async function started() {
  const { simulator, tenant } = await stoppedSimulator({ centre: 'small_queues' });
  return {
    tenant,
    client: await apiOf(tenant),
    admin: api(simulator.adminUrl),
    adminUrl: simulator.adminUrl,
  };
}

test('injects a status with Retry-After into a number of requests to one endpoint', async () => {
  const { client, admin } = await started();
  const fault = { tenant: 'acme', endpoint: 'health', kind: 'status', status: 429, retryAfter: 7, count: 2 };
  expect((await admin.post('/simulator/faults', fault)).status).toBe(200);
  expect((await client.get(STATS)).status).toBe(200);
  const hit = await client.get(HEALTH);
  expect(hit.status).toBe(429);
  expect(hit.headers.get('retry-after')).toBe('7');
  expect(hit.body.errors).toBeInstanceOf(Array);
  expect((await client.get(HEALTH)).status).toBe(429);
  expect((await client.get(HEALTH)).status).toBe(200);
});

test('matches an endpoint by path with wildcards until faults are cleared', async () => {
  const { client, admin, adminUrl } = await started();
  await admin.post('/simulator/faults', { endpoint: '/api/v2/reporting/*', kind: 'status', status: 500 });
  expect((await client.get(HEALTH)).status).toBe(200);
  expect((await client.get(STATS)).status).toBe(500);
  await fetch(`${adminUrl}/simulator/faults`, { method: 'DELETE' });
  expect((await client.get(STATS)).status).toBe(200);
});

test('injects the HTML page of a gateway', async () => {
  const { tenant, client } = await started();
  tenant.addFault({ kind: 'html', count: 1 });
  const { status, headers, body } = await client.get(HEALTH);
  expect(status).toBe(503);
  expect(headers.get('content-type')).toContain('text/html');
  expect(body).toContain('<html>');
});

const CUT_OFF = { cause: { code: expect.stringMatching(/^(?:ECONNRESET|UND_ERR_SOCKET)$/) } };
const FAILURES = {
  garbage: { name: 'SyntaxError' },
  truncate: { message: 'terminated', ...CUT_OFF },
  reset: { message: 'fetch failed', ...CUT_OFF },
} as const;

test.each(['garbage', 'wrong_shape', 'truncate', 'reset'] as const)('injects the fault %s', async (kind) => {
  const { tenant, client } = await started();
  tenant.addFault({ kind, count: 1 });
  const answer = client.get(STATS);
  if (kind === 'wrong_shape') {
    expect((await answer).body).not.toHaveProperty('data.0');
  } else {
    await expect(answer).rejects.toMatchObject(FAILURES[kind]);
  }
  expect((await client.get(STATS)).body.data.length).toBeGreaterThan(0);
});

test('injects a request that gets no response', async () => {
  const { tenant } = await started();
  tenant.addFault({ kind: 'hang', endpoint: 'health', count: 1 });
  const answer = fetch(tenant.baseUrl + HEALTH, { signal: AbortSignal.timeout(100) });
  await expect(answer).rejects.toThrow(/timeout/i);
});

test('delays a correct response', async () => {
  const { tenant, client } = await started();
  tenant.addFault({ kind: 'slow', delaySeconds: 0.01, count: 1 });
  expect((await client.get(HEALTH)).status).toBe(200);
});

test('injects a response of any size', async () => {
  const { tenant } = await started();
  tenant.addFault({ kind: 'huge', bytes: 5_000_000, count: 1 });
  const response = await fetch(tenant.baseUrl + HEALTH);
  expect(response.status).toBe(200);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(5_000_000);
});

test('injects a redirect to another host', async () => {
  const { tenant, client } = await started();
  tenant.addFault({ kind: 'redirect', count: 1 });
  const { status, headers } = await client.get(HEALTH);
  expect(status).toBe(302);
  expect(new URL(headers.get('location') ?? '').host).toBe('elsewhere.example.com');
});

test('revokes every token', async () => {
  const { tenant, client } = await started();
  tenant.addFault({ kind: 'expire_tokens', endpoint: 'queue_stats', count: 1 });
  expect((await client.get(STATS)).status).toBe(401);
  expect((await client.get(STATS)).status).toBe(401);
  expect((await (await apiOf(tenant)).get(STATS)).status).toBe(200);
});

test('links every page to a next one', async () => {
  const { tenant, client } = await started();
  tenant.addFault({ kind: 'endless_pages' });
  const seen = new Set<string>();
  let next: string = '/api/v2/routing/skills?pageSize=10';
  for (let page = 0; page < 30; page++) {
    expect(seen).not.toContain(next);
    seen.add(next);
    const { body } = await client.get(next);
    expect(body.results.length).toBeGreaterThan(0);
    next = body.nextUri;
  }
});

test('rejects invalid admin requests with a clear message', async () => {
  const { admin } = await started();
  const unknownKind = await admin.post('/simulator/faults', { kind: 'gremlin' });
  expect(unknownKind.status).toBe(400);
  expect(unknownKind.body.error).toContain('kind');
  const unknownTenant = await admin.post('/simulator/faults', { tenant: 'nobody', kind: 'hang' });
  expect(unknownTenant).toMatchObject({ status: 400, body: { error: 'unknown tenant "nobody"' } });
});
