import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../support/certificates.ts';
import { startExporter } from '../support/exporter.ts';
import { freePort } from '../support/process.ts';

const DOCKERFILE = join(import.meta.dirname, '../../Dockerfile');

/** The command of the image's health check, as the shell of the image is given it. */
async function healthCheck(host: string): Promise<{ code: number }> {
  const text = await readFile(DOCKERFILE, 'utf8');
  const command = /^HEALTHCHECK(?:.*\\\n)* *CMD (.+(?:\\\n.+)*)$/m.exec(text)?.[1] ?? 'false';
  const here = command.replaceAll('127.0.0.1:10980', host);
  return promisify(execFile)('sh', ['-c', here]).then(
    () => ({ code: 0 }),
    (error) => ({ code: error.code }),
  );
}

it('of the image finds an exporter with TLS healthy, one without, and none that is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'health-check-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { cert, key } = await (await createAuthority(folder)).issue('server', 'DNS:exporter.example');
  const webConfig = join(folder, 'web.yaml');
  await writeFile(webConfig, `tls_server_config: { cert_file: ${cert}, key_file: ${key} }\n`);
  for (const flags of [[], [`--web.config.file=${webConfig}`]]) {
    const exporter = await startExporter(flags);
    onTestFinished(async () => void (await exporter.stop()));
    expect([flags, await healthCheck(new URL(exporter.url).host)]).toEqual([flags, { code: 0 }]);
  }
  expect(await healthCheck(`127.0.0.1:${await freePort()}`)).toEqual({ code: 1 });
});
