import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { ConfigError, loadConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

const tenant = (name: string, more: object = {}) => ({
  name,
  platform: 'genesys',
  api: 'details',
  base_url: 'http://127.0.0.1:1',
  oauth: { client_id: 'a', client_secret: 'b' },
  ...more,
});

async function folderOf(files: Readonly<Record<string, object>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'config-folder-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), stringify(content));
  return folder;
}

async function problemsOf(folder: string): Promise<readonly string[]> {
  const loading = loadConfig(folder, { platforms, env: {} });
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw error ?? new Error('the folder is valid');
  return error.message.replaceAll(`${folder}/`, '').split('\n');
}

it('joins the tenants of the files in order of their names, below the sections of one of them', async () => {
  const folder = await folderOf({
    'b.yaml': { tenants: [tenant('second'), tenant('third')] },
    'a.yaml': { polling: { queues: { interval: '7s' } }, tenants: [tenant('first')] },
    'c.yml.off': { tenants: [tenant('off')] },
    '.hidden.yaml': { tenants: [tenant('hidden')] },
  });
  await mkdir(join(folder, '..data'));
  const { tenants } = await loadConfig(folder, { platforms, env: {} });
  expect(tenants.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
  expect(tenants.every(({ polling }) => polling.collectors.queues.intervalSeconds === 7)).toBe(true);
});

it('reports a problem at its place in its file', async () => {
  const folder = await folderOf({
    'a.yaml': { polling: {}, tenants: [tenant('first')] },
    'b.yaml': { polling: {}, tenants: [tenant('first'), tenant('second', { colour: 'red' })] },
  });
  expect(await problemsOf(folder)).toEqual([
    'b.yaml:1:1: polling: is in another file of the folder too; keep one',
    expect.stringMatching(/^b\.yaml:3:11: tenants\[0\]\.name: is also the name of/),
    expect.stringMatching(/^b\.yaml:\d+:5: tenants\[1\]\.colour: unknown key/),
  ]);
  expect((await problemsOf(await folderOf({})))[0]).toContain('has no *.yaml file');
});

it('finds a file that is added while running, with --config.auto-reload-interval', async () => {
  const folder = await folderOf({ 'a.yaml': { tenants: [tenant('first')] } });
  const exporter = await startExporter([`--config.file=${folder}`, '--config.auto-reload-interval=1s']);
  onTestFinished(async () => void (await exporter.stop()));
  const names = async () => {
    const targets = JSON.parse(await exporter.get('/api/v1/targets')) as { labels: Record<string, string> }[];
    return targets.map(({ labels }) => labels.__param_tenant);
  };
  expect(await names()).toEqual(['first']);
  await writeFile(join(folder, 'b.yaml'), stringify({ tenants: [tenant('second')] }));
  await eventually(async () => expect(await names()).toEqual(['first', 'second']));
  await writeFile(join(folder, 'b.yaml'), 'tenants: [');
  await eventually(() => expect(exporter.stderr()).toContain('Failed to reload the configuration'));
  expect(await names()).toEqual(['first', 'second']);
});
