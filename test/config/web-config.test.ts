import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { webConfigChecks } from '../../src/app/web-config.ts';
import { ConfigError } from '../../src/config/index.ts';
import { loadWebConfig } from '../../src/config/web/web-config.ts';

const LOWEST_COST = 4;
const HASH = hashSync('secret', LOWEST_COST);
const withCost = (cost: string) => HASH.replace('$04$', `$${cost}$`);
/** Where the salt ends, of whose last character only two bits count. */
const SALT_END = 29;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(hash: unknown) {
  const file = join(folder, 'web.yaml');
  await writeFile(file, stringify({ basic_auth_users: { me: hash } }));
  return loadWebConfig(file, webConfigChecks);
}

async function problemsOf(hash: unknown): Promise<readonly string[]> {
  const error: unknown = await load(hash).then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ConfigError)) throw new Error('the file is not refused');
  expect(JSON.stringify(error.problems)).not.toContain(String(hash));
  return error.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('the hash of a user', () => {
  it.each(['2a', '2b', '2x', '2y'])('accepts a bcrypt hash of version %s', async (version) => {
    const hash = HASH.replace('2b', version);
    expect((await load(hash)).config.users).toEqual(new Map([['me', hash]]));
  });

  it.each([
    ['a password in the clear', 'in the clear'],
    ['a hash of another kind', '$6$rounds=5000$saltsalt$abcdefghijklmnop'],
    ['a hash that was cut short', HASH.slice(0, -1)],
    ['a hash with something behind it', `${HASH} `],
    ['a cost below the lowest there is', withCost('03')],
    ['a cost above the highest there is', withCost('32')],
    ['a salt that no bcrypt makes', `${HASH.slice(0, SALT_END - 1)}/${HASH.slice(SALT_END)}`],
  ])('rejects a hash that is %s, which no password would match', async (_, hash) => {
    expect(await problemsOf(hash)).toEqual([
      'basic_auth_users.me: must be a bcrypt hash, as `htpasswd -nBC 10 ""` prints it',
    ]);
  });

  it('rejects a hash whose check takes longer than a scrape waits', async () => {
    expect((await load(withCost('16'))).config.users.size).toBe(1);
    for (const cost of ['17', '31']) {
      const [problem, ...others] = await problemsOf(withCost(cost));
      expect(problem).toMatch(new RegExp(`^basic_auth_users.me: has cost ${cost}, .* use at most 16,`));
      expect(others).toEqual([]);
    }
  });
});
