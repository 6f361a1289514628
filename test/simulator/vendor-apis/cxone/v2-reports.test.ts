import { expect, test } from 'vitest';
import type { SimulatedTenant } from '../../../../src/simulator/server.ts';
import { HOUR } from '../../support/centres.ts';
import {
  type Answer,
  type Api,
  apiOf,
  closeSimulatorsAfterEach,
  stoppedSimulator,
} from '../../support/http.ts';

closeSimulatorsAfterEach();

const DATA = '/api/v2/analytics/queues/data/query';
const AGENTS = '/api/v2/reporting/interactions/agents/details';
const SUMMARY = '/api/v2/analytics/summary/query';

async function started(): Promise<{ tenant: SimulatedTenant; client: Api }> {
  const { tenant } = await stoppedSimulator();
  return { tenant, client: await apiOf(tenant) };
}

test('returns agent details that add up to the interval over all pages', async () => {
  const { tenant, client } = await started();
  const { now } = tenant.centre();
  const question = {
    startDate: new Date((now - HOUR) * 1000).toISOString(),
    endDate: new Date(now * 1000).toISOString(),
    groupBy: ['byAgent', 'byInterval', 'byAgentState'],
    metrics: ['agentStateDuration', 'loginDuration'],
  };
  const rows: { dimensions: Record<string, string>; metrics: Record<string, number> }[] = [];
  let pages = 0;
  for (let next: string | undefined = AGENTS; next; pages++) {
    const { status, body }: Answer = await client.post(next, question);
    expect(status).toBe(200);
    rows.push(...body.reportData.reportRows);
    next = body.nextUri;
  }
  expect(pages).toBeGreaterThan(1);
  const sums = new Map<string, { login: number; states: number }>();
  for (const { dimensions, metrics } of rows) {
    const key = `${dimensions.agentId} ${dimensions.intervalStart}`;
    const sum = sums.get(key) ?? { login: metrics.loginDuration ?? 0, states: 0 };
    sums.set(key, { ...sum, states: sum.states + (metrics.agentStateDuration ?? 0) });
  }
  for (const { login, states } of sums.values()) {
    expect(Math.abs(login - states)).toBeLessThanOrEqual(5);
    expect(login).toBeLessThanOrEqual(900_005);
  }
});

test('returns the engine’s state durations of one agent in milliseconds', async () => {
  const { tenant, client } = await started();
  const centre = tenant.centre();
  const agent = centre.agents.find(({ id }) =>
    centre.agentStates(id, centre.now - HOUR, centre.now)?.some(({ state }) => state === 'busy'),
  );
  const busy = centre
    .agentStates(agent?.id ?? '', centre.now - HOUR, centre.now)
    ?.filter(({ state }) => state === 'busy')
    .reduce((sum, { from, to }) => sum + to - from, 0);
  const { body } = await client.post(AGENTS, {
    startDate: new Date((centre.now - HOUR) * 1000).toISOString(),
    endDate: new Date(centre.now * 1000).toISOString(),
    groupBy: ['byAgentState'],
    metrics: ['agentStateDuration'],
    filters: [{ name: 'agentId', values: [agent?.id] }],
  });
  const row = body.reportData.reportRows.find(
    (each: { dimensions: { agentState: string } }) => each.dimensions.agentState === 'Busy',
  );
  expect(row.metrics.agentStateDuration).toBe(Math.round((busy ?? 0) * 1000));
});

test.each([
  ['relative times', { startDate: 'now-1h' }],
  ['an agent id that is no UUID', { filters: [{ name: 'agentId', values: ['bob'] }] }],
])('agent details refuse %s', async (_what, change) => {
  const { client } = await started();
  const good = {
    startDate: '2026-09-07T08:00:00.000Z',
    endDate: '2026-09-07T09:00:00.000Z',
    groupBy: ['byAgent'],
    metrics: ['loginDuration'],
  };
  expect((await client.post(AGENTS, good)).status).toBe(200);
  expect((await client.post(AGENTS, { ...good, ...change })).status).toBe(400);
});

test('returns wait ranges that add up to the contacts of every queue over all pages', async () => {
  const { tenant, client } = await started();
  const first = await client.post(DATA, {
    dateRange: { startDate: 'now-24h', endDate: 'now' },
    groupBy: ['waitTimeRange', 'queue'],
    metrics: ['abandonedCount', 'answeredCount', 'waitTime'],
    pageSize: 50,
  });
  expect(first.status).toBe(200);
  const rows = [...first.body.results];
  for (let next: string | undefined = first.body.nextUri; next; ) {
    const { body }: Answer = await client.post(next);
    rows.push(...body.results);
    next = body.nextUri;
  }
  const centre = tenant.centre();
  for (const { id } of centre.queues) {
    const ofQueue = rows.filter((row) => row.queue.id === id);
    const sums = centre.window(id, centre.now - 24 * HOUR, centre.now);
    expect(ofQueue.reduce((sum, row) => sum + row.answeredCount, 0)).toBe(sums.answered);
    expect(ofQueue.reduce((sum, row) => sum + row.abandonedCount, 0)).toBe(sums.abandoned);
    expect(ofQueue.map((row) => row.waitTimeRange.from)).toEqual([0, 5, 10, 15, 20, 30, 60, 120, 300, 600]);
    for (const { waitTime, waitTimeRange } of ofQueue) {
      if (waitTime === undefined) continue;
      expect(waitTime).toBeGreaterThanOrEqual(waitTimeRange.from);
      expect(waitTime).toBeLessThanOrEqual(waitTimeRange.to ?? Number.POSITIVE_INFINITY);
    }
  }
});

test('returns analytics by channel as mean seconds and percentages', async () => {
  const { tenant, client } = await started();
  const centre = tenant.centre();
  const { status, body } = await client.post(SUMMARY, {
    metrics: ['handle_time', 'abandon_rate', 'service_level', 'first_contact_resolution'],
    dimensions: ['queue'],
    dateRange: {
      start: new Date((centre.now - HOUR) * 1000).toISOString(),
      end: new Date(centre.now * 1000).toISOString(),
    },
    filters: [],
    paging: { pageSize: 100 },
  });
  expect(status).toBe(200);
  expect(body.paging.next).toBeNull();
  const queue = centre.queues[0]!;
  const sums = centre.window(queue.id, centre.now - HOUR, centre.now);
  const row = body.data.find((each: { queue: string }) => each.queue === queue.name);
  const handled = sums.talkSeconds + sums.holdSeconds + sums.wrapSeconds;
  expect(Number(row.handle_time)).toBeCloseTo(handled / sums.handled, 2);
  expect(Number(row.abandon_rate)).toBeCloseTo((100 * sums.abandoned) / (sums.abandoned + sums.answered), 1);
});

test('pages analytics, groups them by agent and returns no rows for old days', async () => {
  const { tenant, client } = await started();
  const { now } = tenant.centre();
  const question = {
    metrics: ['talk_time'],
    dimensions: ['agent', 'channel', 'date'],
    dateRange: {
      start: new Date((now - HOUR) * 1000).toISOString(),
      end: new Date(now * 1000).toISOString(),
    },
    filters: [],
  };
  const first = await client.post(SUMMARY, { ...question, paging: { pageSize: 20 } });
  const second = await client.post(SUMMARY, {
    ...question,
    paging: { pageSize: 20, next: first.body.paging.next },
  });
  expect(first.body.data).toHaveLength(20);
  expect(second.body.data[0]).not.toEqual(first.body.data[0]);
  const gone = { start: '2020-01-01T00:00:00+01:00', end: '2020-01-02T00:00:00+01:00' };
  const empty = await client.post(SUMMARY, { ...question, dateRange: gone });
  expect(empty.status).toBe(200);
  expect(empty.body.data).toEqual([]);
});

test.each([
  ['an unknown metric', { metrics: ['joy'] }],
  ['too many dimensions', { dimensions: ['channel', 'skill', 'queue', 'agent', 'campaign', 'date'] }],
  [
    'a range that ends before it begins',
    { dateRange: { start: '2026-09-07T10:00:00Z', end: '2026-09-07T09:00:00Z' } },
  ],
])('analytics refuse %s', async (_what, change) => {
  const { client } = await started();
  const good = {
    metrics: ['talk_time'],
    dimensions: ['channel'],
    dateRange: { start: '2026-09-07T08:00:00Z', end: '2026-09-07T09:00:00Z' },
  };
  expect((await client.post(SUMMARY, good)).status).toBe(200);
  const refused = await client.post(SUMMARY, { ...good, ...change });
  expect(refused.status).toBe(400);
  expect(refused.body.code).toBe('invalidQuery');
});
