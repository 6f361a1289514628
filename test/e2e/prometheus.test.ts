import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, freePort } from '../support/process.ts';
import { type Prometheus, scrapeConfig, startPrometheus } from '../support/prometheus.ts';
import { promtoolObjections } from '../support/promtool.ts';

const everySecond = { interval: '1s', timeout: '900ms' };
const POLLING = {
  queues: everySecond,
  aggregates: everySecond,
  agents: everySecond,
  health: everySecond,
  stale_after: 2,
};
const QUEUES = 20;

/** The main job on real parts: platforms polled over HTTP by the real program, scraped by a real Prometheus. */
describe('platforms to Prometheus', () => {
  let folder: string;
  let simulator: Simulator;
  let exporter: Exporter;
  let prometheus: Prometheus;
  let simulatorPort: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exporter-'));
    simulatorPort = await freePort(5);
    simulator = await startSimulator({ port: simulatorPort });
    const configFile = join(folder, 'config.yaml');
    await writeFile(configFile, exporterConfig(simulator.tenants, { polling: POLLING }));
    exporter = await startExporter([`--config.file=${configFile}`]);
    prometheus = await startPrometheus(scrapeConfig([exporter.url]));
  });

  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const firstValue = async (promql: string) => (await prometheus.query(promql))[0]?.value;

  it('reads the queues of every API back by PromQL', async () => {
    await eventually(async () => {
      const tenants = await prometheus.query(
        'count by (tenant) (contact_center_queue_agents{state="available"})',
      );
      expect(tenants.map(({ metric }) => metric.tenant).sort()).toEqual([
        'acme',
        'globex',
        'initech',
        'umbrella',
      ]);
      expect(tenants.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThanOrEqual(QUEUES);
    });
    expect(await firstValue('min(contact_center_collector_success{collector="queues"})')).toBe(1);
    expect(await firstValue('min(contact_center_platform_up)')).toBe(1);
  });

  it('agrees with the simulated contact centre in Prometheus', async () => {
    const globex = simulator.tenants.find(({ name }) => name === 'globex');
    await eventually(async () => {
      const waiting = await prometheus.query('contact_center_queue_waiting_interactions{tenant="globex"}');
      const held = Object.fromEntries(waiting.map(({ metric, value }) => [metric.queue_id, value]));
      const readings = globex?.centre().readings() ?? [];
      expect(held).toEqual(Object.fromEntries(readings.map(({ profile, waiting }) => [profile.id, waiting])));
    });
  });

  it('serves a page that promtool accepts', async () => {
    expect(await promtoolObjections(await exporter.get('/metrics'))).toEqual([]);
  });

  it('drops the series when the platform stops, reports that, and shows them again after its recovery', async () => {
    await simulator.close();
    await eventually(async () => {
      expect(await prometheus.query('contact_center_queue_agents')).toEqual([]);
      expect(await firstValue('max(contact_center_collector_success{collector="queues"})')).toBe(0);
      expect(await firstValue('max(contact_center_platform_up)')).toBe(0);
    });
    expect(await prometheus.query('contact_center_tenant_info')).toHaveLength(4);
    const lastSuccess = await firstValue(
      'max(contact_center_collector_last_success_timestamp_seconds{collector="queues"})',
    );
    expect(lastSuccess).toBeLessThan(Date.now() / 1000 - 1);
    expect(await exporter.get('/-/ready', { status: 503 })).toContain(
      'acme: the last successful queue poll was',
    );

    simulator = await startSimulator({ port: simulatorPort });
    await eventually(async () => {
      expect(
        await firstValue('count(contact_center_queue_agents{state="available"})'),
      ).toBeGreaterThanOrEqual(QUEUES);
      expect(await firstValue('min(contact_center_collector_success{collector="queues"})')).toBe(1);
    });
    await exporter.get('/-/ready');
  });

  it('keeps one tenant unchanged while the other is down', async () => {
    simulator.tenants
      .find(({ name }) => name === 'acme')
      ?.setScenario({ scenario: 'platform_outage', mode: 'drop' });
    await eventually(async () => {
      expect(await prometheus.query('contact_center_queue_agents{tenant="acme"}')).toEqual([]);
    });
    expect(
      await firstValue('min(contact_center_collector_success{tenant="globex",collector="queues"})'),
    ).toBe(1);
    expect(
      await firstValue('count(contact_center_queue_waiting_interactions{tenant="globex"})'),
    ).toBeGreaterThan(0);
  });
});
