import { expect, test } from 'vitest';
import type { SimulatedTenant } from '../../../../src/simulator/server.ts';
import { type Api, apiOf, closeSimulatorsAfterEach, signIn, stoppedSimulator } from '../../support/http.ts';

closeSimulatorsAfterEach();

const STATS = '/api/v2/reporting/queues/stats';
const DETAILS = '/api/v2/analytics/queues/details/query';
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

async function started(): Promise<{ tenant: SimulatedTenant; client: Api }> {
  const { tenant } = await stoppedSimulator();
  return { tenant, client: await apiOf(tenant) };
}

test('returns the current state of every queue in the queue statistics', async () => {
  const { tenant, client } = await started();
  const { status, body } = await client.get(`${STATS}?granularity=REAL_TIME`);
  expect(status).toBe(200);
  const now = tenant.centre().now;
  for (const reading of tenant.centre().readings()) {
    const { id, name } = reading.profile;
    const row = body.data.find((each: { queue: { id: string } }) => each.queue.id === id);
    const value = (metric: string): number =>
      row.metrics.find((each: { name: string }) => each.name === metric).values[0].value;
    expect(row.queue.name).toBe(name);
    expect(value('agentCount')).toBe(reading.agents.available);
    expect(value('conversationCount')).toBe(reading.active);
    expect(value('waitTime')).toBeCloseTo(now - (reading.oldestWaitingAt ?? now), 2);
    expect(row.metrics[0].values[0].timestamp).toBe(new Date(now * 1000).toISOString());
  }
});

test('limits queue statistics to requested queues and metrics', async () => {
  const { tenant, client } = await started();
  const [a, b] = tenant.centre().queues;
  const { body } = await client.get(
    `${STATS}?granularity=REAL_TIME&queueIds=${a?.id},${b?.id}&metricTypes=agentCount`,
  );
  expect(body.data.map(({ queue }: { queue: { id: string } }) => queue.id)).toEqual([a?.id, b?.id]);
  expect(body.data[0].metrics.map(({ name }: { name: string }) => name)).toEqual(['agentCount']);
});

test.each([
  ['a granularity in the wrong case', '?granularity=real_time', 400],
  ['no granularity', '', 400],
  ['an id that is no UUID', '?granularity=REAL_TIME&queueIds=sales', 400],
  ['an unknown metric', '?granularity=REAL_TIME&metricTypes=happiness', 400],
  ['one unknown id among known ones', `?granularity=REAL_TIME&queueIds=${UNKNOWN_ID}`, 404],
])('queue statistics refuse %s', async (_what, query, status) => {
  const { client } = await started();
  expect((await client.get(STATS + query)).status).toBe(status);
});

test('counts queue details over the requested window', async () => {
  const { tenant, client } = await started();
  const centre = tenant.centre();
  const ids = centre.queues.slice(0, 3).map(({ id }) => id);
  const { status, body } = await client.post(DETAILS, {
    dateRange: { startDate: 'now-15m', endDate: 'now' },
    groupBy: ['queue'],
    metrics: ['occupancy', 'waitTime', 'abandonedCount', 'answeredCount'],
    selectors: [...ids, UNKNOWN_ID].map((id) => ({ id, type: 'queue' })),
  });
  expect(status).toBe(200);
  expect(body.selectors).toHaveLength(4);
  expect(body.metrics.map(({ queue }: { queue: object }) => queue)).toEqual(ids.map((id) => ({ id })));
  for (const row of body.metrics) {
    const sums = centre.window(row.queue.id, centre.now - 900, centre.now);
    expect(row.answeredCount).toBe(sums.answered);
    expect(row.abandonedCount).toBe(sums.abandoned);
    expect(row.occupancy).toBeCloseTo(centre.occupancy(row.queue.id, centre.now - 900, centre.now) ?? -1, 2);
  }
});

test.each([
  ['a time it cannot read', { dateRange: { startDate: 'yesterday', endDate: 'now' } }],
  ['a range that ends before it begins', { dateRange: { startDate: 'now', endDate: 'now-5m' } }],
  ['the body of the other vendor', { intervalType: 'realtime', select: ['waiting'] }],
])('queue details refuse %s, and name the field', async (_what, change) => {
  const { client } = await started();
  const good = {
    dateRange: { startDate: 'now-5m', endDate: 'now' },
    groupBy: ['queue'],
    metrics: ['occupancy'],
  };
  expect((await client.post(DETAILS, good)).status).toBe(200);
  const body = 'intervalType' in change ? change : { ...good, ...change };
  const refused = await client.post(DETAILS, body);
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0].field).toContain('dateRange');
});

test('compresses long responses when the client accepts it, and returns the correlation id', async () => {
  const { client } = await started();
  const path = `${STATS}?granularity=REAL_TIME`;
  const long = await client.get(path, { 'accept-encoding': 'gzip', 'x-correlation-id': 'abc' });
  expect(long.headers.get('content-encoding')).toBe('gzip');
  expect(long.headers.get('x-correlation-id')).toBe('abc');
  const plain = await client.get(path, { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.body).toEqual(long.body);
  expect(plain.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('rejects invalid JSON and unknown paths in the vendor’s error format', async () => {
  const { tenant, client } = await started();
  const missing = await client.get('/api/v2/nothing');
  expect(missing.status).toBe(404);
  expect(missing.body.errors).toBeInstanceOf(Array);
  const { body: token } = await signIn(tenant);
  const broken = await fetch(tenant.baseUrl + DETAILS, {
    method: 'POST',
    headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
    body: '{"dateRange":',
  });
  expect(broken.status).toBe(400);
});
