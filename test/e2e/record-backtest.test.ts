import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { eventually, startProcess } from '../support/process.ts';

const exporter = (...args: string[]) => startProcess(process.execPath, ['src/main.ts', ...args]);

let folder: string;
let simulator: Simulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-'));
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

describe('record', () => {
  it('appends a row per queue and poll that agrees with the contact centre', async () => {
    const configFile = join(folder, 'config.yaml');
    const trace = join(folder, 'trace.jsonl');
    await writeFile(trace, '{"kept": true}\n');
    await writeFile(
      configFile,
      exporterConfig(simulator.tenants, { polling: { queues: { interval: '1s', timeout: '900ms' } } }),
    );
    const recording = exporter('record', `--config.file=${configFile}`, `--output=${trace}`);
    const rowsSoFar = async () => (await readFile(trace, 'utf8')).trim().split('\n');
    await eventually(async () => expect((await rowsSoFar()).length).toBeGreaterThan(200));
    expect(await recording.stop()).toBe(0);

    const [kept, ...rows] = (await rowsSoFar()).map((line) => JSON.parse(line));
    expect(kept).toEqual({ kept: true });
    expect(new Set(rows.map(({ tenant }) => tenant))).toEqual(
      new Set(simulator.tenants.map(({ name }) => name)),
    );
    const globex = simulator.tenants.find(({ name }) => name === 'globex');
    const names = new Map(globex?.centre().queues.map(({ id, name }) => [id, name]));
    const row = rows.find(({ tenant }) => tenant === 'globex');
    expect(row.queue).toBe(names.get(row.queueId));
    expect(row).toMatchObject({
      waiting: expect.any(Number),
      agents: { available: expect.any(Number), busy: expect.any(Number) },
      serviceLevel: { target: 0.8, thresholdSeconds: 20, windowSeconds: 900 },
    });
  });
});

describe('simulate --trace and backtest', () => {
  it('replays a simulated day into a report, rows and a plot', async () => {
    const trace = join(folder, 'day.jsonl');
    const made = exporter(
      'simulate',
      `--trace=${trace}`,
      '--preset=small_queues',
      '--duration=2h',
      '--seed=3',
    );
    expect(await made.exited).toBe(0);
    const rows = (await readFile(trace, 'utf8')).trim().split('\n').length;

    const picture = join(folder, 'plot.svg');
    const report = exporter('backtest', trace, `--plot=${picture}`);
    expect(await report.exited).toBe(0);
    expect(report.stdout()).toMatch(/^skill over the base rate +-?\d/m);
    expect(report.stdout()).toContain('occupancy_rule');
    expect(await readFile(picture, 'utf8')).toMatch(/^<svg /);

    const lines = exporter('backtest', trace, '--output=jsonl');
    expect(await lines.exited).toBe(0);
    const results = lines
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toHaveLength(rows);
    expect(Object.keys(results.at(-1))).toEqual([
      'time',
      'tenant',
      'queueId',
      'probability',
      'predicted',
      'serviceLevel',
    ]);
  });

  it('reports what is wrong with an invalid trace', async () => {
    const missing = exporter('backtest', join(folder, 'missing.jsonl'));
    expect(await missing.exited).toBe(1);
    expect(missing.stderr()).toContain('ENOENT');
  });
});
