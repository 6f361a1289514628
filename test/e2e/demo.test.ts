import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { startProcess } from '../support/process.ts';

/** No platform answers there, which does not matter here. */
const CONFIG = `
tenants:
  - name: acme
    platform: cxone
    api: v2
    base_url: http://127.0.0.1:9
    oauth: { client_id: id, client_secret: secret }
`;

describe('simulated data', () => {
  let folder: string;
  let configFile: string;
  const exporters: Exporter[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
    configFile = join(folder, 'config.yaml');
    await writeFile(configFile, CONFIG);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    await Promise.all(exporters.splice(0).map((exporter) => exporter.stop()));
  });

  async function start(args: readonly string[]): Promise<Exporter> {
    const exporter = await startExporter(args);
    exporters.push(exporter);
    return exporter;
  }

  it('marks simulated data in the metrics, the log, the wallboard and the JSON', async () => {
    const exporter = await start([]);
    for (const path of ['/metrics', '/probe?tenant=acme'])
      expect(await exporter.get(path)).toContain('\ncontact_center_exporter_demo_mode 1\n');
    expect(exporter.stderr()).toMatch(/level=warn msg="Serving simulated data; set --config.file/);
    expect(await exporter.get('/')).toContain('Simulated data');
    expect(JSON.parse(await exporter.get('/api/v1/queues'))).toMatchObject({ demo: true });
  });

  it('does not mark the data of a configuration file as simulated', async () => {
    const exporter = await start([`--config.file=${configFile}`]);
    for (const path of ['/metrics', '/probe?tenant=acme'])
      expect(await exporter.get(path)).toContain('\ncontact_center_exporter_demo_mode 0\n');
    expect(exporter.stderr()).not.toContain('simulated');
    expect(await exporter.get('/')).not.toContain('Simulated data');
    expect(JSON.parse(await exporter.get('/api/v1/queues'))).toMatchObject({ demo: false });
  });

  it.each([
    ['--config.file=', ['--config.file='], {}, '--config.file must not be empty'],
    ['CCE_CONFIG_FILE=', [], { CCE_CONFIG_FILE: '' }, 'CCE_CONFIG_FILE must not be empty'],
  ])('does not start the demo for %s', async (_, args, env, message) => {
    const running = startProcess(process.execPath, ['src/main.ts', 'serve', ...args], { env });
    expect(await running.exited).toBe(2);
    expect(running.stderr()).toContain(message);
    expect(running.stdout()).toBe('');
  });
});
