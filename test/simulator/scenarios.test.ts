import { expect, test } from 'vitest';
import { defined } from '../../src/domain/index.ts';
import { createContactCentre } from '../../src/simulator/engine/contact-centre.ts';
import { presetCentre } from '../../src/simulator/presets/index.ts';
import { HOUR, MONDAY } from './support/centres.ts';
import { api, apiOf, closeSimulatorsAfterEach, stoppedSimulator } from './support/http.ts';

closeSimulatorsAfterEach();

const HEALTH = '/api/v2/health';
const STATS = '/api/v2/reporting/queues/stats?granularity=REAL_TIME';

test('adds contacts and abandonments during a surge', () => {
  const calm = createContactCentre({ ...presetCentre('steady', 6), startAt: MONDAY });
  const surge = createContactCentre({ ...presetCentre('steady', 6), startAt: MONDAY });
  surge.disturb({ kind: 'surge', factor: 2 });
  for (const centre of [calm, surge]) centre.advanceTo(MONDAY + 2 * HOUR);
  for (const { id } of calm.queues) {
    const before = calm.window(id, MONDAY, MONDAY + 2 * HOUR);
    const during = surge.window(id, MONDAY, MONDAY + 2 * HOUR);
    expect(during.offered / before.offered).toBeGreaterThan(1.5);
    expect(during.abandoned / during.offered).toBeGreaterThan(before.abandoned / before.offered);
  }
});

test('raises, holds and lowers the arrival rate of a surge', () => {
  const centre = createContactCentre({ ...presetCentre('steady', 6), startAt: MONDAY });
  centre.disturb({ kind: 'surge', factor: 4, rampSeconds: HOUR, holdSeconds: HOUR });
  centre.advanceTo(MONDAY + 6 * HOUR);
  const [id = ''] = centre.queues.map((queue) => queue.id).slice(-1);
  const hourly = [0, 1, 2, 3, 4].map(
    (hour) => centre.window(id, MONDAY + hour * HOUR, MONDAY + (hour + 1) * HOUR).offered,
  );
  const [rising = 0, full = 0, falling = 0, after = 0, later = 0] = hourly;
  expect(rising).toBeGreaterThan(1.8 * later);
  expect(full).toBeGreaterThan(3 * later);
  expect(full).toBeGreaterThan(1.2 * rising);
  expect(full).toBeGreaterThan(1.2 * falling);
  expect(after).toBeLessThan(1.3 * later);
});

test('removes the given share of a queue’s agents during a staff drop and restores them', () => {
  const centre = createContactCentre({ ...presetCentre('steady', 6), startAt: MONDAY });
  const [first, second] = centre.queues;
  const loggedIn = (id = ''): number => centre.queue(id)?.agentsLoggedIn ?? 0;
  const before = [loggedIn(first?.id), loggedIn(second?.id)];
  centre.disturb(defined({ kind: 'staff_drop', share: 0.5, queueId: first?.id }));
  centre.advanceTo(MONDAY + 2 * HOUR);
  expect(loggedIn(first?.id)).toBe((before[0] ?? 0) - Math.round(0.5 * (before[0] ?? 0)));
  expect(loggedIn(second?.id)).toBe(before[1]);
  centre.clearDisturbances();
  centre.advanceTo(MONDAY + 3 * HOUR);
  expect(loggedIn(first?.id)).toBe(before[0]);
});

test('lengthens contacts during slow handling', () => {
  const centre = createContactCentre({ ...presetCentre('steady', 6), startAt: MONDAY });
  const [id = ''] = centre.queues.map((queue) => queue.id);
  const mean = (from: number, to: number): number => {
    const sums = centre.window(id, from, to);
    return sums.talkSeconds / sums.handled;
  };
  centre.advanceTo(MONDAY + 4 * HOUR);
  const before = mean(MONDAY, MONDAY + 4 * HOUR);
  centre.disturb({ kind: 'slow_handling', factor: 2 });
  centre.advanceTo(MONDAY + 9 * HOUR);
  expect(mean(MONDAY + 5 * HOUR, MONDAY + 9 * HOUR) / before).toBeGreaterThan(1.5);
});

test('sets scenarios over HTTP for all queues or for one by name', async () => {
  const { simulator, tenant } = await stoppedSimulator();
  const admin = api(simulator.adminUrl);
  const before = tenant.centre().headCount().available;
  const set = await admin.post('/simulator/scenario', {
    tenant: 'acme',
    scenario: 'staff_shortage',
    share: 1,
    queue: 'Billing',
    rampSeconds: 0,
  });
  expect(set.status).toBe(200);
  expect(set.body.tenants[0].scenario).toMatchObject({ scenario: 'staff_shortage', queue: 'Billing' });
  await admin.post('/simulator/time', { skipSeconds: HOUR });
  const billing = tenant
    .centre()
    .readings()
    .find(({ profile }) => profile.name === 'Billing');
  expect(billing?.agentsLoggedIn).toBe(0);
  expect(before).toBeGreaterThan(0);
  expect((await admin.get('/simulator/truth?tenant=acme')).body).toHaveLength(14);
  const unknown = await admin.post('/simulator/scenario', { scenario: 'surge', queue: 'Nowhere' });
  expect(unknown.status).toBe(400);
  expect(unknown.body.error).toContain('Nowhere');
});

test('responds with an HTML page during an outage, except for the health endpoint', async () => {
  const { tenant } = await stoppedSimulator();
  const client = await apiOf(tenant);
  tenant.setScenario({ scenario: 'platform_outage' });
  expect((await client.get(STATS)).status).toBe(503);
  expect((await client.get(STATS)).headers.get('content-type')).toContain('html');
  expect((await client.get(HEALTH)).body.status).toBe('major_outage');
  tenant.setScenario({ scenario: 'steady' });
  expect((await client.get(STATS)).status).toBe(200);
  expect((await client.get(HEALTH)).body.status).toBe('operational');
});

test('resets every connection during an outage in drop mode', async () => {
  const { tenant } = await stoppedSimulator();
  const client = await apiOf(tenant);
  tenant.setScenario({ scenario: 'platform_outage', mode: 'drop' });
  await expect(client.get(HEALTH)).rejects.toMatchObject({
    message: 'fetch failed',
    cause: { code: expect.stringMatching(/^(?:ECONNRESET|UND_ERR_SOCKET)$/) },
  });
});

test('responds 429 with Retry-After above the rate limit', async () => {
  const { tenant } = await stoppedSimulator();
  const client = await apiOf(tenant);
  tenant.setScenario({ scenario: 'rate_limited', requestsPerMinute: 3 });
  const statuses: number[] = [];
  for (let request = 0; request < 4; request++) statuses.push((await client.get(HEALTH)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await client.get(HEALTH);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(tenant.requests.health).toEqual({ '200': 3, '429': 2 });
});

test('keeps the disturbances of a preset when an added one is cleared', () => {
  const centre = createContactCentre({ ...presetCentre('staff_drop', 6), startAt: MONDAY });
  const untouched = createContactCentre({ ...presetCentre('staff_drop', 6), startAt: MONDAY });
  centre.disturb({ kind: 'surge', factor: 2 });
  centre.clearDisturbances();
  for (const each of [centre, untouched]) each.advanceTo(MONDAY + 2.5 * HOUR);
  expect(centre.headCount()).toEqual(untouched.headCount());
  expect(centre.queues.some(({ id }) => (centre.queue(id)?.agentsLoggedIn ?? 0) < staffOf(centre, id))).toBe(
    true,
  );
});

function staffOf({ agents }: ReturnType<typeof createContactCentre>, queueId: string): number {
  return agents.filter(({ queueIds }) => queueIds.includes(queueId)).length;
}
