import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startSimulator } from '../../src/simulator/index.ts';
import type { SimulatedTenant, Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { type RedisServer, runRedis } from '../support/redis.ts';
import {
  type Alertmanager,
  type Inbox,
  type Notification,
  startAlertmanager,
  startInbox,
} from './support/alertmanager.ts';
import { faster, fasterRules, type VirtualTime } from './support/faster-rules.ts';
import { steadyCentre } from './support/steady-centre.ts';

/**
 * The whole way of an alert on real parts: simulated contact centres, two replicas of the exporter that share them over Redis,
 * Prometheus, which scrapes both, Alertmanager, a webhook. Contact centres and exporters live in time that runs faster; the
 * rules and routes are the shipped ones with all lengths of time as much shorter. What takes three quarters of an hour then
 * takes a minute.
 */

const FACTOR = 40;
/** Only a hang reaches it. */
const TIMEOUT_MS = 180_000;
const WAIT = { timeoutSeconds: TIMEOUT_MS / 1000 };
const NO_LIMIT = 1_000_000;
/** Of the contacts that the agents could serve. */
const LOAD = 0.65;
const QUEUE = 'Billing';
/** It takes a while to miss this target: time enough for the page before, even at this pace. */
const POLICY = { match: QUEUE, target: 0.6 };

/** Half as often as by default, for two exporters at this pace; a poll may take as long as its interval, less than a second. */
const POLLING = {
  queues: { interval: '30s', timeout: '30s' },
  aggregates: { interval: '30s', timeout: '30s' },
  agents: { interval: '60s', timeout: '60s' },
  health: { interval: '30s', timeout: '30s' },
  stale_after: 4,
};

const REPLICAS = ['a', 'b'];
/** Redis counts it in real time, the exporters in their own: long enough for both. */
const LEASE = '10m';

let folder: string;
let redis: RedisServer;
let time: VirtualTime;
let simulator: Simulator;
let exporters: readonly Exporter[] = [];
let inbox: Inbox;
let alertmanager: Alertmanager;
let prometheus: Prometheus;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alerts-'));
  const options = { platform: 'cxone', api: 'acd', requestsPerMinute: NO_LIMIT } as const;
  simulator = await startSimulator({
    tenants: [
      { ...options, name: 'acme', centre: steadyCentre(LOAD) },
      { ...options, name: 'globex', centre: steadyCentre(LOAD) },
    ],
    timeFactor: FACTOR,
  });
  time = { factor: FACTOR, virtualStart: simulator.clock.now(), realStart: Date.now() / 1000 };
  const config = join(folder, 'config.yaml');
  const tenants = simulator.tenants.map(({ exporterSettings }) => ({
    ...exporterSettings,
    service_level: [POLICY],
  }));
  redis = await runRedis();
  const cluster = { redis_url: redis.url, lease: LEASE };
  await writeFile(config, stringify({ polling: POLLING, cluster, tenants }));
  const env = {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'support/virtual-time.ts')}`,
    VIRTUAL_TIME_FACTOR: String(FACTOR),
    VIRTUAL_TIME_START: String(time.virtualStart * 1000),
    VIRTUAL_TIME_REAL_START: String(time.realStart * 1000),
  };
  exporters = await Promise.all(REPLICAS.map(() => startExporter([`--config.file=${config}`], env)));
  // Each polls one contact centre: no tenant moves later.
  await eventually(async () => {
    for (const { get } of exporters) {
      const leads = (await get('/metrics')).match(/^contact_center_cluster_leader\{.*\} 1$/gm);
      if (leads?.length !== 1) throw new Error(`a replica polls ${leads?.length ?? 0} contact centres`);
    }
  });
  inbox = await startInbox();
  alertmanager = await startAlertmanager(inbox, time);
  const rules = join(folder, 'rules.yaml');
  await writeFile(rules, stringify({ groups: fasterRules(time) }));
  const every15s = faster('15s', time);
  prometheus = await startPrometheus({
    global: { scrape_interval: every15s, scrape_timeout: every15s, evaluation_interval: every15s },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
    scrape_configs: [
      {
        job_name: 'contact-center-exporter',
        static_configs: exporters.map(({ url }, index) => ({
          targets: [new URL(url).host],
          labels: { replica: REPLICAS[index] },
        })),
      },
    ],
  });
});

afterAll(async () => {
  await prometheus?.stop();
  await alertmanager?.stop();
  inbox?.close();
  await Promise.all(exporters.map((exporter) => exporter.stop()));
  await redis?.end();
  await simulator?.close();
  await rm(folder, { recursive: true, force: true });
});

const tenantNamed = (name: string): SimulatedTenant => {
  const tenant = simulator.tenants.find((each) => each.name === name);
  if (!tenant) throw new Error(`no tenant ${name}`);
  return tenant;
};

const PREDICTED = 'acme ContactCenterServiceLevelBreachPredicted';
const BREACHED = 'acme ContactCenterServiceLevelBreached';
const DOWN = 'globex ContactCenterPlatformDown';

/** Pages as they came, such as `acme ContactCenterServiceLevelBreached firing`. */
const pages = (): readonly string[] =>
  inbox.notifications
    .filter(({ groupLabels }) => groupLabels.severity === 'page')
    .map(({ groupLabels, status }) => `${groupLabels.tenant} ${groupLabels.alertname} ${status}`);

/** Waits for the page. */
function paged(page: string): Promise<Notification> {
  return eventually(() => {
    const found = inbox.notifications.find(
      ({ groupLabels, status }) =>
        groupLabels.severity === 'page' &&
        page === `${groupLabels.tenant} ${groupLabels.alertname} ${status}`,
    );
    if (found) return found;
    throw new Error(`${page} has not come; there were: ${pages().join(', ')}`);
  }, WAIT);
}

/** When the exporter first showed the queue in breach, Unix seconds of real time. */
async function breachSeenAt(): Promise<number | undefined> {
  const breach = `contact_center_queue_sla_breach{tenant="acme",queue="${QUEUE}"} == 1`;
  const [first] = await prometheus.query(`min_over_time(timestamp(${breach})[5m:100ms])`);
  return first?.value;
}

describe('alerts, end to end', { timeout: TIMEOUT_MS }, () => {
  it('sends nothing while all is well, until the window of the service level is full', async () => {
    await eventually(async () => {
      const watched = await prometheus.query(
        `queue:contact_center_queue_ended:window{queue="${QUEUE}"} offset ${faster('15m', time)}`,
      );
      expect(watched).toHaveLength(2);
    }, WAIT);
    expect(inbox.notifications).toEqual([]);
  });

  it('watches one contact centre from each replica, and scrapes both from each', async () => {
    const polled = await prometheus.query('sum by (replica) (contact_center_cluster_leader)');
    expect(polled.map(({ value }) => value)).toEqual([1, 1]);
    const scraped = await prometheus.query(
      `count by (replica) (contact_center_queue_sla_breach{queue="${QUEUE}"})`,
    );
    expect(scraped.map(({ value }) => value)).toEqual([2, 2]);
  });

  it('pages before a breach and at it when a queue loses its staff', async () => {
    tenantNamed('acme').setScenario({ scenario: 'staff_shortage', queue: QUEUE, share: 1 });
    tenantNamed('globex').setScenario({ scenario: 'platform_outage', mode: 'html' });
    const predicted = await paged(`${PREDICTED} firing`);
    const breached = await paged(`${BREACHED} firing`);
    const breachAt = await breachSeenAt();
    expect(breachAt).toBeGreaterThan(predicted.at);
    expect(breachAt).toBeLessThan(breached.at);
    expect(predicted.alerts[0]?.annotations.description).toMatch(/^A breach .* has a chance of \d/);
  });

  it('pages for a platform that goes down', async () => {
    const down = await paged(`${DOWN} firing`);
    expect(down.alerts).toHaveLength(1);
  });

  it('reports the end of everything it has paged for', async () => {
    tenantNamed('acme').setScenario({ scenario: 'steady' });
    tenantNamed('globex').setScenario({ scenario: 'steady' });
    for (const page of pages().filter((each) => each.endsWith(' firing'))) {
      await paged(page.replace('firing', 'resolved'));
    }
  });

  it('names each queue once in every notification, and no replica', () => {
    for (const { alerts } of inbox.notifications) {
      const named = alerts.map(({ labels: { alertname, tenant, queue_id, media, collector, component } }) =>
        [alertname, tenant, queue_id, media, collector, component].join(' '),
      );
      expect([...new Set(named)]).toEqual(named);
      const ofTenants = alerts.filter(({ labels }) => labels.scope !== 'exporter');
      for (const { labels } of ofTenants) expect(labels).not.toHaveProperty('replica');
    }
  });

  it('has paged for each condition once, for no other queue, and for the platform instead of its queues', () => {
    expect([...new Set(pages())]).toEqual(pages());
    const queues = inbox.notifications.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.queue));
    expect(new Set(queues)).toEqual(new Set([QUEUE, undefined]));
    expect(pages().filter((page) => page.startsWith('globex'))).toEqual([
      `${DOWN} firing`,
      `${DOWN} resolved`,
    ]);
  });
});
