import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';

let folder: string;
let simulator: Simulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shards-'));
  simulator = await startSimulator();
  await writeFile(join(folder, 'config.yaml'), exporterConfig(simulator.tenants));
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const tenantsOn = (page: string) =>
  [...page.matchAll(/^contact_center_tenant_info\{tenant="([^"]+)"/gm)].map(([, name = '']) => name).sort();

it('splits the tenants of one file between shards, also into one that has none', async () => {
  const total = 7;
  const shards = await Promise.all(
    Array.from({ length: total }, (_, index) =>
      startExporter([`--config.file=${join(folder, 'config.yaml')}`], {
        CCE_SHARD_TOTAL: String(total),
        CCE_SHARD_INDEX: `contact-center-exporter-${index}`,
      }),
    ),
  );
  try {
    const pages = await Promise.all(shards.map(({ get }) => get('/metrics')));
    expect(pages.flatMap(tenantsOn).sort()).toEqual(simulator.tenants.map(({ name }) => name).sort());
    for (const [index, page] of pages.entries())
      expect(page).toContain(`contact_center_exporter_shards{shard="${index}"} ${total}\n`);
    const empty = pages.findIndex((page) => tenantsOn(page).length === 0);
    expect(await shards[empty]?.get('/-/ready')).toBe('Ready\nNo tenant belongs to this shard\n');
    for (const { get } of shards) await eventually(() => get('/-/ready'));
  } finally {
    await Promise.all(shards.map((shard) => shard.stop()));
  }
}, 60_000);

it.each([
  [['--shard.total=3'], '--shard.index is missing; add --shard.index=N'],
  [
    ['--shard.total=3', '--shard.index=web-3'],
    '--shard.index must be less than --shard.total, which is 3, not 3',
  ],
])('refuses %j', async (args, message) => {
  const refused = startProcess(process.execPath, ['src/main.ts', 'serve', ...args]);
  expect(await refused.exited).toBe(2);
  expect(refused.stderr()).toContain(message);
});
