import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkConfig } from '../../src/cli/commands/check-config.ts';
import { platforms } from '../../src/platforms/index.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import { run } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cce-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(content: string, ...flags: string[]) {
  return checkIn({}, content, ...flags);
}

async function checkIn(env: Readonly<Record<string, string>>, content: string, ...flags: string[]) {
  const file = join(folder, 'config.yaml');
  await writeFile(file, content);
  const outcome = await run(['check-config', ...flags, file], {
    handlers: { 'check-config': (invocation) => checkConfig(invocation, platforms) },
    env: { SECRET: 's3cr3t', ...env },
  });
  return { file, ...outcome };
}

const tenant = (name: string, more = '') =>
  `  - { name: ${name}, platform: cxone, api: v2, base_url: 'https://example.com', oauth: { client_id: a, client_secret: "$\{SECRET}" }${more} }\n`;

describe('check-config', () => {
  it('reports a valid file with a line for each tenant', async () => {
    const more =
      ', collectors: [health, queues], queues: { include: [S*] }, polling: { health: { interval: 2m } }';
    const { file, code, stdout, stderr } = await check(`tenants:\n${tenant('acme')}${tenant('beta', more)}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `${file}: valid, 2 tenants`,
      'acme: cxone v2, all queues, queues every 15s, aggregates every 1m, health every 30s, analytics every 5m, audit every 5m, wait_times every 10m; not polled: agents (agents.ids is empty; add the ids of agents)',
      'beta: cxone v2, selected queues, queues every 15s, health every 2m',
      '',
    ]);
  });

  it('warns of rejected rows of a plan with their line numbers, and of a plan that is missing', async () => {
    const plan = join(folder, 'plan.csv');
    await writeFile(plan, 'queue_id,start,agents,contacts\nSales,tomorrow,1,1\n');
    const planned = (file: string) => `, plan: { file: ${file} }`;
    const { code, stderr } = await check(
      `tenants:\n${tenant('acme', planned('plan.csv'))}${tenant('beta', planned('gone.csv'))}`,
    );
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: plan.file of tenant acme: 1 rows rejected: line 2: start is not a time',
    );
    expect(stderr).toContain(`warning: plan.file of tenant beta: ${join(folder, 'gone.csv')} cannot be read`);
  });

  it('warns of the polling of a collector that the API lacks', async () => {
    const polling = '{ queues: { interval: 20s }, agents: { timeout: 5s }, plan: { interval: 1m } }';
    const oauth = '{ client_id: a, client_secret: b }';
    const { file, code, stderr } = await check(
      `tenants:\n  - { name: acme, platform: genesys, api: details, oauth: ${oauth}, polling: ${polling} }\n`,
    );
    expect(code).toBe(0);
    expect(stderr).toBe(
      `${file}: warning: polling.agents of tenant acme: has no effect; genesys details has no such collector\n`,
    );
  });

  it('warns of a state file of the prediction that cannot be written, and writes nothing', async () => {
    const { file, code, stdout, stderr } = await check(
      `prediction: { state_path: ${folder} }\ntenants:\n${tenant('acme')}`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain(': valid, 1 tenant\n');
    expect(stderr).toBe(
      `${file}: warning: prediction.state_path: ${folder} is a folder; give the path of a file\n`,
    );
    const path = join(folder, 'new', 'state.json');
    const good = await check(`prediction: { state_path: ${path} }\ntenants:\n${tenant('acme')}`);
    expect(good.stderr).toBe('');
    expect(await readdir(folder)).not.toContain('new');
  });

  it('lists the agents collector once it has agents, and the one of drift once there is a desired state', async () => {
    await writeFile(join(folder, 'desired.yaml'), 'tenant: acme\nqueues: [{ id: a, max_wait_time: 60 }]\n');
    const more = ', collectors: [agents], agents: { ids: ["7"] }';
    const { stdout, stderr } = await check(`desired_state: desired.yaml\ntenants:\n${tenant('acme', more)}`);
    expect(stderr).toBe('');
    expect(stdout).toContain('\nacme: cxone v2, all queues, agents every 30s, routing every 5m\n');
  });

  it('reports one tenant in the singular', async () => {
    expect((await check(`tenants:\n${tenant('acme')}`)).stdout).toContain(': valid, 1 tenant\n');
  });

  it('reports each configuration problem in a line on stderr', async () => {
    const { file, code, stdout, stderr } = await check(`polling: { stale: 1 }\ntenants:\n${tenant('5')}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining(`${file}:1:12: polling.stale: unknown key; `),
      `${file}:3:13: tenants[0].name: must be text, not a number; put it in quotes`,
      '',
    ]);
  });
});

describe('check-config of what lies beside the file', () => {
  const proxies: readonly [string, string, string][] = [
    ['HTTPS_PROXY', 'http://me:s3cr3t@:1', 'is not the address of a proxy; write http://host:port'],
    [
      'http_proxy',
      'ftp://proxy',
      'names a proxy of another kind (ftp://); write http://host:port or https://host:port',
    ],
  ];
  it.each(proxies)('names the variable of an invalid proxy: %s', async (variable, value, problem) => {
    const { code, stdout, stderr } = await checkIn({ [variable]: value }, `tenants:\n${tenant('acme')}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`environment: ${variable}: ${problem}\n`);
  });

  it('accepts a proxy without a scheme, and ignores an empty proxy variable', async () => {
    const env = { HTTPS_PROXY: 'proxy.corp:3128', https_proxy: '', http_proxy: '' };
    expect(await checkIn(env, `tenants:\n${tenant('acme')}`)).toMatchObject({ code: 0, stderr: '' });
  });

  const secrets: readonly [string, string, string][] = [
    ['two lines', 's3\ncret\n', 'names a file that has more than one line; '],
    ['a NUL', 's3\0cret', 'names a file that has a control character in it; '],
    ['a byte order mark alone', '\ufeff', 'names a file that is empty; '],
  ];
  it.each(secrets)('rejects a secret file with %s', async (_, content, problem) => {
    const secret = join(folder, 'secret');
    await writeFile(secret, content);
    const text = tenant('acme').replace(/client_secret: \S+/, `client_secret_file: ${secret}`);
    const { code, stderr } = await check(`tenants:\n${text}`);
    expect(code).toBe(2);
    expect(stderr).toContain(`tenants[0].oauth.client_secret_file: ${problem}`);
  });

  it('accepts a secret file with a byte order mark', async () => {
    const secret = join(folder, 'secret');
    await writeFile(secret, '\ufeffs3cret\r\n');
    const text = tenant('acme').replace(/client_secret: \S+/, `client_secret_file: ${secret}`);
    expect(await check(`\ufefftenants:\n${text}`)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('check-config --probe', () => {
  it('polls each platform once and names the permission that each collector is missing', async () => {
    const simulator = await startSimulator({
      tenants: [
        {
          name: 'acme',
          platform: 'cxone',
          api: 'v2',
          centre: 'acme',
          scopes: ['reports:view', 'health:read'],
        },
        { name: 'globex', platform: 'genesys', api: 'details', centre: 'globex', scopes: ['something:else'] },
      ],
      warmUpSeconds: 0,
    });
    onTestFinished(simulator.close);
    const { code, stdout } = await check(exporterConfig(simulator.tenants), '--probe');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^acme: queues: good, \d+ queues$/m);
    expect(stdout).toMatch(/^acme: aggregates: missing permission analytics:queues:read \(/m);
    expect(stdout).toMatch(/^acme: health: good, platform operational$/m);
    expect(stdout).toMatch(/^globex: queues: missing permission analytics:queue:read \(/m);
  });

  it('reports wrong credentials without showing them', async () => {
    const simulator = await startSimulator({ warmUpSeconds: 0 });
    onTestFinished(simulator.close);
    const [acme] = simulator.tenants;
    const config = exporterConfig([acme!]).replace(acme!.credentials.clientSecret, 'wr0ng-s3cret');
    const { code, stdout, stderr } = await check(config, '--probe');
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(2)).toEqual([
      'acme: sign-in failed: HTTP 401 invalid_client: authentication failed; check the credentials under oauth',
      '',
    ]);
    expect(stdout + stderr).not.toContain('wr0ng-s3cret');
  });

  it.each([
    ['cxone', 'v2'],
    ['genesys', 'observations'],
    ['genesys', 'details'],
  ])(
    'names the setting to check, and no permission, when %s %s is not at the address',
    async (platform, api) => {
      const simulator = await startSimulator({ warmUpSeconds: 0 });
      onTestFinished(simulator.close);
      const tenants = simulator.tenants.filter((each) => each.platform === platform && each.api === api);
      const config = exporterConfig(tenants).replace(/base_url: .*/, '$&/wrong');
      const { code, stdout, stderr } = await check(config, '--probe');
      expect(code).toBe(1);
      expect(stdout).toMatch(/: queues.*: failed: .*HTTP 404 .*; check base_url and api$/m);
      expect(stdout + stderr).not.toMatch(/grant|permission/);
    },
  );

  it('reports several collectors that fail for one reason in one line', async () => {
    const simulator = await startSimulator({ warmUpSeconds: 0 });
    onTestFinished(simulator.close);
    const [acme] = simulator.tenants;
    const quick = { timeout: '500ms' };
    const polling = { queues: quick, health: quick, analytics: quick };
    const config = exporterConfig([acme!], { polling }).replace(
      /base_url: .*/,
      'base_url: http://127.0.0.1:1',
    );
    const { stdout } = await check(config, '--probe');
    expect(stdout.split('\n').slice(2)).toEqual([
      'acme: queues, health, analytics: failed: connection failed: connect ECONNREFUSED 127.0.0.1:1; check base_url and the network',
      expect.stringMatching(/^acme: aggregates, audit, wait_times: failed: Queues unknown: /),
      '',
    ]);
  });

  it('reports what a plan covers and which of its queues match none, or the setting when it cannot be fetched', async () => {
    const simulator = await startSimulator({ warmUpSeconds: 0 });
    onTestFinished(simulator.close);
    const server = createServer((request, response) => {
      if (request.url === '/gone') response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close().closeAllConnections());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await writeFile(
      join(folder, 'plan.csv'),
      'queue_id,start,agents\nSales,2026-03-30T08:00Z,1\nSaels,2026-03-30T08:00Z,1\n',
    );
    const [acme] = simulator.tenants;
    const quick = { timeout: '1s' };
    const withPlan = (plan: string) =>
      exporterConfig([acme!], { polling: { plan: quick } }).replace('- name:', `- plan: ${plan}\n    name:`);
    const probe = async (plan: string) => (await check(withPlan(plan), '--probe')).stdout;
    expect(await probe('{ file: plan.csv }')).toContain(
      'acme: plan: good, 2 queues until 2026-03-30T08:30:00.000Z, but 1 match no queue: "Saels" (did you mean "Sales"?)',
    );
    const url = `http://127.0.0.1:${port}`;
    expect(await probe(`{ url: "${url}/gone" }`)).toMatch(/^acme: plan: failed: plan.url: HTTP 404$/m);
    expect(await probe(`{ url: "${url}/hang" }`)).toMatch(/^acme: plan: failed: timed out after 1 s$/m);
  });

  it('names entries of the selection that match no queue, and what was probably meant', async () => {
    const simulator = await startSimulator({ warmUpSeconds: 0 });
    onTestFinished(simulator.close);
    const [acme] = simulator.tenants;
    const config = exporterConfig([acme!]).replace(
      '- name:',
      '- queues: { include: [saels*, "*"], ids: [nowhere] }\n    name:',
    );
    const { code, stdout } = await check(config, '--probe');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^acme: queues: good, \d+ queues, but queues.include "saels\*" matches no queue \(did you mean "Sales"\?\), but queues.ids "nowhere" matches no queue$/m,
    );
  });
});
