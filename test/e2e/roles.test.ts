import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';

const USERS = ['prometheus', 'supervisor', 'bi', 'ops', 'everything', 'restricted', 'stranger'];
const ROLES = {
  users: {
    prometheus: 'metrics',
    supervisor: { roles: ['view'], tenants: ['acme', 'umbrella'], queues: ['Bill*'] },
    bi: { roles: 'query', tenants: ['acme'] },
    ops: 'admin',
    everything: ['metrics', 'view', 'query'],
    restricted: { roles: ['metrics', 'view'], tenants: ['acme'] },
  },
};
const QUERY = {
  tenant: 'acme',
  metrics: ['handle_time'],
  dimensions: [],
  start_date: '2026-01-01T00:00:00Z',
  end_date: '2026-01-02T00:00:00Z',
};

let folder: string;
let exporter: Exporter;
let queueId: string;

const authorization = (user: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:secret`).toString('base64')}`,
});
const ask = (path: string, user?: string, init: RequestInit = {}) =>
  fetch(`${exporter.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...(user !== undefined && authorization(user)), ...init.headers },
    signal: AbortSignal.timeout(10_000),
  });
const status = async (path: string, user?: string, init: RequestInit = {}) => {
  const response = await ask(path, user, init);
  await response.body?.cancel();
  return response.status;
};
const jsonOf = async <T>(path: string, user: string) => (await (await ask(path, user)).json()) as T;

async function write(name: string, content: object): Promise<string> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, stringify(content));
  await rename(`${file}.new`, file);
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roles-'));
  const hash = hashSync('secret', 4);
  const web = await write('web.yaml', {
    basic_auth_users: Object.fromEntries(USERS.map((user) => [user, hash])),
  });
  const roles = await write('roles.yaml', ROLES);
  exporter = await startExporter([
    `--web.config.file=${web}`,
    `--web.roles.file=${roles}`,
    '--web.enable-lifecycle',
  ]);
  queueId = await eventually(async () => {
    const { tenants } = await jsonOf<Queues>('/api/v1/queues', 'everything');
    const id = tenants.find(({ tenant }) => tenant === 'acme')?.queues[0]?.id;
    if (id === undefined) throw new Error('no queue yet');
    return id;
  });
});
afterAll(async () => {
  await exporter.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Queues {
  readonly tenants: readonly {
    readonly tenant: string;
    readonly agents?: object;
    readonly queues: readonly { readonly id: string; readonly queue: string }[];
  }[];
}

type Role = 'metrics' | 'view' | 'query' | 'admin' | 'any';
const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
interface Endpoint {
  readonly path: string;
  readonly role: Role;
  readonly init?: RequestInit;
}
const ENDPOINTS: readonly Endpoint[] = [
  { path: '/metrics', role: 'metrics' },
  { path: '/probe?tenant=acme', role: 'metrics' },
  { path: '/api/v1/targets', role: 'metrics' },
  { path: '/', role: 'view' },
  { path: '/wallboard/events', role: 'view' },
  { path: '/api/v1/queues', role: 'view' },
  { path: '/api/v1/queues/acme/ID', role: 'view' },
  { path: '/api/v1/queues/acme/ID/explain', role: 'view' },
  { path: '/api/v1/changes', role: 'view' },
  { path: '/api/v1/analytics/query', role: 'query', init: { ...post, body: JSON.stringify(QUERY) } },
  { path: '/api/v1/openapi.json', role: 'any' },
  { path: '/config', role: 'admin' },
  { path: '/debug/polls', role: 'admin' },
  { path: '/-/reload', role: 'admin', init: post },
];
/** Spellings that lead to the same page, and methods that it may not have. */
const VARIANTS: readonly (readonly [(path: string) => string, RequestInit?])[] = [
  [(path) => path],
  [(path) => path.replace(/^[^?]+/, (text) => text.toUpperCase())],
  [(path) => path.replace(/^[^?]*[^/?](?=\?|$)/, '$&/')],
  [(path) => path.replace(/^\/(\w)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`)],
  [(path) => path, { method: 'OPTIONS' }],
  [(path) => path, { method: 'PUT' }],
  [(path) => path, { method: 'HEAD' }],
];

describe('roles', () => {
  const roleOf: Readonly<Record<string, readonly Role[]>> = {
    prometheus: ['metrics', 'any'],
    bi: ['query', 'any'],
    ops: ['metrics', 'view', 'query', 'admin', 'any'],
    everything: ['metrics', 'view', 'query', 'any'],
    stranger: [],
  };

  it.each(ENDPOINTS)('admit to $path those with the role $role alone', async ({ path, role, init = {} }) => {
    const real = path.replace('ID', queueId);
    for (const [user, roles] of Object.entries(roleOf)) {
      const found = await status(real, user, init);
      if (roles.includes(role)) expect([user, [401, 403, 404, 405].includes(found)]).toEqual([user, false]);
      else expect([user, found]).toEqual([user, 403]);
    }
    expect(await status(real, undefined, init)).toBe(401);
  });

  it.each(ENDPOINTS.filter(({ role }) => role !== 'any'))(
    'cannot be avoided on $path by another spelling or method',
    async ({ path, init = {} }) => {
      const real = path.replace('ID', queueId);
      for (const [spell, variant = {}] of VARIANTS) {
        const changed = variant.method === undefined ? init : variant;
        const found = await status(spell(real), 'stranger', changed);
        // A spelling that is no path of the exporter is not found.
        expect([spell(real), changed.method, [403, 404].includes(found)]).toEqual([
          spell(real),
          changed.method,
          true,
        ]);
      }
    },
  );

  it('show a user with tenants and queues those alone, on every page', async () => {
    const own = await jsonOf<Queues>('/api/v1/queues', 'supervisor');
    expect(own.tenants.map(({ tenant }) => tenant)).toEqual(['acme', 'umbrella']);
    const names = own.tenants.flatMap(({ queues }) => queues.map(({ queue }) => queue));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^Bill/);
    expect(own.tenants.every(({ agents }) => agents === undefined)).toBe(true);

    const page = await (await ask('/', 'supervisor')).text();
    const everything = await (await ask('/', 'ops')).text();
    for (const hidden of ['globex', 'Support']) {
      expect(everything).toContain(hidden);
      expect(page).not.toContain(hidden);
    }
    const stream = (await ask('/wallboard/events', 'supervisor')).body?.getReader();
    const chunks: string[] = [];
    while (!chunks.join('').includes('"tenants"'))
      chunks.push(new TextDecoder().decode((await stream?.read())?.value));
    await stream?.cancel();
    expect(chunks.join('')).toContain('"order":["acme","umbrella"]');
    expect(chunks.join('')).not.toContain('globex');

    expect(await status(`/api/v1/queues/globex/${queueId}/explain`, 'supervisor')).toBe(404);
    expect(await status(`/api/v1/queues/globex/${queueId}`, 'supervisor')).toBe(404);
    const { tenants: all } = await jsonOf<Queues>('/api/v1/queues', 'ops');
    const ofAcme = all.find(({ tenant }) => tenant === 'acme')?.queues ?? [];
    for (const { id, queue } of ofAcme)
      expect([queue, await status(`/api/v1/queues/acme/${encodeURIComponent(id)}`, 'supervisor')]).toEqual([
        queue,
        queue.startsWith('Bill') ? 200 : 404,
      ]);
    expect(await status('/api/v1/changes?tenant=globex', 'supervisor')).toBe(404);
    expect(await status('/probe?tenant=acme', 'restricted')).toBe(200);
    expect(await status('/probe?tenant=globex', 'restricted')).toBe(404);
    expect(await status('/metrics', 'restricted')).toBe(403);
    const targets = await jsonOf<{ labels: Record<string, string> }[]>('/api/v1/targets', 'restricted');
    expect(targets.map(({ labels }) => labels.__param_tenant)).toEqual(['acme']);
    const other = { ...post, body: JSON.stringify({ ...QUERY, tenant: 'globex' }) };
    expect(await status('/api/v1/analytics/query', 'bi', other)).toBe(404);
    expect(await status('/api/v1/analytics/query', 'ops', other)).not.toBe(403);
  });

  it('follow their file: a role that is taken away ends at once, open event streams included', async () => {
    const stream = (await ask('/wallboard/events', 'everything')).body?.getReader();
    await stream?.read();
    await write('roles.yaml', { users: { ...ROLES.users, everything: 'metrics' } });
    await eventually(async () => expect(await status('/api/v1/queues', 'everything')).toBe(403));
    for (let chunk = await stream?.read(); chunk?.done === false; ) chunk = await stream?.read();
    await write('roles.yaml', { users: { ops: 'root' } });
    await eventually(() => expect(exporter.stderr()).toContain('users.ops: '));
    expect(await status('/config', 'ops')).toBe(200);
  });

  it('leave the probes of an orchestrator open, with a slash at the end too', async () => {
    for (const path of ['/-/healthy', '/-/healthy/', '/-/ready/']) expect(await status(path)).toBe(200);
  });

  it('are checked at the start', async () => {
    const web = await write('open.yaml', {});
    const roles = await write('bad.yaml', {
      users: {
        a: { roles: ['admin'], tenants: ['x'] },
        b: { roles: ['query'], queues: ['x'] },
        c: { role: 'view' },
      },
    });
    const run = async (...args: string[]) => {
      const running = startProcess(process.execPath, [
        'src/main.ts',
        '--web.listen-address=127.0.0.1:0',
        ...args,
      ]);
      return [await running.exited, running.stderr()];
    };
    expect(await run(`--web.roles.file=${roles}`)).toEqual([
      2,
      expect.stringContaining('--web.roles.file needs --web.config.file'),
    ]);
    const [code, problems] = await run(`--web.roles.file=${roles}`, `--web.config.file=${web}`);
    expect(code).toBe(2);
    expect(problems).toContain('users.a.tenants: cannot restrict the role admin');
    expect(problems).toContain('users.b.queues: can only restrict the role view');
    expect(problems).toContain('users.c.role: unknown key');
    const good = await write('good.yaml', ROLES);
    expect((await run(`--web.roles.file=${good}`, `--web.config.file=${web}`))[1]).toContain(
      'basic_auth_users: is missing; --web.roles.file needs users',
    );
  });
});
