import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually, startProcess } from '../support/process.ts';
import { json, startVendorServer } from '../support/vendor-server.ts';

interface Polls {
  readonly collectors: readonly {
    readonly tenant: string;
    readonly collector: string;
    readonly polls: readonly {
      readonly outcome: string;
      readonly error?: { readonly code: string };
      readonly requests: readonly Record<string, unknown>[];
    }[];
  }[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debugging-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A vendor whose queue poll fails with a body that echoes the token and the client's secret. */
async function configFor(): Promise<string> {
  const vendor = await startVendorServer({
    '/api/v2/oauth/token': json({ access_token: 'token-of-the-test', expires_in: 3600 }),
    '/api/v2/reporting/queues/stats': json(
      { message: 'no permission', echoed: 'token-of-the-test', client_secret: 'hunter2hunter2' },
      403,
      { 'x-correlation-id': 'vendor-7' },
    ),
    '/api/v2/health': json({ status: 'ok' }),
  });
  const file = join(folder, 'config.yaml');
  const tenant = {
    name: 'acme',
    platform: 'cxone',
    api: 'v2',
    base_url: vendor.origin,
    oauth: { client_id: 'a', client_secret: 'hunter2hunter2' },
    collectors: ['queues', 'health'],
    polling: { queues: { interval: '1s' } },
  };
  await writeFile(file, stringify({ tenants: [tenant] }));
  return file;
}

async function start(...args: string[]): Promise<Exporter> {
  const exporter = await startExporter(args);
  onTestFinished(async () => void (await exporter.stop()));
  return exporter;
}

/** The status of a request with exactly these headers. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('/debug/polls', () => {
  it('shows the requests of the last polls, as JSON and as a page without inline code, and no secret', async () => {
    const exporter = await start(`--config.file=${await configFor()}`, '--log.level=debug');
    const queues = await eventually(async () => {
      const { collectors } = JSON.parse(await exporter.get('/debug/polls')) as Polls;
      const found = collectors.find(({ collector }) => collector === 'queues');
      expect(found?.polls.length).toBeGreaterThan(1);
      return found;
    });
    const failed = queues?.polls.find(({ outcome }) => outcome === 'failed');
    expect(failed?.error?.code).toBe('http');
    expect(failed?.requests.at(-1)).toMatchObject({
      endpoint: 'queue_stats',
      status: 403,
      attempt: 1,
      correlation_id: 'vendor-7',
      bytes: expect.any(Number),
      ms: expect.any(Number),
      body: '{"message":"no permission","echoed":"[redacted]","client_secret":"[redacted]"}',
    });

    const response = await fetch(`${exporter.url}/debug/polls`, {
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page).toContain('vendor-7');
    expect(page).toContain('&quot;message&quot;:&quot;no permission&quot;');
    expect(page).not.toMatch(/<script|<style|style=|onclick=/);
    for (const [, link] of page.matchAll(/href="([^"]+)"/g)) {
      const target = new URL(link ?? '', `${exporter.url}/debug/polls`);
      expect([link, (await fetch(target)).status]).toEqual([link, 200]);
    }

    const shown = `${page}${await exporter.get('/debug/polls')}${await exporter.get('/config')}${exporter.stderr()}`;
    for (const secret of ['token-of-the-test', 'hunter2hunter2']) expect(shown).not.toContain(secret);
    expect(exporter.stderr()).toMatch(
      /level=debug msg="Request completed" tenant=acme endpoint=queue_stats .*code=403 .*correlation_id=vendor-7/,
    );
    expect(exporter.stderr()).toMatch(
      /msg=Started version=\S+ node_version=v\d+\S+ addresses="?\[.*127\.0\.0\.1/,
    );
  });

  it('is refused to other machines and names without authentication, and served with it', async () => {
    const exporter = await start(`--config.file=${await configFor()}`);
    const { port } = new URL(exporter.url);
    for (const path of ['/debug/polls', '/config', '/DEBUG/polls/', '/debug%2Fpolls']) {
      const status = (headers: Record<string, string>) => statusOf(`${exporter.url}${path}`, headers);
      const local = path.includes('%') ? 404 : 200;
      expect(await status({ host: `localhost:${port}` })).toBe(local);
      expect(await status({ host: 'rebound.example.com' })).toBe(local === 200 ? 403 : 404);
      expect(await status({ host: `localhost:${port}`, 'x-forwarded-for': '10.0.0.7' })).toBe(
        local === 200 ? 403 : 404,
      );
    }
    const web = join(folder, 'web.yaml');
    await writeFile(web, stringify({ basic_auth_users: { admin: hashSync('secret', 4) } }));
    const guarded = await start(`--config.file=${await configFor()}`, `--web.config.file=${web}`);
    const authorization = `Basic ${Buffer.from('admin:secret').toString('base64')}`;
    const host = 'exporter.example.com';
    expect(await statusOf(`${guarded.url}/debug/polls`, { host })).toBe(401);
    expect(await statusOf(`${guarded.url}/debug/polls`, { host, authorization })).toBe(200);
    expect(await statusOf(`${guarded.url}/config`, { host, authorization })).toBe(200);
  });
});

describe('check-config --probe --verbose', () => {
  it('prints each request and the beginning of the body of a failed response', async () => {
    const file = await configFor();
    const checking = startProcess(process.execPath, [
      'src/main.ts',
      'check-config',
      '--probe',
      '--verbose',
      file,
    ]);
    expect(await checking.exited).toBe(1);
    expect(checking.stdout()).toMatch(/\nacme: queues: POST oauth_token: 200, \d+ bytes, \d+ ms\n/);
    expect(checking.stdout()).toMatch(
      /\nacme: queues: GET queue_stats: 403, \d+ bytes, \d+ ms, correlation id vendor-7\n {4}\{"message":"no permission","echoed":"\[redacted\]"/,
    );
    expect(checking.stdout()).not.toContain('hunter2hunter2');
  });
});
