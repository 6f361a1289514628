import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  presetCentre,
  type SimulatedTenant,
  type Simulator,
  startSimulator,
} from '../../src/simulator/index.ts';
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

/**
 * The whole way of an alert on real parts: simulated contact centres, the exporter, Prometheus, Alertmanager, a webhook.
 * Contact centres and exporter live in time that runs faster; the rules and routes are the shipped ones with all lengths
 * of time as much shorter. What takes an hour then takes a minute and a half.
 */

const FACTOR = 40;
/** Only a hang reaches it. */
const TIMEOUT_MS = 180_000;
const WAIT = { timeoutSeconds: TIMEOUT_MS / 1000 };
const NO_LIMIT = 1_000_000;
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

/** Staffed for all its contacts, and offered two thirds of them. */
function centre() {
  const sketch = presetCentre('steady', 1);
  const queues = sketch.queues.map((queue) => ({
    ...queue,
    arrivals: { ...queue.arrivals, perHour: 0.65 * queue.arrivals.perHour },
  }));
  return { ...sketch, queues };
}

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
      { ...options, name: 'acme', centre: centre() },
      { ...options, name: 'globex', centre: centre() },
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

/** What was told of one alert of a tenant. */
const toldOf = (tenant: string, alertname: string): readonly Notification[] =>
  inbox.notifications.filter(
    ({ groupLabels }) => groupLabels.tenant === tenant && groupLabels.alertname === alertname,
  );
const pages = (): readonly Notification[] =>
  inbox.notifications.filter(({ groupLabels }) => groupLabels.severity === 'page');

const told = (tenant: string, alertname: string, status: Notification['status']) =>
  eventually(() => {
    const found = toldOf(tenant, alertname).find((each) => each.status === status);
    if (found) return found;
    throw new Error(
      `not told yet that ${alertname} of ${tenant} is ${status}: ${JSON.stringify(inbox.notifications.map(({ groupLabels, status }) => [groupLabels, status]))}`,
    );
  }, WAIT);

const PREDICTED = 'ContactCenterServiceLevelBreachPredicted';
const BREACHED = 'ContactCenterServiceLevelBreached';
const DOWN = 'ContactCenterPlatformDown';

describe('alerts, end to end', { timeout: TIMEOUT_MS }, () => {
  it('is quiet while all is well, until the window of the service level is full', async () => {
    await eventually(async () => {
      const watched = await prometheus.query(
        `count(queue:contact_center_queue_ended:window{queue="${QUEUE}"} offset ${faster('15m', time)})`,
      );
      expect(watched[0]?.value).toBe(2);
    }, WAIT);
    expect(inbox.notifications).toEqual([]);
  });

  it('pages for a shortage of staff before the breach and at it, and for the platform that goes down, once each', async () => {
    tenantNamed('acme').setScenario({ scenario: 'staff_shortage', queue: QUEUE, share: 1 });
    tenantNamed('globex').setScenario({ scenario: 'platform_outage', mode: 'html' });
    const predicted = await told('acme', PREDICTED, 'firing');
    const breached = await told('acme', BREACHED, 'firing');
    await told('globex', DOWN, 'firing');
    const [first] = await prometheus.query(
      `min(min_over_time(timestamp(contact_center_queue_sla_breach{tenant="acme",queue="${QUEUE}"} == 1)[5m:250ms]))`,
    );
    expect(predicted.at).toBeLessThan(first?.value ?? 0);
    expect(breached.at).toBeGreaterThan(first?.value ?? Number.POSITIVE_INFINITY);
    for (const { alerts } of [predicted, breached]) {
      expect(alerts.map(({ labels }) => labels.queue)).toEqual([QUEUE]);
    }
  });

  it('tells that it is over, of everything it had told', async () => {
    tenantNamed('acme').setScenario({ scenario: 'steady' });
    tenantNamed('globex').setScenario({ scenario: 'steady' });
    await told('globex', DOWN, 'resolved');
    await told('acme', BREACHED, 'resolved');
    await told('acme', PREDICTED, 'resolved');
  });

  it('has told each once, and nobody of anything else', () => {
    const once = pages().map(
      ({ groupLabels, status }) => `${groupLabels.tenant} ${groupLabels.alertname} ${status}`,
    );
    expect(once).toEqual([...new Set(once)]);
    expect(once.filter((each) => each.startsWith('globex'))).toEqual([
      `globex ${DOWN} firing`,
      `globex ${DOWN} resolved`,
    ]);
    const queues = pages().flatMap(({ alerts }) => alerts.map(({ labels }) => labels.queue));
    expect(new Set(queues)).toEqual(new Set([QUEUE, undefined]));
  });
});
