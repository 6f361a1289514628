import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../support/certificates.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { listen } from '../support/http-listener.ts';
import { freePort, startProcess } from '../support/process.ts';

/** The health check of containers, against real exporters. */

let folder: string;
let files: { readonly cert: string; readonly key: string; readonly ca: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'health-check-'));
  const authority = await createAuthority(folder);
  files = { ca: authority.caFile, ...(await authority.issue('server', 'DNS:exporter.example')) };
});
afterAll(() => rm(folder, { recursive: true }));

async function start(
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Exporter> {
  const exporter = await startExporter(flags, env);
  onTestFinished(async () => void (await exporter.stop()));
  return exporter;
}

async function check(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const running = startProcess(process.execPath, ['src/main.ts', 'healthcheck', ...flags], { env });
  return { code: await running.exited, stdout: running.stdout(), stderr: running.stderr() };
}

async function webConfig(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const at = (url: string) => `--web.listen-address=${new URL(url).host}`;

describe('healthcheck', () => {
  it('finds an exporter healthy at the address of its flag or of the environment', async () => {
    const { url } = await start();
    const healthy = { code: 0, stdout: `${url}/-/healthy: healthy\n`, stderr: '' };
    expect(await check([at(url)])).toEqual(healthy);
    expect(await check([], { CCE_WEB_LISTEN_ADDRESS: new URL(url).host })).toEqual(healthy);
  });

  it('fails where nothing listens, and where no answer comes in time', async () => {
    const nowhere = await check([`--web.listen-address=127.0.0.1:${await freePort()}`]);
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toMatch(/^contact-center-exporter: not healthy: .*: connection refused\n$/);
    const silent = await listen(() => {});
    const late = await check([at(silent), '--timeout=300ms']);
    expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining(': timed out') });
  });

  it.each([
    ['TLS', () => ''],
    [
      'TLS that requires a client certificate',
      () => `, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${files.ca}`,
    ],
  ])('follows %s', async (name, more) => {
    const tls = `cert_file: ${files.cert}, key_file: ${files.key}${more()}`;
    const config = `--web.config.file=${await webConfig(`${name}.yaml`, `tls_server_config: { ${tls} }\n`)}`;
    const { url } = await start([config]);
    const healthy = { code: 0, stdout: `${url}/-/healthy: healthy\n`, stderr: '' };
    expect(await check([at(url), config])).toEqual(healthy);
    expect((await check([at(url)])).code).toBe(1);
  });

  it('counts a refused client certificate as a sign of life', async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    const { caFile: ca } = await createAuthority(other);
    const tls = `cert_file: ${files.cert}, key_file: ${files.key}, client_ca_file: ${ca}`;
    const config = await webConfig(
      'other.yaml',
      `tls_server_config: { ${tls}, client_auth_type: RequireAndVerifyClientCert }\n`,
    );
    const { url } = await start([`--web.config.file=${config}`]);
    expect(await check([at(url), `--web.config.file=${config}`])).toEqual({
      code: 0,
      stdout: `${url}/-/healthy: requires another client certificate\n`,
      stderr: '',
    });
  });

  it('keeps finding an exporter whose changed web configuration is invalid', async () => {
    const config = await webConfig('changed.yaml', 'basic_auth_users: {}\n');
    const { url } = await start([`--web.config.file=${config}`]);
    await writeFile(config, 'unknown: 1\n');
    expect(await check([at(url), `--web.config.file=${config}`])).toMatchObject({ code: 0 });
  });

  it('takes the flags of a running process', async () => {
    const port = await freePort();
    const running = startProcess(process.execPath, [
      'src/main.ts',
      '--log.level=error',
      '--web.listen-address',
      `127.0.0.1:${port}`,
    ]);
    onTestFinished(async () => void (await running.stop()));
    await expect
      .poll(() => check([`--of-process=${running.child.pid}`]), { timeout: 20_000 })
      .toMatchObject({ code: 0, stdout: `http://127.0.0.1:${port}/-/healthy: healthy\n` });
    expect(await check([`--of-process=${process.pid}`])).toMatchObject({ code: 2 });
  });
});
