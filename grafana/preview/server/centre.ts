import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exporterConfig, startSimulator } from '../../../src/simulator/index.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import { startExporter } from '../../../test/support/exporter.ts';
import { type Prometheus, startPrometheus } from '../../../test/support/prometheus.ts';
import { RULE_FILES } from '../../../test/support/rules.ts';

/** Simulated contact centres, the exporter that polls them, and a Prometheus with the shipped rules that scrapes it. */
export interface Centre extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly prometheus: Prometheus;
  readonly exporterUrl: string;
}

/** How often Prometheus scrapes, and the exporter polls the queues. */
export const SCRAPE_INTERVAL = '5s';
const POLLING = {
  queues: { interval: '5s', timeout: '4s' },
  aggregates: { interval: '15s', timeout: '10s' },
  agents: { interval: '15s', timeout: '10s' },
  health: { interval: '15s', timeout: '10s' },
  analytics: { interval: '1m', timeout: '30s' },
};

export async function startCentre(): Promise<Centre> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'dashboards-preview-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const simulator = await startSimulator();
    stack.defer(simulator.close);
    for (const tenant of simulator.tenants) tenant.setScenario(HEALTHY);
    const config = join(folder, 'config.yaml');
    await writeFile(config, exporterConfig(simulator.tenants, { polling: POLLING }));
    const exporter = await startExporter([`--config.file=${config}`]);
    stack.defer(async () => void (await exporter.stop()));
    const prometheus = await startPrometheus({
      global: { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: '15s' },
      rule_files: RULE_FILES,
      scrape_configs: [
        { job_name: 'contact-center-exporter', static_configs: [{ targets: [new URL(exporter.url).host] }] },
      ],
    });
    stack.defer(prometheus.stop);
    return {
      simulator,
      prometheus,
      exporterUrl: exporter.url,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/**
 * Fewer contacts than the agents could serve: no queue breaches. What came before the start counts for as long as the
 * rolling window is, a quarter of an hour.
 */
const HEALTHY: ScenarioInput = { scenario: 'surge', factor: 0.6, rampSeconds: 0 };

/** One platform is down, and at each of the others one queue has too few agents or too many contacts. */
const INCIDENT: Readonly<Record<string, ScenarioInput>> = {
  umbrella: { scenario: 'platform_outage' },
  initech: { scenario: 'staff_shortage', queue: 'Service Desk', share: 0.9 },
  globex: { scenario: 'staff_shortage', queue: 'Disruptions', share: 0.8 },
  acme: { scenario: 'surge', queue: 'Billing', factor: 5 },
};

export function stageIncident({ tenants }: Simulator): void {
  for (const tenant of tenants) {
    const scenario = INCIDENT[tenant.name];
    if (scenario) tenant.setScenario(scenario);
  }
}
