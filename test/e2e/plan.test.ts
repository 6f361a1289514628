import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

const OFTEN = { interval: '1s', timeout: '900ms' };

it('exports the plan of a file and follows its changes, with the number of rejected rows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'exporter-plan-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const simulator = await startSimulator({
    tenants: [{ name: 'globex', platform: 'genesys', api: 'observations', centre: 'globex' }],
  });
  onTestFinished(() => simulator.close());
  const [queue] = simulator.tenants[0]!.centre().queues;
  const started = new Date(Date.now() - 600_000).toISOString();
  const planOf = (agents: number) =>
    `queue_id,start,agents,contacts\n${queue!.name},${started},${agents},95\n${queue!.id},soon,1,1\n`;
  const plan = join(folder, 'plan.csv');
  await writeFile(plan, planOf(12));
  const file = join(folder, 'config.yaml');
  const config = parse(exporterConfig(simulator.tenants, { polling: { queues: OFTEN, plan: OFTEN } }));
  config.tenants[0].plan = { file: 'plan.csv' };
  await writeFile(file, stringify(config));

  const exporter = await startExporter([`--config.file=${file}`]);
  onTestFinished(async () => void (await exporter.stop()));
  const sample = (name: string, value: number) =>
    new RegExp(String.raw`^contact_center_${name}\{[^}]*\} ${value}$`, 'm');
  await eventually(async () => {
    const page = await exporter.get('/metrics');
    expect(page).toMatch(sample('queue_agents_planned', 12));
    expect(page).toMatch(sample('queue_offered_planned_interactions', 95));
    expect(page).toMatch(sample('queue_plan_interval_seconds', 1800));
    expect(page).toMatch(
      /^contact_center_collector_rows_rejected_total\{tenant="globex",collector="plan",reason="invalid_start"\} 1$/m,
    );
  });
  expect(exporter.stderr()).toContain('line 3: start is not a time');
  await writeFile(plan, planOf(13));
  await eventually(async () =>
    expect(await exporter.get('/metrics')).toMatch(sample('queue_agents_planned', 13)),
  );
});
