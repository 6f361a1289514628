import { expect, test } from 'vitest';
import { apiOf, closeSimulatorsAfterEach, stoppedSimulator } from '../../support/http.ts';

closeSimulatorsAfterEach();

const DETAILS = '/api/v2/analytics/queues/details/query';
const GOOD = {
  intervalType: 'realtime',
  groupBy: ['queueId'],
  view: 'a',
  select: ['waiting', 'agentsAvailable', 'agentsBusy'],
};

async function started(scopes?: readonly string[]) {
  const { tenant } = await stoppedSimulator({
    platform: 'genesys',
    api: 'details',
    centre: 'globex',
    ...(scopes && { scopes }),
  });
  return { tenant, client: await apiOf(tenant, 'analytics:queue:read') };
}

test('returns the current state of every queue in the details', async () => {
  const { tenant, client } = await started();
  const { status, body } = await client.post(DETAILS, GOOD);
  expect(status).toBe(200);
  const truth = tenant.centre().readings();
  expect(body.entities).toEqual(
    truth.map(({ profile, waiting, agents }) => ({
      queueId: profile.id,
      metrics: {
        waiting,
        agentsAvailable: agents.available,
        agentsBusy: agents.busy + agents.after_contact_work,
      },
    })),
  );
});

test('limits the details to requested queues', async () => {
  const { tenant, client } = await started();
  const [, second] = tenant.centre().queues;
  const where = [{ dimension: 'queueId', operator: 'in', values: [second?.id, 'unknown'] }];
  const { body } = await client.post(DETAILS, { ...GOOD, select: ['waiting', 'talkTime'], where });
  expect(body.entities.map(({ queueId }: { queueId: string }) => queueId)).toEqual([second?.id]);
  expect(body.entities[0].metrics.talkTime).toBeGreaterThan(10);
});

test.each([
  ['another intervalType', { intervalType: 'REALTIME' }],
  ['another groupBy', { groupBy: ['userId'] }],
  ['a metric it has not in real time', { select: ['abandoned'] }],
])('%s is 422, in the platform’s error body', async (_what, change) => {
  const { client } = await started();
  const { status, headers, body } = await client.post(DETAILS, { ...GOOD, ...change });
  expect(status).toBe(422);
  expect(body).toMatchObject({ status: 422, contextId: headers.get('inin-correlation-id'), errors: [] });
});

test('lists queues by page', async () => {
  const { tenant, client } = await started();
  const all: { id: string; name: string }[] = [];
  for (let next: string | undefined = '/api/v2/routing/queues?pageSize=5'; next; ) {
    const { body } = await client.get(next);
    expect(body.total).toBe(12);
    all.push(...body.entities);
    next = body.nextUri;
  }
  expect(all.map(({ id, name }) => ({ id, name }))).toEqual(
    tenant.centre().queues.map(({ id, name }) => ({ id, name })),
  );
  const beyond = await client.get('/api/v2/routing/queues?pageSize=500&pageNumber=2');
  expect(beyond.body.entities).toEqual([]);
});

test('requires the client’s permission for the queue list', async () => {
  const { client } = await started(['analytics:queue:read']);
  expect((await client.post(DETAILS, GOOD)).status).toBe(200);
  expect((await client.get('/api/v2/routing/queues')).status).toBe(403);
});
