import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { hashSync } from '@node-rs/bcrypt';
import { createClient, RESP_TYPES } from '@redis/client';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startSimulator } from '../../src/simulator/index.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';
import { REDIS_PASSWORD, startRedis } from '../support/redis.ts';
import { type Answer, json, startVendorServer } from '../support/vendor-server.ts';

/** Everything that the real program writes, sends and stores, searched for everything secret that it was given. */

const SECRETS = {
  client: 'cl1ent-S3cret',
  key: 'access-k3y-S3cret',
  environment: 'fr0m-the-Env1ronment',
  proxy: 'pr0xy-Passw0rd',
  redirect: 'redir3ct-Passw0rd',
  token: 'acc3ss-T0ken-0f-the-vendor',
  refused: 't0ken-in-a-refus3d-answer',
  user: 'w3b-us3r-Passw0rd',
  redis: REDIS_PASSWORD,
} as const;

/** The forms in which each may be written. */
const FORMS = Object.entries(SECRETS).flatMap(([name, secret]) =>
  [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(`a:${secret}`).toString('base64'),
    Buffer.from(`me:${secret}`).toString('base64'),
  ].map((form) => [name, form] as const),
);

function secretsIn(text: string): readonly string[] {
  return [...new Set(FORMS.filter(([, form]) => text.includes(form)).map(([name]) => name))];
}

/** Repeats all that it received, as some platforms do in their errors. */
const echo =
  (status: number): Answer =>
  ({ headers, body, url }, response) => {
    const message = `bad: ${headers.authorization} ${body} ${url}`;
    response
      .writeHead(status, `no ${headers.authorization}`, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message, headers, body, secret: SECRETS.client, access_token: SECRETS.token }));
  };
const redirect: Answer = (_, response) => {
  response
    .writeHead(302, { location: `http://a:${SECRETS.redirect}@elsewhere.example/x?token=${SECRETS.token}` })
    .end();
};
const goodToken = json({ access_token: SECRETS.token, expires_in: 3600 });
const QUERY = '/api/v2/analytics/queues/details/query';

/** Tenants whose vendors fail in the ways in which an error could show what was sent. */
async function vendorTenants(): Promise<object[]> {
  const vendors: readonly (readonly [string, Answer, Answer])[] = [
    ['echoes', goodToken, echo(403)],
    ['echoes-success', goodToken, echo(200)],
    ['refuses-sign-in', echo(401), echo(200)],
    ['odd-token', json({ access_token: [SECRETS.refused], client_secret: SECRETS.client }), echo(200)],
    ['redirects', goodToken, redirect],
    ['redirects-sign-in', redirect, redirect],
    ['unauthorized', goodToken, echo(401)],
    [
      'not-http',
      goodToken,
      (_, { socket }) => void socket?.end(`${SECRETS.token} ${SECRETS.client}\r\n\r\n`),
    ],
  ];
  const tenants: object[] = [];
  for (const [name, token, api] of vendors) {
    const { origin } = await startVendorServer({
      '/oauth/token': token,
      '/api/v2/routing/queues': api,
      [QUERY]: api,
    });
    tenants.push({ name, base_url: origin, oauth: { client_id: 'a', client_secret: SECRETS.client } });
  }
  const { origin: proxy } = await startVendorServer({});
  tenants.push({
    name: 'behind-a-proxy',
    base_url: 'http://vendor.example',
    oauth: { allow_insecure_http: true, client_id: 'a', client_secret: '$' + '{VENDOR_SECRET}' },
    http: { proxy_url: proxy.replace('//', `//a:${SECRETS.proxy}@`) },
  });
  tenants.push({
    name: 'proxy-is-away',
    base_url: 'http://vendor.example',
    oauth: { allow_insecure_http: true, client_id: 'a', client_secret: SECRETS.client },
    http: { proxy_url: `http://a:${SECRETS.proxy}@127.0.0.1:9` },
  });
  return tenants.map((tenant) => ({ platform: 'genesys', api: 'details', ...tenant }));
}

it('writes, sends and stores no secret anywhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const redis = await startRedis();
  const simulator = await startSimulator();
  onTestFinished(() => simulator.close());
  const simulated = JSON.parse(
    JSON.stringify(simulator.tenants.map(({ exporterSettings }) => exporterSettings)),
  ) as { name: string; oauth: Record<string, string> }[];
  const given = simulated.flatMap(({ oauth }) =>
    Object.entries(oauth).flatMap(([key, value]) => (/secret/.test(key) ? [value] : [])),
  );
  expect(given.length).toBeGreaterThan(3);

  const statePath = join(folder, 'state.json');
  const config = join(folder, 'config.yaml');
  await writeFile(
    config,
    stringify({
      polling: { queues: { interval: '1s' }, aggregates: { interval: '2s' }, agents: { interval: '2s' } },
      prediction: { state_path: statePath },
      cluster: { redis_url: redis.url, lease: '2s' },
      cache: { redis_url: redis.url },
      tenants: [...simulated, ...(await vendorTenants())],
    }),
  );
  const web = join(folder, 'web.yaml');
  const hash = hashSync(SECRETS.user, 4);
  await writeFile(web, stringify({ basic_auth_users: { me: hash } }));
  const env = { VENDOR_SECRET: SECRETS.environment };
  const emitted = new Map<string, string>();

  for (const format of ['logfmt', 'json']) {
    const exporter = await startExporter(
      [
        `--config.file=${config}`,
        `--web.config.file=${web}`,
        '--web.enable-lifecycle',
        '--log.level=debug',
        `--log.format=${format}`,
      ],
      env,
    );
    const authorization = `Basic ${Buffer.from(`me:${SECRETS.user}`).toString('base64')}`;
    const ask = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${exporter.url}${path}`, {
        ...init,
        headers: { authorization, ...init.headers },
        signal: AbortSignal.timeout(20_000),
      });
      const headers = JSON.stringify([...response.headers]);
      const text = await response.text();
      emitted.set(
        `${format} ${init.method ?? 'GET'} ${path} ${JSON.stringify(init.headers ?? {})}`,
        headers + text,
      );
      return text;
    };
    try {
      await eventually(async () => {
        const page = await ask('/metrics');
        const polled = [...page.matchAll(/collector_success\{tenant="([^"]+)",collector="queues"\} [01]/g)];
        expect(polled.length).toBe(simulated.length + 10);
      });
      const { tenants } = JSON.parse(await ask('/api/v1/queues')) as {
        tenants: { tenant: string; queues: { id: string }[] }[];
      };
      const { tenant = '', queues = [] } = tenants.find((each) => each.queues.length > 0) ?? {};
      const queue = `/api/v1/queues/${tenant}/${encodeURIComponent(queues[0]?.id ?? '')}`;
      const pages = [
        '/',
        '/config',
        '/debug/polls',
        '/api/v1/openapi.json',
        '/api/v1/targets',
        '/api/v1/changes',
      ];
      pages.push(
        queue,
        `${queue}/explain`,
        '/-/ready',
        '/-/healthy',
        '/nowhere',
        '/%00',
        '/probe',
        '/probe?tenant=x',
      );
      pages.push(`/metrics?token=${encodeURIComponent('x')}`, '/probe?tenant=echoes', '/api/v1/queues/x/y');
      for (const path of pages) {
        await ask(path);
        await ask(path, { headers: { accept: 'application/json' } });
        await ask(path, {
          headers: { accept: 'application/openmetrics-text', 'accept-encoding': 'identity' },
        });
      }
      const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
      for (const body of ['{', '{}', JSON.stringify({ tenant: 'echoes', metrics: ['handle_time'] })])
        await ask('/api/v1/analytics/query', { ...post, body });
      for (const each of simulated)
        await ask('/api/v1/analytics/query', {
          ...post,
          body: JSON.stringify({
            tenant: each.name,
            metrics: ['handle_time'],
            dimensions: [],
            start_date: '2026-01-01T00:00:00Z',
            end_date: '2026-01-02T00:00:00Z',
          }),
        });
      await ask('/-/reload', { method: 'POST' });
      await fetch(`${exporter.url}/config`, { headers: { authorization: `${authorization}x` } }).then(
        async (response) => emitted.set(`${format} refused`, await response.text()),
      );
      for (const [key, value] of await contentsOf(redis.url)) emitted.set(`${format} Redis ${key}`, value);
    } finally {
      await exporter.stop();
      emitted.set(`${format} log`, exporter.stderr() + exporter.stdout());
    }
  }
  emitted.set('state file', await readFile(statePath, 'utf8'));

  const broken = join(folder, 'broken.yaml');
  await writeFile(broken, (await readFile(config, 'utf8')).replaceAll('client_id:', 'client_idd:'));
  const cut = join(folder, 'cut.yaml');
  await writeFile(cut, (await readFile(config, 'utf8')).replaceAll(SECRETS.client, `"${SECRETS.client}: [`));
  const commands = [
    ['--help'],
    ['serve', '--help'],
    ['--version'],
    ['check-config', config],
    ['check-config', '--probe', '--verbose', config],
    ['check-config', broken],
    ['check-config', cut],
    ['serve', `--config.file=${config}`, '--web.listen-address=256.0.0.1:1'],
    ['record', `--config.file=${config}`, '--duration=3s', '--output=-'],
  ];
  for (const words of commands) {
    const running = startProcess(process.execPath, ['src/main.ts', ...words], { env });
    await running.exited;
    emitted.set(`command ${words.join(' ')}`, running.stdout() + running.stderr());
  }

  expect(emitted.size).toBeGreaterThan(120);
  const all = [...emitted].flatMap(([place, text]) => {
    const found = [
      ...secretsIn(text),
      ...given.filter((secret) => text.includes(secret)),
      ...(text.includes(hash) ? ['hash'] : []),
    ];
    return found.length > 0 ? [`${place}: ${[...new Set(found)].join(', ')}`] : [];
  });
  expect(all).toEqual([]);
  // The places do hold what they are searched in.
  expect(emitted.get('logfmt log')).toMatch(/tenant=echoes .*HTTP 403/);
  expect(emitted.get('state file')).toContain('"tenants"');
  expect([...emitted.keys()].some((place) => place.includes('Redis') && place.includes('analytics'))).toBe(
    true,
  );
  expect(
    [...emitted].some(([place, text]) => place.includes(':state:') && text.includes('intervalSeconds')),
  ).toBe(true);
}, 240_000);

/** Keys and values, with states decompressed. */
async function contentsOf(url: string): Promise<ReadonlyMap<string, string>> {
  const client = await createClient({ url }).connect();
  const asBytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const contents = new Map<string, string>();
  try {
    for await (const keys of client.scanIterator())
      for (const key of keys) {
        const type = await client.type(key);
        if (type === 'string') contents.set(key, (await client.get(key)) ?? '');
        else if (type === 'hash')
          for (const [field, value] of Object.entries(await asBytes.hGetAll(key))) {
            // A buffer, as the type mapping asks; the types of `hGetAll` say text.
            const bytes = Buffer.from(value as unknown as Buffer);
            const text = field.startsWith('part:') ? await promisify(zstdDecompress)(bytes) : bytes;
            contents.set(`${key} ${field}`, String(text));
          }
        else contents.set(key, type);
      }
  } finally {
    client.destroy();
  }
  return contents;
}
