import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually, freePort } from '../support/process.ts';
import { type Engine, findEngine } from './engine.ts';
import { standInFiles } from './stand-in.ts';

/**
 * `npm run test:image`: builds the image and runs it. Where the base image cannot be downloaded, a stand-in of this
 * machine's files takes its place, so that the Dockerfile's steps run nevertheless; REQUIRE_REAL_BASE=1 forbids that.
 */

const TAG = 'localhost/contact-center-exporter:test';
const STAND_IN = 'localhost/stand-in:test';
const CREATED = '2026-01-01T00:00:00Z';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const revision = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();

let engine: Engine;
let files: string;

beforeAll(() => {
  engine = findEngine();
  const base = /^ARG BASE=(\S+)/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '';
  const options = engine.canPull(base) ? [] : standIn(base);
  const values = { VERSION: version, REVISION: revision, CREATED };
  const args = Object.entries(values).map(([name, value]) => `--build-arg=${name}=${value}`);
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  const secret = authorities ? [`--secret=id=npm_ca,src=${authorities}`] : [];
  engine.build(TAG, '.', [...options, ...args, ...secret]);
  files = engine.files(TAG);
});
afterAll(() => engine?.close());

function standIn(base: string): readonly string[] {
  if (process.env.REQUIRE_REAL_BASE === '1') throw new Error(`${base} cannot be pulled`);
  process.stderr.write(
    `NOT CHECKED: ${base} cannot be pulled. The Dockerfile is built on a stand-in of this machine's files instead.\n`,
  );
  const folder = standInFiles();
  engine.build(STAND_IN, folder, []);
  rmSync(folder, { recursive: true });
  return [`--build-arg=BASE=${STAND_IN}`, '--build-arg=LIBC=glibc'];
}

describe('the image', () => {
  it('says where it comes from', () => {
    expect(engine.labels(TAG)).toMatchObject({
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': revision,
      'org.opencontainers.image.created': CREATED,
      'org.opencontainers.image.source': 'https://github.com/example/contact-center-exporter',
    });
  });

  it('holds neither npm nor source maps, types and documents of packages', () => {
    for (const path of ['usr/local/lib/node_modules', 'usr/local/bin/npm', 'usr/local/bin/npx'])
      expect([path, existsSync(join(files, path))]).toEqual([path, false]);
    const found = readdirSync(join(files, 'app'), { recursive: true, encoding: 'utf8' });
    expect(found).toContain('dist/main.js');
    expect(found.filter((path) => /\.map$|\.ts$|readme\.md$/i.test(path))).toEqual([]);
  });

  it('has a compile cache for the user that it starts as', () => {
    const [cache = ''] = readdirSync(join(files, 'app/node_modules/.cache/compiled'));
    expect(cache).toMatch(/^v24\..*-1000$/);
    const count = readdirSync(join(files, 'app/node_modules/.cache/compiled', cache)).length;
    expect(count).toBeGreaterThan(200);
  });

  it('serves the demo and is healthy with a read-only root, as any user, without capabilities', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const running = engine.start(TAG, [`--web.listen-address=${address}`]);
    onTestFinished(async () => void (await running.stop()));
    await eventually(async () => {
      const page = await (await fetch(`http://${address}/metrics`)).text();
      expect(page).toMatch(/^contact_center_queue_waiting_interactions\{/m);
    });
    expect(await running.stop()).toBe(0);
  });

  it('prints the commit that it was built from', async () => {
    const running = engine.start(TAG, ['--version']);
    expect(await running.exited).toBe(0);
    expect(running.stdout()).toContain(`contact-center-exporter ${version} (revision: ${revision})\n`);
  });

  it('fails its health check where no exporter runs', async () => {
    const check = engine.start(TAG, ['healthcheck', `--web.listen-address=127.0.0.1:${await freePort()}`]);
    expect(await check.exited).toBe(1);
    expect(check.stderr()).toContain('connection refused');
  });
});
