import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Certificate, createAuthority } from '../support/certificates.ts';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';
import { startPrometheus } from '../support/prometheus.ts';

/** Cheap to check, so that the tests are quick; a real one is 10 or more. */
const COST = 4;
const PASSWORD = 'correct horse';
const users = { basic_auth_users: { prometheus: hashSync(PASSWORD, COST) } };
const authorization = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

let folder: string;
let authority: Awaited<ReturnType<typeof createAuthority>>;
let server: Certificate;
const exporters: Exporter[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-config-'));
  authority = await createAuthority(folder);
  server = await authority.issue('server', 'DNS:localhost,IP:127.0.0.1');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.stop()));
});

const webConfigFile = () => join(folder, 'web.yaml');

async function configure(config: object): Promise<string> {
  // Written aside and moved in place, as configuration management does it.
  await writeFile(`${webConfigFile()}.new`, stringify(config));
  await rename(`${webConfigFile()}.new`, webConfigFile());
  return webConfigFile();
}

async function start(config: object): Promise<Exporter> {
  const exporter = await startExporter([`--web.config.file=${await configure(config)}`]);
  exporters.push(exporter);
  return exporter;
}

interface Answer {
  readonly status: number;
  readonly fingerprint: string;
}

/** One request on a connection of its own. */
async function ask(
  url: string,
  { headers, client }: { headers?: Record<string, string>; client?: Certificate } = {},
) {
  const identity = client && { cert: await readFile(client.cert), key: await readFile(client.key) };
  const agent = new Agent({ ca: await readFile(authority.caFile), ...identity });
  return new Promise<Answer>((resolve, reject) => {
    const asking = request(url, { agent, headers }, (response) => {
      const { socket } = response;
      const fingerprint = 'getPeerX509Certificate' in socket ? peerFingerprint(socket) : '';
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, fingerprint }));
    });
    asking.on('error', reject).end();
  }).finally(() => agent.destroy());
}

function peerFingerprint(socket: object): string {
  const { getPeerX509Certificate } = socket as { getPeerX509Certificate: () => { fingerprint256: string } };
  return getPeerX509Certificate.call(socket).fingerprint256;
}

describe('basic authentication', () => {
  it('protects everything but health and readiness, and treats an unknown user as a wrong password', async () => {
    const exporter = await start(users);
    const status = async (path: string, headers = {}) =>
      (await fetch(`${exporter.url}${path}`, { headers })).status;
    for (const path of ['/metrics', '/', '/api/v1/queues', '/probe?tenant=acme', '/nowhere']) {
      expect(await status(path)).toBe(401);
    }
    expect(await status('/-/healthy')).toBe(200);
    await eventually(async () => expect(await status('/-/ready')).toBe(200));
    expect(await status('/metrics', authorization('prometheus', PASSWORD))).toBe(200);

    const refusals = await Promise.all(
      [
        authorization('prometheus', 'wrong'),
        authorization('nobody', PASSWORD),
        { authorization: 'Basic ?' },
        {},
      ].map(async (headers) => {
        const response = await fetch(`${exporter.url}/metrics`, { headers });
        return [response.status, response.headers.get('www-authenticate'), await response.text()];
      }),
    );
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  });

  it('applies new users of a changed file, and ignores an invalid one', async () => {
    const exporter = await start(users);
    const status = async (password: string) =>
      (await fetch(`${exporter.url}/metrics`, { headers: authorization('prometheus', password) })).status;
    await configure({ basic_auth_users: { prometheus: hashSync('another', COST) } });
    await eventually(async () => expect(await status('another')).toBe(200));
    expect(await status(PASSWORD)).toBe(401);

    await configure({ basic_auth_users: { prometheus: 'in the clear' } });
    await eventually(() => expect(exporter.stderr()).toContain('web.yaml:2:15'));
    expect(exporter.stderr()).not.toContain('in the clear');
    expect(await status('another')).toBe(200);
  });

  it('sets the configured headers', async () => {
    const exporter = await start({ http_server_config: { headers: { 'X-Frame-Options': 'deny' } } });
    expect((await fetch(`${exporter.url}/-/healthy`)).headers.get('x-frame-options')).toBe('deny');
  });

  it('limits requests at the configured rate', async () => {
    const exporter = await start({ rate_limit: { interval: '1h', burst: 3 } });
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await fetch(exporter.url)).status),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
  });
});

describe('TLS', () => {
  const tls = () => ({ cert_file: server.cert, key_file: server.key });

  it('serves a real Prometheus over TLS with a password, with a file that promtool accepts', async () => {
    const exporter = await start({ tls_server_config: tls(), ...users });
    expect(exporter.url).toMatch(/^https:/);
    const { stderr } = await promisify(execFile)('promtool', ['check', 'web-config', webConfigFile()]);
    expect(stderr).toContain('SUCCESS');
    const prometheus = await startPrometheus({
      global: { scrape_interval: '1s' },
      scrape_configs: [
        {
          job_name: 'contact-center-exporter',
          scheme: 'https',
          tls_config: { ca_file: authority.caFile },
          basic_auth: { username: 'prometheus', password: PASSWORD },
          static_configs: [{ targets: [new URL(exporter.url).host] }],
        },
      ],
    });
    try {
      await eventually(async () => {
        expect((await prometheus.query('up'))[0]?.value).toBe(1);
        expect(await prometheus.query('contact_center_tenant_info')).not.toEqual([]);
      });
    } finally {
      await prometheus.stop();
    }
  });

  it('requires client certificates of the authority with an allowed name', async () => {
    const mutual = {
      ...tls(),
      client_auth_type: 'RequireAndVerifyClientCert',
      client_ca_file: authority.caFile,
      client_allowed_sans: ['scraper.example'],
    };
    const { url } = await start({ tls_server_config: mutual });
    const scraper = await authority.issue('scraper', 'DNS:scraper.example');
    const stranger = await authority.issue('stranger', 'DNS:stranger.example');
    expect((await ask(`${url}/metrics`, { client: scraper })).status).toBe(200);
    await expect(ask(`${url}/metrics`, { client: stranger })).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(ask(`${url}/metrics`)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SSL_.*CERTIFICATE_REQUIRED$/),
    });
  });

  it('serves a renewed certificate without a restart', async () => {
    const { url } = await start({ tls_server_config: tls() });
    const before = await ask(`${url}/-/healthy`);
    await authority.issue('server', 'DNS:localhost,IP:127.0.0.1');
    await eventually(async () => {
      const after = await ask(`${url}/-/healthy`);
      expect(after.fingerprint).not.toBe(before.fingerprint);
    });
  });

  it('rejects the whole file when certificate and key do not match', async () => {
    const swapped = { tls_server_config: { cert_file: server.key, key_file: server.cert } };
    const running = startProcess(process.execPath, [
      'src/main.ts',
      `--web.config.file=${await configure(swapped)}`,
    ]);
    expect(await running.exited).toBe(2);
    expect(running.stderr()).toMatch(/web\.yaml:2:3: tls_server_config: cannot be used \(/);

    const exporter = await start({ tls_server_config: tls(), ...users });
    await configure({ ...swapped, basic_auth_users: {} });
    await eventually(() => expect(exporter.stderr()).toContain('tls_server_config: cannot be used'));
    expect((await ask(`${exporter.url}/metrics`)).status).toBe(401);
  });
});

describe('a web configuration that is wrong', () => {
  it.each([
    ['an unknown key', { tls_config: {} }, /web\.yaml:1:1: tls_config: unknown key.*tls_server_config/],
    [
      'a certificate that is missing',
      { tls_server_config: { key_file: 'x' } },
      /tls_server_config\.cert_file: is missing/,
    ],
    [
      'a password in the clear',
      { basic_auth_users: { me: 'secret' } },
      /basic_auth_users\.me: must be a bcrypt hash/,
    ],
    [
      'a header that is not for setting',
      { http_server_config: { headers: { Server: 'x' } } },
      /headers\.Server: unknown key/,
    ],
  ])('rejects %s at the start and names its line', async (_, config, problem) => {
    const file = await configure(config);
    const running = startProcess(process.execPath, ['src/main.ts', `--web.config.file=${file}`]);
    expect(await running.exited).toBe(2);
    expect(running.stderr()).toMatch(problem);
    expect(running.stderr()).not.toContain('secret');
  });
});
