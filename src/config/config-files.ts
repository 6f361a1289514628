import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ConfigError } from './validation/config-error.ts';

/**
 * The files of a configuration: the file itself, or the `*.yaml` files of a folder in order of their names. Hidden files and
 * folders are left out: Kubernetes keeps the versions of a ConfigMap in some.
 * @throws ConfigError for a folder without such a file.
 */
export async function configFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => extname(name) === '.yaml' && !name.startsWith('.'));
  if (names.length === 0)
    throw new ConfigError([{ file: path, path: '', message: 'has no *.yaml file; add one with "tenants:"' }]);
  return names.sort().map((name) => join(path, name));
}

/** Changes when a file of the configuration is added, removed or has another content. */
export async function configFingerprint(path: string): Promise<string> {
  const hash = createHash('sha256');
  // An unreadable file counts as one content: a reload reports it.
  for (const file of await configFiles(path).catch(() => [path]))
    hash.update(`${file}\0`).update(await readFile(file).catch(() => 'unreadable'));
  return hash.digest('hex');
}
