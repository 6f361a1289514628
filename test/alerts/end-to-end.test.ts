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
 * The whole way of an alert on real parts: simulated contact centres, the exporter, Prometheus, Alertmanager, a webhook.
 * Contact centres and exporter live in time that runs faster; the rules and routes are the shipped ones with all lengths
 * of time as much shorter. What takes three quarters of an hour then takes a minute.
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

/** As in the default configuration; a poll may take as long as its interval, as that is a fraction of a second here. */
const POLLING = {
  queues: { interval: '15s', timeout: '15s' },
  aggregates: { interval: '30s', timeout: '30s' },
  agents: { interval: '30s', timeout: '30s' },
  health: { interval: '30s', timeout: '30s' },
  stale_after: 4,
};

let folder: string;
let time: VirtualTime;
let simulator: Simulator;
let exporter: Exporter;
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
  await writeFile(config, stringify({ polling: POLLING, tenants }));
  exporter = await startExporter([`--config.file=${config}`], {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'support/virtual-time.ts')}`,
    VIRTUAL_TIME_FACTOR: String(FACTOR),
    VIRTUAL_TIME_START: String(time.virtualStart * 1000),
    VIRTUAL_TIME_REAL_START: String(time.realStart * 1000),
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
      { job_name: 'contact-center-exporter', static_configs: [{ targets: [new URL(exporter.url).host] }] },
    ],
  });
});

afterAll(async () => {
  await prometheus?.stop();
  await alertmanager?.stop();
  inbox?.close();
  await exporter?.stop();
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
