import { expect, test } from 'vitest';
import { type Api, api, apiOf, closeSimulatorsAfterEach, stoppedSimulator } from '../../support/http.ts';

closeSimulatorsAfterEach();

/** Checks the documented shapes, not only the fields that the exporter reads. */

const OBSERVATIONS = '/api/v2/analytics/queues/observations/query';
const AGGREGATES = '/api/v2/analytics/conversations/aggregates/query';

async function started(scopes?: readonly string[]) {
  const { simulator, tenant } = await stoppedSimulator({
    platform: 'genesys',
    api: 'observations',
    centre: 'globex',
    ...(scopes && { scopes }),
  });
  return { simulator, tenant, client: await apiOf(tenant) };
}

function filterOf(...ids: readonly (string | undefined)[]) {
  return {
    type: 'or',
    predicates: ids.map((value) => ({ type: 'dimension', dimension: 'queueId', operator: 'matches', value })),
  };
}

interface Observation {
  readonly metric: string;
  readonly qualifier?: string;
  readonly stats: { readonly count: number; readonly calculatedMetricValue?: number };
}

async function observe(client: Api, id: string, metrics: readonly string[]) {
  const { status, body } = await client.post(OBSERVATIONS, { filter: filterOf(id), metrics });
  expect(status).toBe(200);
  const data = (mediaType?: string): readonly Observation[] =>
    body.results.find(({ group }: { group: { mediaType?: string } }) => group.mediaType === mediaType)?.data;
  return { data, mappings: body.systemToOrganizationMappings as Record<string, string[]> };
}

test('issues a token by HTTP Basic, as the platform’s client libraries request it', async () => {
  const { tenant } = await started();
  const { clientId, clientSecret } = tenant.credentials;
  const ask = async (secret: string) => {
    const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    const response = await fetch(tenant.tokenUrl, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    return { status: response.status, body: await response.json() };
  };
  expect(await ask(clientSecret)).toMatchObject({ status: 200, body: { token_type: 'bearer' } });
  expect(await ask('wrong')).toMatchObject({
    status: 400,
    body: { error: 'invalid_client', description: 'authentication failed' },
  });
});

test('counts every user by status and presence without a medium', async () => {
  const { tenant, client } = await started();
  for (const { profile, agents, agentsLoggedIn } of tenant.centre().readings()) {
    const { data, mappings } = await observe(client, profile.id, [
      'oOnQueueUsers',
      'oOffQueueUsers',
      'oUserRoutingStatuses',
      'oMemberUsers',
    ]);
    const users = data();
    const number = (metric: string, qualifier?: string) =>
      users.find((each) => each.metric === metric && each.qualifier === qualifier)?.stats.count;
    expect(users.filter(({ stats }) => stats.count === 0)).toEqual([]);
    expect(number('oOnQueueUsers', 'IDLE') ?? 0).toBe(agents.available);
    expect(number('oOnQueueUsers', 'INTERACTING') ?? 0).toBe(agents.busy + agents.after_contact_work);
    expect(number('oOnQueueUsers', 'NOT_RESPONDING') ?? 0).toBe(agents.not_responding);
    expect(number('oOffQueueUsers', mappings.BREAK?.[0]) ?? 0).toBe(agents.unavailable);
    const members = tenant.centre().agents.filter(({ queueIds }) => queueIds.includes(profile.id)).length;
    expect(number('oMemberUsers')).toBe(members);
    expect(number('oOffQueueUsers', mappings.OFFLINE?.[0]) ?? 0).toBe(members - agentsLoggedIn);
    expect(number('oUserRoutingStatuses', 'OFF_QUEUE') ?? 0).toBe(
      members - agentsLoggedIn + agents.unavailable,
    );
  }
});

test('reports interactions by medium with zeros, and the longest wait as an instant in milliseconds', async () => {
  const { simulator, tenant, client } = await started();
  tenant.setScenario({ scenario: 'staff_shortage', share: 1, rampSeconds: 0 });
  simulator.clock.skip(900);
  expect(
    tenant
      .centre()
      .readings()
      .some(({ waiting }) => waiting > 0),
  ).toBe(true);
  for (const { profile, waiting, active, oldestWaitingAt } of tenant.centre().readings()) {
    const { data } = await observe(client, profile.id, ['oWaiting', 'oInteracting', 'oLongestWaiting']);
    expect(data()).toBeUndefined();
    const own = data(profile.media);
    expect(own).toContainEqual({ metric: 'oWaiting', stats: { count: waiting } });
    expect(own).toContainEqual({ metric: 'oInteracting', stats: { count: active } });
    const longest = own.filter(({ metric }) => metric === 'oLongestWaiting').map(({ stats }) => stats);
    const start = oldestWaitingAt === undefined ? [] : [Math.round(oldestWaitingAt * 1000)];
    expect(longest).toEqual(start.map((calculatedMetricValue) => ({ count: 1, calculatedMetricValue })));
    const other = profile.media === 'chat' ? 'voice' : 'chat';
    expect(data(other)).toEqual([
      { metric: 'oInteracting', stats: { count: 0 } },
      { metric: 'oWaiting', stats: { count: 0 } },
    ]);
    expect(data('video')).toEqual([{ metric: 'oInteracting', stats: { count: 0 } }]);
  }
});

test('defines presences alike in the definitions and in the mappings', async () => {
  const { tenant, client } = await started();
  const { mappings } = await observe(client, tenant.centre().queues[0]?.id ?? '', ['oUserPresences']);
  const { body } = await client.get('/api/v2/presence/definitions');
  const normalised = (presence: string) => presence.toUpperCase().replace(' ', '_');
  const defined = Object.fromEntries(
    body.entities.map(({ id, systemPresence }: { id: string; systemPresence: string }) => [
      normalised(systemPresence),
      [id],
    ]),
  );
  expect(defined).toEqual(mappings);
});

test('returns aggregates by interval without metrics that had no events', async () => {
  const { simulator, tenant, client } = await started();
  const centre = tenant.centre();
  const to = Math.floor(simulator.clock.now() / 1800) * 1800;
  const from = to - 3600;
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const { status, body } = await client.post(AGGREGATES, {
    interval: `${iso(from)}/${iso(to)}`,
    granularity: 'PT30M',
    groupBy: ['queueId'],
    filter: filterOf(...centre.queues.map(({ id }) => id)),
    metrics: ['nOffered', 'tAnswered', 'tAbandon', 'nOverSla', 'tShortAbandon', 'tHandle', 'oServiceLevel'],
  });
  expect(status).toBe(200);
  expect(body.results.length).toBeGreaterThan(5);
  for (const { group, data } of body.results) {
    expect(group.mediaType).toBe(centre.queue(group.queueId)?.profile.media);
    for (const { interval, metrics } of data) {
      const [start, end] = interval.split('/').map((text: string) => Date.parse(text) / 1000);
      expect(end - start).toBe(1800);
      const truth = centre.window(group.queueId, start, end);
      const stats = (name: string) =>
        metrics.find(({ metric }: { metric: string }) => metric === name)?.stats;
      expect(stats('nOffered')?.count ?? 0).toBe(truth.offered);
      expect(stats('tAnswered')?.count ?? 0).toBe(truth.answered);
      expect(stats('tAnswered')?.sum ?? 0).toBeCloseTo(truth.answeredWaitSeconds * 1000, -1);
      expect(stats('tAbandon')?.count ?? 0).toBe(truth.abandoned);
      expect(stats('tShortAbandon')?.count ?? 0).toBe(truth.shortAbandoned);
      expect(stats('nOverSla')?.count ?? 0).toBe(truth.answered - truth.answeredWithinThreshold);
      expect(stats('tHandle')?.count ?? 0).toBe(truth.handled);
      for (const { stats } of metrics) expect(stats.count).not.toBe(0);
      const level = stats('oServiceLevel');
      if (level) expect(level.ratio).toBeCloseTo(level.numerator / level.denominator);
    }
  }
});

test('returns no aggregate rows for a period without events', async () => {
  const { tenant, client } = await started();
  const { body } = await client.post(AGGREGATES, {
    interval: '2001-01-01T00:00:00.000Z/2001-01-02T00:00:00.000Z',
    groupBy: ['queueId', 'mediaType'],
    filter: filterOf(tenant.centre().queues[0]?.id),
    metrics: ['nOffered', 'oServiceLevel'],
  });
  expect(body).toEqual({ results: [] });
});

test.each([OBSERVATIONS, AGGREGATES])('rejects invalid queries at %s as the platform does', async (path) => {
  const { tenant, client } = await started();
  const [first, second] = tenant.centre().queues;
  const query = (filter: object, change: object = {}) =>
    client.post(path, {
      filter,
      interval: '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
      groupBy: ['queueId'],
      metrics: path === AGGREGATES ? ['nOffered'] : ['oWaiting'],
      ...change,
    });
  expect((await query(filterOf(first?.id, second?.id))).status).toBe(200);
  const tooMany = Array.from({ length: 201 }, () => first?.id);
  expect((await query(filterOf(...tooMany.slice(1)))).status).toBe(200);
  for (const [filter, change] of [
    [filterOf(...tooMany), {}],
    [{ ...filterOf(first?.id), type: '' }, {}],
    [{ type: 'or' }, {}],
    [filterOf(first?.id), { metrics: ['oNonsense'] }],
  ] as const) {
    const { status, headers, body } = await query(filter, change);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 400, contextId: headers.get('inin-correlation-id'), errors: [] });
  }
  const stranger = '00000000-0000-4000-8000-000000000000';
  const { status, body } = await query(filterOf(first?.id, stranger));
  expect(status).toBe(403);
  expect(body).toMatchObject({ status: 403, code: 'missing.any.division.permissions' });
  expect(body.message).toContain(stranger);
});

test('requires a permission for each call but none for the token’s own data', async () => {
  const { client } = await started([]);
  const missing = { status: 403, body: { code: 'missing.permissions' } };
  expect(await client.post(OBSERVATIONS, {})).toMatchObject(missing);
  expect(await client.post(AGGREGATES, {})).toMatchObject(missing);
  expect(await client.get('/api/v2/routing/queues')).toMatchObject(missing);
  expect((await client.get('/api/v2/tokens/me')).status).toBe(200);
});

test('rejects requests above the rate limit with the platform’s message', async () => {
  const { tenant, client } = await started();
  tenant.setScenario({ scenario: 'rate_limited', requestsPerMinute: 0 });
  const { status, headers, body } = await client.get('/api/v2/tokens/me');
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(body).toMatchObject({ code: 'too.many.requests.retry.after', status: 429 });
  expect(body.contextId).toBe(headers.get('inin-correlation-id'));
});

test('reports an outage on the public status page', async () => {
  const { tenant } = await started();
  const visitor = api(tenant.baseUrl);
  const page = () => visitor.get('/api/v2/summary.json');
  expect((await page()).body.status.indicator).toBe('none');
  tenant.setScenario({ scenario: 'platform_outage' });
  const { status, body } = await page();
  expect(status).toBe(200);
  expect(body.status.indicator).toBe('critical');
  expect(body.components.filter(({ status }: { status: string }) => status === 'major_outage')).toHaveLength(
    4,
  );
});
