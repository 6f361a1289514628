import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { CollectorStatus, QueueFacts } from '../../src/domain/index.ts';
import { createExposition, createProcessMetrics, type Exposition } from '../../src/exposition/index.ts';
import type { AppOptions } from '../../src/server/app.ts';
import { createApp, type Listener, listen } from '../../src/server/index.ts';
import { snapshotOf, type TenantSnapshot } from '../../src/signals/index.ts';

const NOW = 1_700_000_000;
const POLICIES = {
  defaults: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900, minContacts: 5, horizonSeconds: 600 },
  rules: [],
};

const POLLED = { success: true, lastSuccessAt: NOW };

function snapshot(
  name: string,
  queues: readonly QueueFacts[],
  status: Partial<CollectorStatus> = POLLED,
): TenantSnapshot {
  const tenant = { name, platform: 'cxone', api: 'v2' };
  const collector = {
    name: 'queues',
    intervalSeconds: 15,
    missed: 0,
    skipped: 0,
    rejected: {},
    ...status,
  } as const;
  return snapshotOf({ tenant, collectors: [{ status: collector, collection: { queues } }] }, POLICIES, NOW);
}

const sales: QueueFacts = { id: 'q1', name: 'Sales', media: 'voice', waiting: 3, agents: { available: 0 } };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(
  tenants: TenantSnapshot[],
  {
    now = NOW,
    ...options
  }: Partial<
    Pick<AppOptions, 'reload' | 'explain' | 'onError' | 'telemetryTenants' | 'isDemo' | 'isIdle'>
  > & {
    now?: number;
  } = {},
): Promise<{
  get: (path: string, init?: RequestInit) => Promise<Response>;
  exposition: Exposition;
  url: string;
}> {
  const processMetrics = createProcessMetrics();
  processMetrics.buildInfo.set({ version: '1.2.3', node_version: 'v24.0.0' }, 1);
  processMetrics.demoMode.set(0);
  for (const { tenant } of tenants) processMetrics.apiRetries.inc({ tenant: tenant.name });
  const exposition = createExposition({ processMetrics });
  for (const tenant of tenants) exposition.publish(tenant);
  await exposition.settled();
  const app = createApp({
    exposition,
    tenants: () => tenants,
    telemetryPath: '/metrics',
    ...options,
    version: '1.2.3',
    now: () => now,
  });
  const listener: Listener = await listen(app, { host: '127.0.0.1', port: 0 });
  closing.push(() => listener.close(), exposition.close);
  return { get: (path, init) => fetch(`${listener.url}${path}`, init), exposition, url: listener.url };
}

describe('/metrics', () => {
  it('responds in the format and the encoding that a client accepts', async () => {
    const { get } = await serve([snapshot('acme', [sales])]);
    const text = await get('/metrics', { headers: { accept: 'text/plain', 'accept-encoding': 'identity' } });
    expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text.headers.get('content-encoding')).toBeNull();
    const page = await text.text();
    expect(Number(text.headers.get('content-length'))).toBe(Buffer.byteLength(page));
    expect(page).toContain(
      'contact_center_queue_waiting_interactions{tenant="acme",queue_id="q1",queue="Sales",media="voice"} 3\n',
    );

    const open = await get('/metrics', {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(open.headers.get('content-type')).toContain('application/openmetrics-text; version=1.0.0');
    expect(open.headers.get('content-encoding')).toBe('gzip');
    expect(await open.text()).toMatch(/# EOF\n$/);
  });

  it('responds to HEAD without a body', async () => {
    const { get } = await serve([snapshot('acme', [sales])]);
    const response = await get('/metrics', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('shows a whole snapshot to each of many scrapes while snapshots change', async () => {
    const stamped = (stamp: number) =>
      snapshot(
        'acme',
        Array.from({ length: 500 }, (_, index) => ({
          ...sales,
          id: `q${index}`,
          waiting: stamp,
          active: stamp,
        })),
      );
    const { exposition, url } = await serve([stamped(0)]);
    let stamp = 0;
    const publishing = setInterval(() => exposition.publish(stamped(++stamp)), 5);
    closing.push(() => clearInterval(publishing));
    const scrape = async (encoding: string) => {
      const response = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': encoding } });
      const values = [
        ...(await response.text()).matchAll(/_(?:waiting|active)_interactions\{[^}]*\} (\d+)$/gm),
      ];
      return { series: values.length, stamps: new Set(values.map(([, value]) => value)) };
    };
    for (let round = 0; round < 20; round++) {
      const scrapes = await Promise.all(
        Array.from({ length: 10 }, (_, index) => scrape(index % 2 ? 'gzip' : 'identity')),
      );
      for (const { series, stamps } of scrapes) {
        expect(series).toBe(1_000);
        expect(stamps.size).toBe(1);
      }
    }
    expect(stamp).toBeGreaterThan(5);
  });
});

describe('/metrics without the tenants', () => {
  it('serves the series of the exporter alone, while /probe serves those of the tenant', async () => {
    const { get } = await serve([snapshot('acme', [sales])], { telemetryTenants: false });
    // With a query, a scrape takes the longer way.
    for (const path of ['/metrics', '/metrics?']) {
      const page = await (await get(path)).text();
      expect(page).toContain('contact_center_exporter_build_info{');
      expect(page).toContain('process_cpu_seconds_total');
      expect(page).not.toContain('tenant="');
    }
    const probe = await (await get('/probe?tenant=acme')).text();
    expect(probe).toContain('contact_center_queue_waiting_interactions{tenant="acme"');
    expect(probe).toContain('contact_center_api_retries_total{tenant="acme"} 1');
  });
});

describe('/probe', () => {
  it('shows the metrics of one tenant alone', async () => {
    const { get } = await serve([snapshot('acme', [sales]), snapshot('globex', [sales])]);
    const page = await (await get('/probe?tenant=globex')).text();
    expect(page).toContain('tenant="globex"');
    expect(page).not.toContain('tenant="acme"');
  });

  it('includes build info and demo mode of the exporter, and none of its other metrics', async () => {
    const { get } = await serve([snapshot('acme', [sales])]);
    for (const accept of ['text/plain', 'application/openmetrics-text; version=1.0.0']) {
      const page = await (await get('/probe?tenant=acme', { headers: { accept } })).text();
      const withoutTenant = page
        .split('\n')
        .filter((line) => /^[a-z]/.test(line) && !/[{,]tenant="/.test(line));
      expect(withoutTenant).toEqual([
        'contact_center_exporter_build_info{version="1.2.3",node_version="v24.0.0"} 1',
        'contact_center_exporter_demo_mode 0',
      ]);
    }
  });

  it.each([
    ['/probe', 400],
    ['/probe?tenant=', 400],
    ['/probe?tenant=a&tenant=b', 400],
    ['/probe?tenant=initech', 404],
  ])('responds to %s with %i', async (path, status) => {
    const { get } = await serve([snapshot('acme', [sales])]);
    expect((await get(path)).status).toBe(status);
  });
});

describe('/-/ready', () => {
  it.each([
    ['a fresh poll of every tenant', POLLED, 200, 'Ready\n'],
    [
      'no success yet',
      { success: false, lastError: 'HTTP 503' },
      503,
      'Not ready\nacme: no queue poll has succeeded yet (HTTP 503)\n',
    ],
    [
      'a success older than two intervals',
      { ...POLLED, lastSuccessAt: NOW - 31 },
      503,
      'Not ready\nacme: the last successful queue poll was 31 s ago\n',
    ],
    [
      'a clock that was set back by an hour since',
      { ...POLLED, lastSuccessAt: NOW + 3600 },
      503,
      'Not ready\nacme: the clock was set back after the last successful queue poll\n',
    ],
    ['a success just two intervals old', { ...POLLED, lastSuccessAt: NOW - 30 }, 200, 'Ready\n'],
  ])('judges readiness by the queue polls: %s', async (_, status, code, body) => {
    const { get } = await serve([snapshot('globex', [sales]), snapshot('acme', [sales], status)]);
    const response = await get('/-/ready');
    expect(response.status).toBe(code);
    expect(await response.text()).toBe(body);
  });

  it('is not ready before the metrics page shows the polls that have succeeded', async () => {
    const polled = snapshot('acme', [sales], POLLED);
    const tenants = [snapshot('acme', [sales], { success: false })];
    const { get, exposition } = await serve(tenants);
    const readiness = async () => (await get('/-/ready')).text();
    tenants.splice(0, 1, polled, snapshot('globex', [sales]));
    expect(await readiness()).toBe(
      'Not ready\nacme: no queue poll has succeeded yet\nglobex: its metrics are not rendered\n',
    );
    tenants.forEach(exposition.publish);
    await exposition.settled();
    expect(await readiness()).toBe('Ready\n');
  });

  it('is not ready before there are tenants', async () => {
    const { get } = await serve([]);
    const response = await get('/-/ready');
    expect([response.status, await response.text()]).toEqual([503, 'Not ready\nStarting\n']);
  });

  it('is ready without tenants when the shard has none', async () => {
    const { get } = await serve([], { isIdle: () => true });
    const response = await get('/-/ready');
    expect([response.status, await response.text()]).toEqual([
      200,
      'Ready\nNo tenant belongs to this shard\n',
    ]);
  });
});

describe('pages', () => {
  it('serves pages with safe headers', async () => {
    const { get } = await serve([]);
    const response = await get('/-/healthy');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect((await get('/nowhere')).status).toBe(404);
  });

  it('shows queue names as text, never as markup', async () => {
    const hostile = { ...sales, name: `<script>alert("1")</script>'&` };
    const { get } = await serve([snapshot('acme', [hostile])]);
    const response = await get('/');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });

  it('returns the queues as JSON, without unknown values', async () => {
    const { get } = await serve([snapshot('acme', [sales])]);
    const { tenants } = (await (await get('/api/v1/queues')).json()) as {
      tenants: { tenant: string; queues: Record<string, unknown>[] }[];
    };
    expect(tenants[0]).toMatchObject({
      tenant: 'acme',
      queues: [{ id: 'q1', waiting: 3, agents: { available: 0 } }],
    });
    expect(tenants[0]?.queues[0]).not.toHaveProperty('active');
  });

  it('marks simulated data, and no other', async () => {
    for (const isDemo of [true, false]) {
      const { get } = await serve([snapshot('acme', [sales])], { isDemo });
      expect((await (await get('/')).text()).includes('Simulated data')).toBe(isDemo);
      expect(await (await get('/api/v1/queues')).json()).toMatchObject({ demo: isDemo });
    }
  });

  it('names every property in JSON in snake case', async () => {
    const windows = { 900: { answered: 2, answeredWithinThreshold: 1 } };
    const totals = { shortAbandoned: 1, handleSeconds: 60, waitSeconds: 5 };
    const { get } = await serve([snapshot('acme', [{ ...sales, windows, totals }])]);
    const text = await (await get('/api/v1/queues')).text();
    expect(text).toContain('"15m":{"answered":2,"answered_within_threshold":1}');
    expect(text).toContain('"totals":{"short_abandoned":1,"handle_seconds":60,"wait_seconds":5}');
    expect(text.match(/"[a-z]+[A-Z]\w*":/g)).toBeNull();
  });
});

describe('a request that fails', () => {
  it('hides internals of a failed request, and reports it when it is a fault of this program', async () => {
    const told: unknown[] = [];
    const broken = new Error('broken inside');
    const { get } = await serve([snapshot('acme', [sales])], {
      explain: () => Promise.reject(broken),
      onError: (error) => told.push(error),
    });
    const unreadable = await get('/api/v1/queues/%E0%A4%A/x/explain');
    expect(unreadable.status).toBe(400);
    expect(await unreadable.text()).toBe('Bad request\n');
    expect(told).toEqual([]);

    const failed = await get('/api/v1/queues/acme/q1/explain');
    expect(failed.status).toBe(500);
    expect(await failed.text()).toBe('Internal server error; see the log\n');
    expect(told).toEqual([broken]);
  });
});

describe('/-/reload', () => {
  it('returns the reason of a failed reload', async () => {
    const { get } = await serve([], { reload: () => Promise.reject(new Error('config.yaml:3:5: wrong')) });
    const response = await get('/-/reload', { method: 'POST' });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('config.yaml:3:5: wrong\n');
  });
});

describe('gzip', () => {
  it('serves the same page with and without gzip', async () => {
    const { exposition } = await serve([snapshot('acme', [sales])]);
    const plain = Buffer.concat([...exposition.body('text', 'identity').buffers]);
    expect(gunzipSync(Buffer.concat([...exposition.body('text', 'gzip').buffers]))).toEqual(plain);
  });
});
