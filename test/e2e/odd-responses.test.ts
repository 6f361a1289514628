import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startExporter } from '../support/exporter.ts';
import { listen } from '../support/http-listener.ts';
import { eventually } from '../support/process.ts';
import { type Answer, json, startVendorServer } from '../support/vendor-server.ts';

/** The real program against vendors whose responses once ended it. */

const DETAILS = '/api/v2/analytics/queues/details/query';
const LIST = '/api/v2/routing/queues';
const TOKEN = '/oauth/token';

const good = {
  [TOKEN]: json({ access_token: 'token', expires_in: 3600 }),
  [LIST]: json({ entities: [{ id: 'q1', name: 'Sales' }], pageNumber: 1, pageCount: 1, total: 1 }),
  [DETAILS]: json({
    entities: [{ queueId: 'q1', metrics: { waiting: 3, agentsAvailable: 0, agentsBusy: 5 } }],
  }),
};

const raw =
  (status: number, headers: Record<string, string>, body: string | Buffer): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

const ODD: readonly [string, string, Answer][] = [
  ['coding', DETAILS, raw(200, { 'content-encoding': 'rot13' }, 'nonsense')],
  ['broken', DETAILS, raw(200, { 'content-encoding': 'gzip' }, 'nonsense')],
  ['large', DETAILS, raw(200, {}, Buffer.alloc(2 * 1024 * 1024, ' '))],
  ['empty', DETAILS, raw(204, { 'content-encoding': 'gzip' }, '')],
  ['list', LIST, raw(200, { 'content-encoding': 'utf-8' }, '<html>')],
  ['token', TOKEN, raw(200, { 'content-encoding': 'utf-8' }, '{"access_token":')],
  ['length', TOKEN, raw(200, { 'content-length': '3000000' }, '')],
];

it('fails only the polls of a tenant with odd responses, each with a reason, and keeps running', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'odd-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const origins: [string, string][] = [['good', (await startVendorServer(good)).origin]];
  // A character set in the place of a coding is no fault of the body.
  const asText = raw(
    200,
    { 'content-encoding': 'utf-8' },
    '{"entities":[{"queueId":"q1","metrics":{"waiting":4}}]}',
  );
  origins.push(['charset', (await startVendorServer({ ...good, [DETAILS]: asText })).origin]);
  for (const [name, path, answer] of ODD)
    origins.push([name, (await startVendorServer({ ...good, [path]: answer })).origin]);
  origins.push(['hangs-up', await listen((request) => request.socket.destroy())]);

  const file = join(folder, 'config.yaml');
  const tenants = origins.map(
    ([name, origin]) =>
      `  - { name: ${name}, platform: genesys, api: details, base_url: '${origin}', oauth: { client_id: a, client_secret: b }, http: { max_body: 1MiB } }\n`,
  );
  await writeFile(file, `polling: { queues: { interval: 1s, timeout: 1s } }\ntenants:\n${tenants.join('')}`);
  const exporter = await startExporter([`--config.file=${file}`]);
  onTestFinished(async () => void (await exporter.stop()));

  const series = (page: string, name: string, tenant: string) =>
    new RegExp(`^contact_center_${name}\\{[^}]*tenant="${tenant}"[^}]*\\} (\\S+)`, 'm').exec(page)?.[1];
  await eventually(async () => {
    const page = await exporter.get('/metrics');
    const outcome = origins.map(([name]) => [name, series(page, 'collector_success', name)]);
    expect(outcome).toEqual(
      origins.map(([name]) => [name, name === 'good' || name === 'charset' ? '1' : '0']),
    );
    expect(series(page, 'queue_waiting_interactions', 'good')).toBe('3');
    expect(series(page, 'queue_waiting_interactions', 'charset')).toBe('4');
    for (const [name] of ODD) expect(series(page, 'queue_waiting_interactions', name)).toBeUndefined();
  });
  expect(exporter.isRunning()).toBe(true);
  expect(exporter.stderr()).not.toMatch(/uncaught|unhandled|node:internal/i);
});
