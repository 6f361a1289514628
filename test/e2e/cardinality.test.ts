import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

let folder: string;
let simulator: Simulator;
let exporter: Exporter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardinality-'));
  simulator = await startSimulator();
});
afterAll(async () => {
  await exporter?.stop();
  await simulator?.close();
  await rm(folder, { recursive: true });
});

it('exports the series that the configuration selects, also after a reload', async () => {
  const file = join(folder, 'config.yaml');
  const configure = (exposition: object) =>
    writeFile(file, exporterConfig(simulator.tenants, { exposition }));
  await configure({ drop_families: ['nodejs_*', '*_interactions'], drop_labels: ['queue'] });
  exporter = await startExporter([`--config.file=${file}`]);
  await eventually(async () => {
    const page = await exporter.get('/metrics');
    expect(page).toMatch(/^contact_center_queue_agents\{tenant="acme",queue_id="[^"]+",media="all",state=/m);
    expect(page).not.toMatch(/^nodejs_|_interactions\{|queue="/m);
  });

  await configure({ max_series_per_tenant: 50 });
  exporter.child.kill('SIGHUP');
  await eventually(async () => {
    const page = await exporter.get('/metrics');
    expect(page).not.toMatch(/^contact_center_queue_/m);
    expect(page).toMatch(/^contact_center_platform_up\{tenant="acme"\} 1$/m);
    expect(page).toMatch(/^contact_center_exporter_series_limited\{tenant="acme"\} 1$/m);
  });
  expect(exporter.stderr()).toContain('more than 50 series');
});
