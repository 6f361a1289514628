import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createClock } from '../../src/simulator/clock.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { api, apiOf } from './support/http.ts';

/** Sockets, servers and timers that keep the process alive. */
const active = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|HTTP/.test(kind));

test('closes every socket, listener and timer, even during requests', async () => {
  const before = active().length;
  const simulator = await startSimulator({ warmUpSeconds: 0 });
  const [tenant] = simulator.tenants;
  if (!tenant) throw new Error('no tenant');
  await apiOf(tenant);
  tenant.addFault({ kind: 'hang', count: 1 });
  tenant.addFault({ kind: 'slow', delaySeconds: 3600, count: 1 });
  const unanswered = [1, 2].map(() =>
    fetch(`${tenant.baseUrl}/api/v2/health`).catch((error: Error) => error),
  );
  const faultsLeft = async (): Promise<number> => {
    const overview = await api(simulator.adminUrl).get('/simulator');
    return overview.body.tenants[0].faults.length;
  };
  await expect.poll(faultsLeft).toBe(0);
  await simulator.close();
  for (const each of await Promise.all(unanswered)) expect(each).toBeInstanceOf(Error);
  await expect.poll(() => active().length).toBeLessThanOrEqual(before);
  await simulator.close();
});

test('closes when its signal is aborted', async () => {
  const stop = new AbortController();
  const simulator = await startSimulator({ warmUpSeconds: 0, signal: stop.signal });
  const url = `${simulator.adminUrl}/simulator`;
  expect((await fetch(url)).status).toBe(200);
  stop.abort();
  await expect
    .poll(() =>
      fetch(url).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed');
});

test('reports a port in use and leaves nothing open', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
  const { port } = squatter.address() as AddressInfo;
  await expect(startSimulator({ warmUpSeconds: 0, port: port - 1 })).rejects.toThrow(/EADDRINUSE/);
  const again = await startSimulator({ warmUpSeconds: 0, port: 0 });
  await again.close();
  await new Promise((resolve) => squatter.close(resolve));
});

test('rejects an unknown API or preset and lists the known ones', async () => {
  const tenant = { name: 'a', platform: 'cxone', api: 'v2', centre: 'acme' } as const;
  await expect(startSimulator({ tenants: [{ ...tenant, api: 'v9' }] })).rejects.toThrow(/cxone v2/);
  await expect(startSimulator({ tenants: [{ ...tenant, centre: 'none' }] })).rejects.toThrow(/small_queues/);
});

test('writes a configuration for the exporter', async () => {
  const simulator = await startSimulator({ warmUpSeconds: 0 });
  const [first] = simulator.tenants;
  const genesys = simulator.tenants.findIndex(({ platform }) => platform === 'genesys');
  const config = parse(exporterConfig(simulator.tenants, { polling: { queues: { interval: '5s' } } }));
  expect(config.polling.queues.interval).toBe('5s');
  expect(config.tenants[0]).toEqual({
    name: 'acme',
    platform: 'cxone',
    api: 'v2',
    base_url: first?.baseUrl,
    oauth: {
      client_id: first?.credentials.clientId,
      client_secret: first?.credentials.clientSecret,
      token_url: first?.tokenUrl,
    },
  });
  expect(config.tenants[genesys]).toMatchObject({
    platform: 'genesys',
    base_url: simulator.tenants[genesys]?.baseUrl,
  });
  await simulator.close();
});

test('runs virtual time at its factor, stops it and advances it', () => {
  let real = 1000;
  const clock = createClock({ factor: 60, realNow: () => real });
  expect(clock.now()).toBe(1000);
  real += 10;
  expect(clock.now()).toBe(1600);
  clock.setFactor(0);
  real += 100;
  expect(clock.now()).toBe(1600);
  clock.skip(50);
  clock.setFactor(1);
  real += 5;
  expect(clock.now()).toBe(1655);
});

test('advances a week at once and responds in virtual time', async () => {
  const simulator = await startSimulator({
    tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'small_queues' }],
    timeFactor: 0,
    startAt: Date.UTC(2030, 0, 1) / 1000,
    warmUpSeconds: 0,
  });
  const [tenant] = simulator.tenants;
  if (!tenant) throw new Error('no tenant');
  simulator.clock.skip(7 * 86_400);
  const client = await apiOf(tenant);
  expect((await client.get('/api/v2/health')).body.timestamp).toBe('2030-01-08T00:00:00.000Z');
  await simulator.close();
});
