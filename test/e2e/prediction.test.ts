import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

let folder: string;
let simulator: Simulator;
let exporter: Exporter | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-prediction-'));
  simulator = await startSimulator({
    tenants: [{ name: 'globex', platform: 'genesys', api: 'observations', centre: 'globex' }],
  });
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await exporter?.stop();
});

async function start(prediction: object): Promise<Exporter> {
  const file = join(folder, 'config.yaml');
  const polling = { queues: { interval: '1s', timeout: '900ms' } };
  await writeFile(file, exporterConfig(simulator.tenants, { polling, prediction }));
  exporter = await startExporter([`--config.file=${file}`]);
  return exporter;
}

it('shows how forecasts are made, and the occupancy of each medium of a queue', async () => {
  const { get } = await start({ enabled: true });
  const page = await eventually(async () => {
    const text = await get('/metrics');
    if (text.includes('method="erlang_a"')) return text;
    throw new Error(text);
  });
  expect(page).toMatch(/^contact_center_prediction_up 1$/m);
  expect(page).toMatch(/^contact_center_prediction_duration_seconds\{tenant="globex"\} [\d.e-]+$/m);
  expect(page).toMatch(/^contact_center_prediction_skipped_total\{tenant="globex"\} \d+$/m);
  expect(page).toMatch(/^contact_center_queue_occupancy_ratio\{.*media="voice"\} [\d.]+$/m);
});

it('shows nothing of a prediction that is disabled', async () => {
  const { get } = await start({ enabled: false });
  const page = await eventually(async () => {
    const text = await get('/metrics');
    if (text.includes('method="occupancy_rule"')) return text;
    throw new Error(text);
  });
  expect(page).not.toMatch(/^contact_center_prediction_/m);
});

it('reports a state file that cannot be written at the start, and predicts', async () => {
  const running = await start({ state_path: folder });
  await eventually(async () => {
    expect(running.stderr()).toContain(`${folder} is a folder; give the path of a file`);
    expect(await running.get('/metrics')).toMatch(/^contact_center_prediction_up 1$/m);
  });
});
