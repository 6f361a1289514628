import { mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { planCollector } from '../../src/plan/index.ts';
import type { PlanSource } from '../../src/plan/plan-source.ts';
import { json, silence, startVendorServer } from '../support/vendor-server.ts';

const HEADER = 'queue_id,start,agents,contacts\n';
const GOOD = `${HEADER}q1,2026-03-30T08:00Z,12,95\n`;
const BAD = `${GOOD}q1,tomorrow,12,95\n`;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'plan-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function collect(source: PlanSource) {
  const reported: unknown[] = [];
  const collector = planCollector({
    tenant: 'acme',
    source,
    onRejected: (...rejected) => void reported.push(rejected),
  });
  return { reported, poll: (signal = AbortSignal.timeout(10_000)) => collector.collect(signal) };
}

describe('a plan in a file', () => {
  it('is read again when it changes, and its rejected rows count once', async () => {
    const file = join(await folder(), 'plan.csv');
    await writeFile(file, BAD);
    const { poll, reported } = collect({ file });
    expect(await poll()).toMatchObject({ plan: [{ queue: 'q1' }], rejected: { invalid_start: 1 } });
    expect(await poll()).toEqual({ plan: [expect.objectContaining({ queue: 'q1' })] });
    expect(reported).toEqual([[file, 1, [expect.stringContaining('line 3: start')]]]);
    await writeFile(`${file}.new`, GOOD.replace('q1', 'q2'));
    await rename(`${file}.new`, file);
    expect(await poll()).toMatchObject({ plan: [{ queue: 'q2' }], rejected: {} });
  });

  it('fails with a code while it is missing, no plan, a folder or too large', async () => {
    const path = await folder();
    const file = join(path, 'plan.csv');
    const { poll } = collect({ file });
    await expect(poll()).rejects.toMatchObject({ code: 'plan_unreadable' });
    await expect(collect({ file: path }).poll()).rejects.toMatchObject({ code: 'plan_unreadable' });
    await writeFile(file, 'hello');
    await expect(poll()).rejects.toMatchObject({
      code: 'plan_invalid',
      message: expect.stringContaining(file),
    });
    await truncate(file, 33 * 2 ** 20);
    await expect(poll()).rejects.toMatchObject({ code: 'plan_too_large' });
    await writeFile(file, GOOD);
    expect(await poll()).toMatchObject({ plan: [{ queue: 'q1' }] });
  });
});

describe('a plan from a URL', () => {
  it('is fetched with the token of the file, which is read at each poll', async () => {
    const tokenFile = join(await folder(), 'token');
    const { origin, at } = await startVendorServer({
      '/plan': [
        (_, response) => void response.writeHead(200, { 'content-type': 'text/csv' }).end(BAD),
        json([{ queue_id: 'q2', start: '2026-03-30T08:00Z', agents: 3 }]),
      ],
    });
    const { poll, reported } = collect({ url: `${origin}/plan?key=hidden`, tokenFile });
    await writeFile(tokenFile, 'first\n');
    expect(await poll()).toMatchObject({ plan: [{ queue: 'q1' }], rejected: { invalid_start: 1 } });
    await writeFile(tokenFile, 'second\n');
    expect(await poll()).toMatchObject({ plan: [{ queue: 'q2' }] });
    expect(at('/plan').map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(at('/plan')[0]!.url).toBe('/plan?key=hidden');
    expect(at('/plan')[0]!.headers.accept).toContain('text/csv');
    expect(reported).toEqual([[`${origin}/plan`, 1, [expect.stringContaining('line 3')]]]);
  });

  it('fails with a code and without a secret', async () => {
    const tokenFile = join(await folder(), 'token');
    await writeFile(tokenFile, 'hush');
    const { origin, at } = await startVendorServer({
      '/forbidden': json({ message: 'hush is not welcome' }, 403),
      '/elsewhere': (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      '/page': (_, response) => void response.writeHead(200).end('<html>hush</html>'),
      '/large': (_, response) => void response.writeHead(200, { 'content-length': 2 ** 30 }).end(),
    });
    const codes = {
      '/forbidden': 'http',
      '/elsewhere': 'redirect_refused',
      '/page': 'plan_invalid',
      '/large': 'body_too_large',
    };
    for (const [path, code] of Object.entries(codes)) {
      const poll = collect({ url: `${origin}${path}?key=hidden`, tokenFile }).poll();
      const error: Error = await poll.then(
        () => Promise.reject(new Error('resolved')),
        (reason) => reason,
      );
      expect(error).toMatchObject({ code });
      expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/hush|hidden/);
      expect(at(path)).toHaveLength(1);
    }
    await writeFile(tokenFile, '');
    await expect(collect({ url: `${origin}/page`, tokenFile }).poll()).rejects.toMatchObject({
      code: 'plan_unreadable',
    });
  });

  it('ends at its deadline', async () => {
    const { origin } = await startVendorServer({ '/plan': silence });
    await expect(collect({ url: `${origin}/plan` }).poll(AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});
