import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startExporter } from '../../support/exporter.ts';

interface Loaded {
  /** Modules of Node.js. */
  readonly builtins: readonly string[];
  /** Files of the package. */
  readonly undici: readonly string[];
  /** What was created of `Intl`. */
  readonly formats: readonly string[];
}

/** A tenant that cannot be reached; polling it loads what polls need. */
const CONFIG = `
tenants:
  - name: acme
    platform: genesys
    api: observations
    base_url: http://127.0.0.1:1
    oauth: { client_id: id, client_secret: secret, token_url: http://127.0.0.1:1/token }
`;

describe('the running service without viewers', () => {
  let loaded: Loaded;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loaded-'));
    const file = join(folder, 'config.yaml');
    await writeFile(file, CONFIG);
    const preload = join(import.meta.dirname, 'report-loaded.ts');
    const exporter = await startExporter([`--config.file=${file}`], { NODE_OPTIONS: `--import=${preload}` });
    expect(await exporter.get('/metrics')).toContain('contact_center_exporter_build_info');
    await exporter.stop();
    await rm(folder, { recursive: true });
    loaded = JSON.parse(/^loaded=(.*)$/m.exec(exporter.stderr())?.[1] ?? '{}');
  }, 60_000);

  it('has loaded Node.js without its copy of undici', () => {
    expect(loaded.builtins).toContain('http');
    expect(loaded.builtins).not.toContain('internal/deps/undici/undici');
  });

  it('has loaded those parts of undici that requests use', () => {
    expect(loaded.undici).not.toEqual([]);
    expect(loaded.undici.filter((file) => /\/lib\/(?:web|mock|cache)\//.test(file))).toEqual([]);
  });

  it('has loaded no data of languages', () => {
    expect(loaded.formats).toEqual([]);
  });
});
