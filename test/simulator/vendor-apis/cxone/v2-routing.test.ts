import { expect, test } from 'vitest';
import { api, apiOf, closeSimulatorsAfterEach, stoppedSimulator } from '../../support/http.ts';

closeSimulatorsAfterEach();

async function started(consistencyDelaySeconds = 0) {
  const { simulator, tenant } = await stoppedSimulator({ centre: 'small_queues', consistencyDelaySeconds });
  const client = await apiOf(tenant);
  const [queue] = tenant.centre().queues;
  const path = `/api/v2/routing/queues/${queue?.id}`;
  const { body } = await client.get(path);
  return { simulator, tenant, client, path, id: queue?.id, current: body };
}

test('accepts a write with the version that was read', async () => {
  const { client, path, current } = await started();
  expect(current).toMatchObject({ version: 1, routingStrategy: 'longestIdleAgent', maxWaitTime: 1800 });
  const changed = { ...current, maxWaitTime: 600 };
  const written = await client.put(path, changed, { 'if-match': '1' });
  expect(written.status).toBe(200);
  expect(written.body).toMatchObject({ version: 2, maxWaitTime: 600 });
  expect((await client.get(path)).body).toMatchObject({ version: 2, maxWaitTime: 600 });
});

test('reports a conflict for an old version in the header or in the body', async () => {
  const { client, path, current } = await started();
  await client.put(path, current, { 'if-match': '1' });
  expect((await client.put(path, current, { 'if-match': '1' })).status).toBe(409);
  expect((await client.put(path, current, { 'if-match': '2' })).status).toBe(409);
  expect((await client.put(path, { ...current, version: 2 }, { 'if-match': '1' })).status).toBe(409);
  expect((await client.put(path, { ...current, version: 2 }, { 'if-match': '2' })).status).toBe(200);
});

test.each([
  ['maxWaitTime', { maxWaitTime: 5 }],
  ['routingStrategy', { routingStrategy: 'random' }],
  ['waitMusic.url', { waitMusic: { playMusic: true, url: 'ftp://example.com/x' } }],
  ['skills.0.id', { skills: [{ id: 'nobody knows', level: '1' }] }],
  ['overflowTargets.0.id', { overflowTargets: [{ id: 'nowhere', threshold: 5 }] }],
  ['id', { id: 'another' }],
])('a bad %s is refused by name, and nothing changes', async (field, change) => {
  const { client, path, current } = await started();
  const refused = await client.put(path, { ...current, ...change }, { 'if-match': '1' });
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map((each: { field: string }) => each.field)).toContain(field);
  expect((await client.get(path)).body).toEqual(current);
});

test('rejects a write without a version or with a quoted one', async () => {
  const { client, path, current } = await started();
  const { version: _, ...unversioned } = current;
  expect((await client.put(path, unversioned)).status).toBe(400);
  expect((await client.put(path, current, { 'if-match': '"1"' })).status).toBe(400);
});

test('returns the old version for a moment after a write', async () => {
  const { simulator, client, path, current } = await started(2);
  const written = await client.put(path, { ...current, overflowThreshold: 9 }, { 'if-match': '1' });
  expect(written.body.version).toBe(2);
  expect((await client.get(path)).body.version).toBe(1);
  simulator.clock.skip(3);
  expect((await client.get(path)).body.version).toBe(2);
});

test('lists each change in the audit log by page, newest first', async () => {
  const { client, path, id, current } = await started();
  for (const maxWaitTime of [100, 200, 300]) {
    const { body } = await client.get(path);
    await client.put(path, { ...current, maxWaitTime, version: body.version });
  }
  const query = `resourceId=${id}&resourceType=Queue&action=Update&startTime=now-30d&endTime=now`;
  const first = await client.get(`/api/v2/audit?${query}&pageSize=2`);
  expect(first.body.results).toHaveLength(2);
  expect(first.body.results[0]).toMatchObject({
    action: 'Update',
    resourceId: id,
    version: 4,
    changes: [{ property: 'maxWaitTime', oldValue: 200, newValue: 300 }],
  });
  const second = await client.get(first.body.nextUri);
  expect(second.body.results).toHaveLength(1);
  expect(second.body.nextUri).toBeUndefined();
  expect((await client.get('/api/v2/audit?action=Delete')).body.results).toEqual([]);
});

test('lists the skills that a queue may reference', async () => {
  const { tenant, client, current } = await started();
  const { body } = await client.get('/api/v2/routing/skills');
  expect(body.results).toHaveLength(tenant.centre().queues.length);
  expect(body.results.map(({ id }: { id: string }) => id)).toContain(current.skills[0].id);
});

test('responds 404 for an unknown queue', async () => {
  const { client } = await started();
  expect((await client.get('/api/v2/routing/queues/none')).status).toBe(404);
});

test('changes a queue through the admin interface', async () => {
  const { simulator, client, path, id } = await started();
  const admin = api(simulator.adminUrl);
  const change = { tenant: 'acme', queue: id, settings: { maxWaitSeconds: 99 } };
  expect((await admin.post('/simulator/queue-config', change)).status).toBe(200);
  expect((await client.get(path)).body).toMatchObject({ maxWaitTime: 99, version: 2 });
});
