import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { parse, stringify } from 'yaml';
import type { AgentProfile } from '../../../src/simulator/engine/load/profile.ts';
import { DEMO_TENANTS, exporterConfig, startSimulator } from '../../../src/simulator/index.ts';
import type { SimulatedTenant, Simulator } from '../../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../../support/exporter.ts';
import { eventually, freePort } from '../../support/process.ts';
import { type Prometheus, scrapeConfig, startPrometheus } from '../../support/prometheus.ts';
import { writeQuickRules } from './rules.ts';

/**
 * Contact centres behind all four APIs on a day on which everything happens: too few agents, a platform that is out,
 * requests refused, somebody changing the routing, a cache that cannot be reached. Polled and scraped
 * every other second.
 */
export interface BusyDay extends AsyncDisposable {
  readonly prometheus: Prometheus;
  /** The platform of a tenant goes down for good. */
  readonly takeDown: (tenant: string) => void;
}

const USER = { username: 'prometheus', password: 'correct horse' };
/** Cheap to check; a real one is 10 or more. */
const BCRYPT_COST = 4;

/** As often as a loaded machine manages: a timeout is at most its interval. */
const quick = { interval: '2s', timeout: '2s' };
const POLLING = Object.fromEntries(
  ['queues', 'aggregates', 'agents', 'health', 'analytics', 'audit', 'routing', 'wait_times', 'plan'].map(
    (name) => [name, quick],
  ),
);
/** A scrape of a loaded machine may take more than a second, and times out after its interval. */
const SCRAPE_INTERVAL = '2s';

/** So many that a poll every second does not spend them. */
const REQUESTS_PER_MINUTE = 6_000;

/** How long nobody has touched the routing before it is changed. */
const UNCHANGED_FOR = '15s';

const OUT = {
  name: 'hooli',
  platform: 'cxone',
  api: 'v2',
  centre: 'small_queues',
  scenario: { scenario: 'platform_outage' },
} as const;

export async function startBusyDay(): Promise<BusyDay> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'grafana-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const simulator = await startSimulator({
      tenants: [...DEMO_TENANTS, OUT].map((tenant) => ({
        ...tenant,
        requestsPerMinute: REQUESTS_PER_MINUTE,
        consistencyDelaySeconds: 0,
      })),
    });
    stack.defer(simulator.close);
    const exporter = await startExporter(await writeConfiguration(folder, simulator));
    stack.defer(async () => void (await exporter.stop()));
    const prometheus = await startPrometheus({
      ...authorised(scrapeConfig([exporter.url])),
      global: { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: SCRAPE_INTERVAL },
      rule_files: await writeQuickRules(folder),
    });
    stack.defer(prometheus.stop);
    await cause(simulator, exporter);
    await eventually(async () => {
      // A change shows against how it was before, for as long as dashboards look back.
      const known = await prometheus.query(
        `contact_center_queue_config_changes_total offset ${UNCHANGED_FOR}`,
      );
      if (known.length === 0) throw new Error(`the audit log has not been read for ${UNCHANGED_FOR}`);
    });
    changeRouting(tenantOf(simulator, 'acme'));
    return {
      prometheus,
      takeDown: (tenant) => tenantOf(simulator, tenant).setScenario({ scenario: 'platform_outage' }),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function authorised(config: { readonly scrape_configs?: readonly object[] }): object {
  return {
    ...config,
    scrape_configs: config.scrape_configs?.map((each) => ({ ...each, basic_auth: USER })),
  };
}

/** @returns the arguments of `serve`. */
async function writeConfiguration(folder: string, simulator: Simulator): Promise<readonly string[]> {
  const file = (name: string) => join(folder, name);
  const acme = tenantOf(simulator, 'acme');
  await writeFile(
    file('desired.yaml'),
    stringify({
      tenant: 'acme',
      queues: [
        ...acme
          .centre()
          .queues.slice(0, 2)
          .map(({ id }) => ({ id, max_wait_time: 601 })),
        // A queue that does not exist is a row that is refused.
        { id: 'no-such-queue', max_wait_time: 601 },
      ],
    }),
  );
  await writeFile(file('plan.csv'), planOf(acme.centre().queues.map(({ id }) => id)));
  const { tenants, ...sections } = parse(
    exporterConfig(simulator.tenants, {
      polling: POLLING,
      service_level: { horizon: '2s' },
      exposition: { max_series_per_tenant: 100_000 },
      desired_state: 'desired.yaml',
      cache: { redis_url: `redis://127.0.0.1:${await freePort()}` },
    }),
  ) as { tenants: readonly { readonly name: string }[] };
  await writeFile(
    file('config.yaml'),
    stringify({
      ...sections,
      tenants: tenants.map((tenant) => ({
        ...tenant,
        rate_limit: { requests_per_minute: REQUESTS_PER_MINUTE },
        ...(tenant.name === 'acme' && {
          agents: { ids: someOfEachShift(acme.centre().agents) },
          plan: { file: 'plan.csv' },
        }),
      })),
    }),
  );
  await writeFile(
    file('web.yaml'),
    stringify({ basic_auth_users: { [USER.username]: hashSync(USER.password, BCRYPT_COST) } }),
  );
  return [`--config.file=${file('config.yaml')}`, `--web.config.file=${file('web.yaml')}`];
}

/** Ten agents and 50 contacts an hour for each queue, from an hour ago on. */
function planOf(queueIds: readonly string[]): string {
  const hours = [-1, 0, 1].map((hour) => new Date(Date.now() + hour * 3_600_000).toISOString());
  const rows = queueIds.flatMap((id) => hours.map((start) => `${id},${start},10,50`));
  return ['queue_id,start,agents,contacts', ...rows].join('\n');
}

/** At any hour, some of them have worked within the hours that the simulator looks back. */
function someOfEachShift(agents: readonly AgentProfile[]): readonly string[] {
  const byShift = Map.groupBy(agents, ({ shift }) => shift?.startsAtMinute);
  return [...byShift.values()].flatMap((ofShift) => ofShift.slice(0, 5).map(({ id }) => id));
}

async function cause(simulator: Simulator, exporter: Exporter): Promise<void> {
  for (const tenant of simulator.tenants) {
    if (tenant.name === OUT.name) continue;
    tenant.setScenario({ scenario: 'staff_shortage', share: 0.9, rampSeconds: 1 });
  }
  tenantOf(simulator, 'initech').addFault({ kind: 'status', status: 429, retryAfter: 1, count: 3 });
  await askAnalytics(exporter);
}

function changeRouting(tenant: SimulatedTenant): void {
  const { queues, routing, now } = tenant.centre();
  const [first] = queues;
  if (first) routing.change(first.id, { maxWaitSeconds: 900 }, 'administrator', now);
}

async function askAnalytics(exporter: Exporter): Promise<void> {
  const response = await fetch(`${exporter.url}/api/v1/analytics/query`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString('base64')}`,
    },
    body: JSON.stringify({
      tenant: 'acme',
      metrics: ['handle_time'],
      dimensions: ['channel'],
      start_date: new Date(Date.now() - 3_600_000).toISOString(),
      end_date: new Date().toISOString(),
    }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

function tenantOf({ tenants }: Simulator, name: string): SimulatedTenant {
  const found = tenants.find((tenant) => tenant.name === name);
  if (!found) throw new Error(`no tenant ${name}`);
  return found;
}
