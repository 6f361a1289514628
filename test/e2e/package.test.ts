import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually, freePort, startProcess } from '../support/process.ts';

/**
 * The npm package as somebody installs it: packed, and installed into an empty folder with npm alone. The variable
 * NODE_UNDER_TEST names another Node.js to run it with.
 */

const NODE = process.env.NODE_UNDER_TEST ?? process.execPath;
const env = { PATH: `${dirname(NODE)}${delimiter}${process.env.PATH}` };
const PROGRAM = 'contact-center-exporter';

let folder: string;
let packed: readonly string[];

async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env } };
  return (await promisify(execFile)('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], options))
    .stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  await mkdir(join(folder, 'empty'));
  // The build is not repeated by npm: it would first install what is missing, which the tests have.
  await promisify(execFile)(process.execPath, ['tools/build.ts']);
  const listed = await npm(
    process.cwd(),
    'pack',
    '--ignore-scripts',
    '--json',
    `--pack-destination=${folder}`,
  );
  const [{ filename, files }] = JSON.parse(listed);
  packed = files.map(({ path }: { path: string }) => path);
  await npm(join(folder, 'empty'), 'install', join(folder, filename));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the npm package, installed into an empty folder', () => {
  it('prints its version and the commit that it was built from', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    const running = startProcess('npx', ['--no-install', PROGRAM, '--version'], {
      cwd: join(folder, 'empty'),
      env,
    });
    expect(await running.exited).toBe(0);
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD']).catch(() => ({ stdout: '' }));
    const revision = stdout.trim() || 'unknown';
    expect(running.stdout()).toMatch(
      new RegExp(`^${PROGRAM} ${version} \\(revision: ${revision}(-modified)?\\)\\n`),
    );
  });

  it('serves the demo with predictions, and the wallboard with its files', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    // A group of its own: npx does not pass signals on to the program that it started.
    const npx = spawn('npx', ['--no-install', PROGRAM, `--web.listen-address=${new URL(url).host}`], {
      ...{ cwd: join(folder, 'empty'), env: { ...process.env, ...env } },
      ...{ stdio: 'ignore', detached: true },
    });
    onTestFinished(() => void (npx.pid !== undefined && process.kill(-npx.pid)));
    const text = async (path: string) => (await fetch(`${url}${path}`)).text();
    await eventually(async () => {
      const page = await text('/metrics');
      expect(page).toMatch(/^contact_center_queue_sla_breach_probability\{.*method="erlang_a"/m);
      expect(page).toContain('\ncontact_center_prediction_up 1\n');
    });
    const wallboard = await text('/');
    const files = [...wallboard.matchAll(/(?:src|href)="(wallboard\/assets\/[^"]+)"/g)].map(
      ([, file]) => file,
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect([file, (await fetch(`${url}/${file}`)).status]).toEqual([file, 200]);
  });

  it('holds compiled code, rules and dashboards, but no sources and tests', () => {
    for (const path of [
      'dist/main.js',
      'dist/prediction/service/worker.js',
      'dist/server/wallboard/browser/main.js',
      'alerts/rules/queues.yaml',
      'grafana/dashboards/contact-center-overview.json',
      'LICENSE',
      'README.md',
    ])
      expect(packed).toContain(path);
    const sources = packed.filter((path) => /^(src|test|tools|bench)\/|(?<!\.d)\.ts$|\.map$/.test(path));
    expect(sources).toEqual([]);
  });

  it('declares the types of the platform port for adapters outside this repository', async () => {
    const source = `import type { Collector } from '${PROGRAM}/domain';
import { definePlatform, type Platform } from '${PROGRAM}/platform';
import type { VendorClient } from '${PROGRAM}/vendor-http';
export const define: (p: never) => Platform = definePlatform;
export const collector = (client: VendorClient): Collector => ({ name: 'queues', collect: async () => ({ queues: [client] }) });
`;
    await writeFile(join(folder, 'empty/adapter.mts'), source);
    const tsc = join(process.cwd(), 'node_modules/.bin/tsc');
    const types = ['--typeRoots', join(process.cwd(), 'node_modules/@types'), '--types', 'node'];
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', ...types];
    const checked = startProcess(tsc, [...options, 'adapter.mts'], { cwd: join(folder, 'empty') });
    await checked.exited;
    // Only the row that is no queue is wrong: the types are there, and they are exact.
    expect(checked.stdout().match(/error TS\d+/g)).toEqual(['error TS2322']);
    expect(checked.stdout()).toContain('QueueFacts');
  });
});
