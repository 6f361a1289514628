import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { webConfigChecks } from '../../src/app/web-config.ts';
import { loadWebConfig } from '../../src/config/web/web-config.ts';
import { createAuthority } from '../support/certificates.ts';

it('accepts a byte order mark in a web configuration, its certificate and its key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const authority = await createAuthority(folder);
  const { cert, key } = await authority.issue('server', 'DNS:localhost');
  for (const file of [cert, key, authority.caFile])
    await writeFile(file, `\ufeff${await readFile(file, 'utf8')}`);
  const file = join(folder, 'web.yaml');
  await writeFile(
    file,
    `\ufefftls_server_config: { cert_file: ${cert}, key_file: ${key}, client_ca_file: ${authority.caFile}, client_auth_type: RequireAndVerifyClientCert }\n`,
  );
  const { config } = await loadWebConfig(file, webConfigChecks);
  for (const pem of [config.tls?.cert, config.tls?.key, config.tls?.clientCa])
    expect(pem).toMatch(/^-----BEGIN /);
});
