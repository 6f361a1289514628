import { hashSync } from '@node-rs/bcrypt';
import { onTestFinished } from 'vitest';
import { serveAnalytics } from '../../../src/app/serve-analytics.ts';
import { connectTenant } from '../../../src/app/tenants/connect-tenant.ts';
import { noopVendorObserver } from '../../../src/app/tenants/vendor-observer.ts';
import { type Config, parseConfig } from '../../../src/config/index.ts';
import { createExposition, createProcessMetrics } from '../../../src/exposition/index.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { platforms } from '../../../src/platforms/index.ts';
import { createApp, listen } from '../../../src/server/index.ts';
import { exporterConfig, startSimulator } from '../../../src/simulator/index.ts';
import type { Simulator } from '../../../src/simulator/server.ts';

/** The analytics query API as `serve` puts it together, over HTTP, before simulated platforms. */

/** Cheap to check, so that the tests are quick; a real one is 10 or more. */
const BCRYPT_COST = 4;
const USER = 'bi';
const PASSWORD = 'correct horse';

/** 10:00 UTC on a Monday; the simulated contact centres stand still there. */
export const NOW = Date.UTC(2026, 8, 7, 10) / 1000;

export const QUERY = {
  tenant: 'acme',
  metrics: ['handle_time', 'talk_time', 'hold_time', 'wrap_time', 'queue_time'],
  dimensions: ['channel'],
  start_date: '2026-09-07T09:00:00Z',
  end_date: '2026-09-07T10:00:00Z',
};

export interface ApiOptions {
  readonly cache?: object;
  /** In the configuration of each tenant. */
  readonly tenant?: object;
  /** False: everybody may read. */
  readonly withUsers?: boolean;
  /** The platforms of another one, to stand before the same. */
  readonly simulator?: Simulator;
}

export async function startApi(options: ApiOptions = {}) {
  const simulator = options.simulator ?? (await startPlatforms());
  const acme = simulator.tenants[0]!;
  const config = configure(simulator, options);
  const written: string[] = [];
  const log = createLogger({
    level: 'info',
    format: 'json',
    sink: { write: (text) => written.push(text) },
  });
  const connected = config.tenants.map((each) => ({
    config: each,
    connection: connectTenant(each, { platforms, observer: noopVendorObserver, log }),
  }));
  onTestFinished(async () => {
    for (const { connection } of connected) await connection.close();
  });
  const processMetrics = createProcessMetrics();
  const analytics = await serveAnalytics(config.cache, {
    tenant: (name) => connected.find((each) => each.config.name === name),
    processMetrics,
    log,
    auditLog: log,
  });
  onTestFinished(() => analytics.close());
  const url = await serveApp(analytics.handler, options.withUsers ?? true);
  return {
    simulator,
    platform: acme,
    url,
    reconfigure: async (cache: object) => {
      const prepared = await analytics.prepare(configure(simulator, { ...options, cache }).cache);
      await prepared.commit();
    },
    /** Requests for interaction analytics that the platform has answered. */
    upstream: () => sum(Object.values(acme.requests.analytics_summary ?? {})),
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${url}/api/v1/analytics/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...SIGNED_IN, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    /** Value of one of the process's own series; 0 where there is none. */
    counted: async (name: string, labels: Readonly<Record<string, string>>) => {
      const samples = (await processMetrics.read()).flatMap((family) => family.samples);
      const isMeant = ({ labels: own }: (typeof samples)[number]) =>
        Object.entries(labels).every(([label, value]) => own[label] === value);
      return samples.find((sample) => sample.name === name && isMeant(sample))?.value ?? 0;
    },
    logged: () => written.map((line): Record<string, unknown> => JSON.parse(line)),
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;

export const SIGNED_IN = {
  authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`,
};

async function startPlatforms(): Promise<Simulator> {
  const simulator = await startSimulator({
    tenants: [
      { name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme' },
      { name: 'globex', platform: 'genesys', api: 'details', centre: 'globex' },
    ],
    startAt: NOW,
    timeFactor: 0,
    warmUpSeconds: 3600,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

function configure(simulator: Simulator, { cache = {}, tenant = {} }: ApiOptions): Config {
  const tenants = simulator.tenants.map((each) => ({
    ...each,
    exporterSettings: { ...each.exporterSettings, ...tenant },
  }));
  return parseConfig(exporterConfig(tenants, { cache }), { file: 'test.yaml', platforms, env: {} });
}

async function serveApp(analytics: Parameters<typeof createApp>[0]['analytics'], withUsers: boolean) {
  const users = new Map(withUsers ? [[USER, hashSync(PASSWORD, BCRYPT_COST)]] : []);
  const exposition = createExposition();
  onTestFinished(exposition.close);
  const app = createApp({
    exposition,
    tenants: () => [],
    telemetryPath: '/metrics',
    version: '1.2.3',
    webConfig: { current: () => ({ headers: {}, users }), onChange: () => {} },
    analytics,
    now: () => Date.now() / 1000,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listener.close());
  return listener.url;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
