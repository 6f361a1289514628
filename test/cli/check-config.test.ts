import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/cli/check-config.ts';
import { fakePlatforms } from '../config/fake-platforms.ts';
import { run } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cce-check-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(content: string) {
  const file = join(folder, 'config.yaml');
  await writeFile(file, content);
  const outcome = await run(['check-config', file], {
    handlers: { 'check-config': (invocation) => checkConfig(invocation, fakePlatforms) },
    env: { SECRET: 's3cr3t' },
  });
  return { file, ...outcome };
}

const tenant = (name: string, more = '') =>
  `  - { name: ${name}, platform: cxone, api: acd, oauth: { client_id: a, client_secret: "$\{SECRET}" }${more} }\n`;

describe('check-config', () => {
  it('tells that a file is valid, with a line for each tenant', async () => {
    const more =
      ', collectors: [agents, queues], queues: { include: [S*] }, polling: { agents: { interval: 2m } }';
    const { file, code, stdout, stderr } = await check(`tenants:\n${tenant('acme')}${tenant('beta', more)}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `${file}: valid, 2 tenants`,
      'acme: cxone acd, all queues, queues every 15s, agents every 30s',
      'beta: cxone acd, selected queues, queues every 15s, agents every 2m',
      '',
    ]);
  });

  it('counts one tenant as one', async () => {
    expect((await check(`tenants:\n${tenant('acme')}`)).stdout).toContain(': valid, 1 tenant\n');
  });

  it('tells every problem in a line, on stderr', async () => {
    const { file, code, stdout, stderr } = await check(`polling: { stale: 1 }\ntenants:\n${tenant('5')}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining(`${file}:1:12: polling.stale: unknown key; `),
      `${file}:3:13: tenants[0].name: must be text, not a number; put it in quotes`,
      '',
    ]);
  });
});
