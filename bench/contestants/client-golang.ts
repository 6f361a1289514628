import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = join(import.meta.dirname, 'client-golang');
/** Where Debian's packages put the sources of Go libraries. */
const DEBIAN_SOURCES = '/usr/share/gocode';

/** Builds the Go contestant from Debian's packages or Go's module proxy; undefined with neither, or without Go. */
export async function buildClientGolang(folder: string): Promise<string | undefined> {
  const program = join(folder, 'client-golang-contestant');
  const path = `${process.env.PATH}:/usr/local/go/bin`;
  const debian = existsSync(join(DEBIAN_SOURCES, 'src/github.com/prometheus/client_golang'));
  const env = {
    ...process.env,
    PATH: path,
    ...(debian ? { GO111MODULE: 'off', GOPATH: DEBIAN_SOURCES } : {}),
  };
  await mkdir(folder, { recursive: true });
  try {
    await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd: SOURCE, env });
    return program;
  } catch {
    return undefined;
  }
}
