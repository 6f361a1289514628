import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/index.ts';
import { fakePlatforms } from './fake-platforms.ts';
import { minimal } from './parse.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cce-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const load = (file: string) => loadConfig(file, { platforms: fakePlatforms, env: {} });
const withSecretFile = (path: string) => minimal().replace('client_secret: b', `client_secret_file: ${path}`);

describe('loadConfig', () => {
  it('reads a file, with or without a byte order mark and with any line ends', async () => {
    const file = await write('config.yaml', `\ufeff${minimal().replaceAll('\n', '\r\n')}`);
    expect((await load(file)).tenants).toMatchObject([{ name: 'acme' }]);
  });

  it('resolves relative paths from the folder of the configuration', async () => {
    await mkdir(join(folder, 'secrets'));
    const secret = await write('secrets/acme', 's3cr3t\n');
    for (const path of ['secrets/acme', './secrets/../secrets/acme', secret]) {
      const { tenants } = await load(await write('config.yaml', withSecretFile(path)));
      expect(tenants[0]?.settings).toEqual({ oauth: { client_id: 'a', client_secret_file: secret } });
    }
  });

  it('follows symbolic links, by which container platforms mount secrets', async () => {
    await symlink(await write('data', 's3cr3t'), join(folder, 'link'));
    const { tenants } = await load(await write('config.yaml', withSecretFile('link')));
    expect(tenants[0]?.settings).toEqual({
      oauth: { client_id: 'a', client_secret_file: join(folder, 'link') },
    });
  });

  it('reports a file that cannot be read', async () => {
    await symlink('loop', join(folder, 'loop'));
    await expect(load(await write('config.yaml', withSecretFile('loop')))).rejects.toThrow(
      'client_secret_file: names a file that cannot be read (ELOOP)',
    );
  });

  it.each([['does not exist', (name: string) => name]])(
    'reports a configuration that %s',
    async (problem, nameOf) => {
      const file = join(folder, nameOf('none.yaml'));
      await expect(load(file)).rejects.toThrow(`${file}: ${problem}; check the path of the file`);
    },
  );

  it('reports a file that is not UTF-8', async () => {
    const file = await write('config.yaml', Uint8Array.of(0x61, 0xff, 0xfe));
    await expect(load(file)).rejects.toThrow(`${file}: is not UTF-8 text; save it as UTF-8`);
  });

  it('rejects with a typed error that holds each problem', async () => {
    const file = await write('config.yaml', minimal('colour: red').replace('api: acd', 'api: v9'));
    const error = await load(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      code: 'invalid_config',
      problems: [
        { file, line: 4, column: 8, path: 'tenants[0].api', message: 'must be one of v2, acd, not "v9"' },
        { file, line: 6, column: 3, path: 'tenants[0].colour' },
      ],
    });
  });
});
