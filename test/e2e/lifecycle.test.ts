import { execFileSync } from 'node:child_process';
import { constants, type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';

const POLLING = { queues: { interval: '1s', timeout: '900ms' } };

let folder: string;
let simulator: Simulator;
const exporters: Exporter[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exporter-'));
  simulator = await startSimulator();
});
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.stop()));
});

async function start(configFile: string, ...args: string[]): Promise<Exporter> {
  const exporter = await startExporter([`--config.file=${configFile}`, ...args]);
  exporters.push(exporter);
  return exporter;
}

async function configure(text: string): Promise<string> {
  const file = join(folder, 'config.yaml');
  await writeFile(file, text);
  return file;
}

const seriesOf = (page: string, pattern: RegExp) => page.split('\n').filter((line) => pattern.test(line));
const lastSuccess =
  /^contact_center_collector_last_success_timestamp_seconds\{tenant="acme",collector="queues"\}/;

describe('stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'exits 0 on %s during a poll and leaves nothing running',
    async (signal) => {
      const { server, asked } = await hangingPlatform();
      const { port } = server.address() as AddressInfo;
      const exporter = await start(
        await configure(`
tenants:
  - name: hanging
    platform: cxone
    api: v2
    base_url: http://127.0.0.1:${port}
    oauth: { client_id: id, client_secret: secret }
`),
      );
      await asked;
      const began = performance.now();
      expect(await exporter.stop(signal)).toBe(0);
      // The promise to a service manager, not a measurement: a hang lasts until it is killed.
      expect(performance.now() - began).toBeLessThan(5_000);
      await expect(fetch(exporter.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
      server.closeAllConnections();
      server.close();
    },
  );
});

describe('reload', () => {
  it('applies changes on SIGHUP and keeps the state of unchanged tenants', async () => {
    const acme = simulator.tenants.find(({ name }) => name === 'acme');
    const globex = simulator.tenants.find(({ name }) => name === 'globex');
    const file = await configure(exporterConfig([acme!], { polling: POLLING }));
    const exporter = await start(file);
    const tokensOf = (page: string) =>
      seriesOf(page, /^contact_center_oauth_refreshes_total\{tenant="acme"\}/);
    const before = ['contact_center_oauth_refreshes_total{tenant="acme"} 1'];
    await eventually(async () => {
      const page = await exporter.get('/metrics');
      expect(seriesOf(page, lastSuccess)).toHaveLength(1);
      expect(tokensOf(page)).toEqual(before);
    });

    await configure(exporterConfig([acme!, globex!], { polling: POLLING }));
    exporter.child.kill('SIGHUP');
    await eventually(async () => {
      expect(seriesOf(await exporter.get('/metrics'), /queue_agents\{tenant="globex"/)).not.toEqual([]);
    });
    const page = await exporter.get('/metrics');
    expect(tokensOf(page)).toEqual(before);
    expect(seriesOf(page, lastSuccess)).toHaveLength(1);

    await configure(exporterConfig([globex!], { polling: POLLING }));
    exporter.child.kill('SIGHUP');
    await eventually(async () => {
      expect(seriesOf(await exporter.get('/metrics'), /"acme"/)).toEqual([]);
    });
    expect(seriesOf(await exporter.get('/metrics'), /queue_agents\{tenant="globex"/)).not.toEqual([]);
  });

  it('reloads after the start on a SIGHUP during the start', async () => {
    const [acme, other] = simulator.tenants;
    const file = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [file]);
    // A pipe is written when somebody reads it: the configuration is all that the start waits for.
    const running = startProcess(process.execPath, [
      'src/main.ts',
      `--config.file=${file}`,
      '--web.listen-address=127.0.0.1:0',
    ]);
    try {
      const first = await openForReader(file);
      running.child.kill('SIGHUP');
      await first.writeFile(exporterConfig([acme!], { polling: POLLING }));
      await first.close();
      await eventually(() => expect(running.stderr()).toContain(`tenant=${acme!.name}`));
      const second = await openForReader(file);
      await second.writeFile(exporterConfig([other!], { polling: POLLING }));
      await second.close();
      await eventually(() => expect(running.stderr()).toContain(`tenant=${other!.name}`));
    } finally {
      await running.stop();
    }
  });

  it('changes nothing on the reload of an invalid file, and logs its problems', async () => {
    const valid = exporterConfig(simulator.tenants, { polling: POLLING });
    const file = await configure(valid);
    const exporter = await start(file, '--web.enable-lifecycle');
    await eventually(() => exporter.get('/-/ready'));

    await configure(valid.replace('platform: cxone', 'platform: cxtwo'));
    const answer = await fetch(`${exporter.url}/-/reload`, { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/config\.yaml:\d+:\d+: tenants\[0\]\.platform/);
    await eventually(async () => {
      const page = await exporter.get('/metrics');
      expect(page).toContain('contact_center_exporter_config_last_reload_successful 0\n');
      expect(seriesOf(page, /queue_agents\{tenant="acme"/)).not.toEqual([]);
    });
    const then = seriesOf(await exporter.get('/metrics'), lastSuccess);
    await eventually(async () =>
      expect(seriesOf(await exporter.get('/metrics'), lastSuccess)).not.toEqual(then),
    );

    await configure(valid);
    expect((await fetch(`${exporter.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    await eventually(async () => {
      expect(await exporter.get('/metrics')).toContain(
        'contact_center_exporter_config_last_reload_successful 1\n',
      );
    });
  });

  it('changes nothing when a reload fails late, reports it at once, and check-config finds it too', async () => {
    const valid = exporterConfig(simulator.tenants, { polling: POLLING });
    const exporter = await start(await configure(valid), '--web.enable-lifecycle');
    await eventually(() => exporter.get('/-/ready'));
    const agents = /queue_agents\{tenant="acme"/;
    await eventually(async () => expect(seriesOf(await exporter.get('/metrics'), agents)).not.toEqual([]));
    const reload = async () => {
      const answer = await fetch(`${exporter.url}/-/reload`, { method: 'POST' });
      return { status: answer.status, text: await answer.text(), page: await exporter.get('/metrics') };
    };

    const urlFile = join(folder, 'redis-url');
    await writeFile(urlFile, 'nonsense');
    const changed = `exposition: { drop_families: [contact_center_queue_agents] }\n`;
    const file = await configure(`${valid}${changed}cache: { redis_url_file: ${urlFile} }\n`);
    const problem = `${urlFile}: redis_url_file: must be a URL`;
    const refused = await reload();
    expect(refused).toMatchObject({ status: 500, text: expect.stringContaining(problem) });
    expect(refused.page).toContain('contact_center_exporter_config_last_reload_successful 0\n');
    expect(seriesOf(refused.page, agents)).not.toEqual([]);
    const check = startProcess(process.execPath, ['src/main.ts', 'check-config', file]);
    expect(await check.exited).toBe(2);
    expect(check.stderr()).toContain(problem);

    await configure(`${valid}${changed}prediction: { enabled: false }\n`);
    const applied = await reload();
    expect(applied.status).toBe(200);
    expect(applied.page).toContain('contact_center_exporter_config_last_reload_successful 1\n');
    await eventually(async () => expect(seriesOf(await exporter.get('/metrics'), agents)).toEqual([]));
    expect(exporter.stderr()).toContain('Section prediction is only read at startup; restart');
  });

  it('rejects a reload over HTTP unless it is enabled', async () => {
    const exporter = await start(await configure(exporterConfig(simulator.tenants, { polling: POLLING })));
    expect((await fetch(`${exporter.url}/-/reload`, { method: 'POST' })).status).toBe(403);
    expect((await fetch(`${exporter.url}/-/reload`)).status).toBe(405);
  });
});

describe('start', () => {
  it('exits 2 on an invalid configuration and reports every problem at its place', async () => {
    const file = await configure('tenants:\n  - name: acme\n    platfrom: cxone\n');
    const running = startProcess(process.execPath, ['src/main.ts', `--config.file=${file}`]);
    expect(await running.exited).toBe(2);
    expect(running.stderr()).toMatch(/config\.yaml:3:5: tenants\[0\]\.platfrom: .*platform/);
  });

  it('exits 1 when its address is in use, before any request to a platform', async () => {
    const first = await start(await configure(exporterConfig(simulator.tenants, { polling: POLLING })));
    const second = startProcess(process.execPath, [
      'src/main.ts',
      `--web.listen-address=${new URL(first.url).host}`,
    ]);
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toContain('EADDRINUSE');
    expect(second.stderr()).not.toContain('Started polling');
  });
});

describe('secrets', () => {
  it('shows no secret in a page or in the log, whatever fails', async () => {
    const [acme] = simulator.tenants;
    const secret = acme!.credentials.clientSecret;
    const file = await configure(
      exporterConfig([acme!], { polling: POLLING }).replace(secret, '$' + '{ACME_SECRET}'),
    );
    const exporter = await startExporter([`--config.file=${file}`, '--log.level=debug'], {
      ACME_SECRET: secret,
    });
    exporters.push(exporter);
    await eventually(() => exporter.get('/-/ready'));
    acme!.addFault({ kind: 'status', status: 401 });
    acme!.expireTokens();
    await eventually(async () => expect(exporter.stderr()).toContain('Poll failed'));
    acme!.clearFaults();
    const pages = await Promise.all(['/', '/metrics', '/api/v1/queues'].map((path) => exporter.get(path)));
    expect([...pages, exporter.stdout(), exporter.stderr()].filter((text) => text.includes(secret))).toEqual(
      [],
    );
  });
});

describe('the start', () => {
  const linesOf = (exporter: Exporter) =>
    exporter
      .stderr()
      .split('\n')
      .filter((line) => line !== '');

  it('logs the start with addresses, versions and tenants, with --log.format=json in JSON lines only', async () => {
    const file = await configure(exporterConfig(simulator.tenants, { polling: POLLING }));
    const exporter = await start(file, '--log.format=json');
    await eventually(() => exporter.get('/-/ready'));
    const lines = linesOf(exporter).map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'Listening',
        url: `${exporter.url}/`,
        metrics: `${exporter.url}/metrics`,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'Started',
        version: '0.1.0',
        node_version: process.version,
        tenants: simulator.tenants.length,
        demo: false,
      }),
    );
    expect(exporter.stdout()).toBe('');
  });
});

describe('without sign-in', () => {
  it('shows the kind of a failure on its pages, but no path, address or id', async () => {
    const [acme] = simulator.tenants;
    const { clientId, clientSecret } = acme!.credentials;
    const secretFile = join(folder, 'client-secret');
    await writeFile(secretFile, clientSecret);
    const text = exporterConfig([acme!], { polling: POLLING });
    const file = await configure(text.replace(/client_secret: .*/, `client_secret_file: ${secretFile}`));
    const exporter = await start(file);
    await eventually(() => exporter.get('/-/ready'));
    await rm(secretFile);
    acme!.expireTokens();
    const ready = await eventually(() => exporter.get('/-/ready', { status: 503 }));
    expect(ready).toMatch(
      /^Not ready\nacme: the last successful queue poll was \d+ s ago \(sign-in failed\)\n$/,
    );
    expect(exporter.stderr()).toContain(secretFile);
    expect(exporter.stderr()).not.toContain('stack=');
    const pages = await Promise.all(['/', '/metrics', '/api/v1/queues'].map((path) => exporter.get(path)));
    expect(pages[2]).toContain('sign-in failed');
    const internals = [folder, clientId, new URL(acme!.baseUrl).host];
    expect(internals.filter((word) => [ready, ...pages].some((page) => page.includes(word)))).toEqual([]);
  });
});

/** Opens a named pipe for writing as soon as somebody reads it. */
function openForReader(pipe: string): Promise<FileHandle> {
  return eventually(() => open(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
}

/** A platform that takes every call and never answers. */
async function hangingPlatform(): Promise<{ server: Server; asked: Promise<void> }> {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = createServer(() => resolve());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, asked };
}
