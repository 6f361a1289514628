import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { samplesOf } from '../exposition/support/parse.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { referenceParse, referenceSamples } from '../support/reference-parser.ts';

const OFTEN = { interval: '2s', timeout: '2s' };
const COLLECTORS = [
  'queues',
  'aggregates',
  'agents',
  'health',
  'analytics',
  'audit',
  'routing',
  'wait_times',
];
const POLLING = Object.fromEntries(COLLECTORS.map((name) => [name, OFTEN]));
const TENANTS = ['acme', 'globex', 'initech', 'umbrella'];
/** Families that only one or another API brings, or only a tenant that is configured so. */
const FROM_EVERYTHING = [
  'contact_center_queue_reported_wait_seconds',
  'contact_center_queue_wait_seconds',
  'contact_center_queue_wait_distribution_interactions',
  'contact_center_queue_config_version',
  'contact_center_queue_config_drift',
  'contact_center_queue_sla_breach_probability',
  'contact_center_agent_state_seconds',
  'contact_center_analytics_handle_seconds',
  'contact_center_api_request_duration_seconds',
  'contact_center_platform_status',
];
const ACCEPT = { text: 'text/plain', openmetrics: 'application/openmetrics-text; version=1.0.0' } as const;

/** All four APIs with everything that can be configured, served by the real program and read by strict readers. */
describe('the pages of the real program, for the reference parsers', () => {
  let folder: string;
  let simulator: Simulator;
  let exporter: Exporter;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exporter-'));
    simulator = await startSimulator();
    const tenants = simulator.tenants.map(({ exporterSettings, centre }) => ({
      ...exporterSettings,
      agents: {
        ids: centre()
          .agents.slice(0, 2)
          .map(({ id }) => id),
      },
    }));
    const routed = simulator.tenants.find(({ name }) => name === 'acme')!;
    const desired = { tenant: 'acme', queues: [{ id: routed.centre().queues[0]!.id, max_wait_time: 61 }] };
    await writeFile(join(folder, 'desired.yaml'), stringify(desired));
    const config = { polling: POLLING, desired_state: ['desired.yaml'], tenants };
    await writeFile(join(folder, 'config.yaml'), stringify(config));
    exporter = await startExporter([`--config.file=${join(folder, 'config.yaml')}`]);
    await eventually(async () => {
      const page = await exporter.get('/metrics', { headers: { accept: ACCEPT.openmetrics } });
      const missing = FROM_EVERYTHING.filter((name) => !page.includes(`# TYPE ${name} `));
      expect(missing).toEqual([]);
      for (const name of TENANTS) expect(page).toContain(`contact_center_queue_agents{tenant="${name}"`);
    });
  });

  afterAll(async () => {
    await exporter?.stop();
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(['text', 'openmetrics'] as const)('in the %s format', (format) => {
    it.each(['/metrics', ...TENANTS.map((name) => `/probe?tenant=${name}`)])(
      'serves %s as the reference parser accepts it',
      async (path) => {
        const page = await exporter.get(path, { headers: { accept: ACCEPT[format] } });
        const families = await referenceParse(page, format);
        const names = families.map(({ name }) => name);
        expect(names.length).toBeGreaterThan(20);
        expect(new Set(names).size).toBe(names.length);
        expect(referenceSamples(families)).toEqual(samplesOf(page, format));
        expect(families.flatMap(({ samples }) => samples.flatMap(({ extras }) => extras))).toEqual([]);
      },
    );
  });
});
