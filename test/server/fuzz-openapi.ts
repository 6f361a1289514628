import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

/**
 * `npm run test:openapi [-- --max-examples=200]`: sends requests made from the OpenAPI description to an exporter of
 * simulated tenants, with schemathesis (PyPI). Uses the program named by SCHEMATHESIS, or installs it in a virtual
 * environment of the temporary folder. Ends with 1 where it finds something, or where schemathesis cannot be had.
 */

const USER = 'bi';
const PASSWORD = 'secret';
/** Cheap to check: a request per millisecond is sent. */
const BCRYPT_COST = 5;
const VERSION = '4.32.5';

process.exitCode = await main(process.argv.slice(2));

async function main(more: readonly string[]): Promise<number> {
  const program = schemathesis();
  if (program === undefined) {
    process.stderr.write(
      '\nSCHEMATHESIS IS MISSING: the OpenAPI description was NOT tested.\nInstall Python 3 with venv and a connection to PyPI, or set SCHEMATHESIS to its program.\n\n',
    );
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-openapi-'));
  try {
    const webConfig = join(folder, 'web.yaml');
    writeFileSync(webConfig, `basic_auth_users: { ${USER}: '${hashSync(PASSWORD, BCRYPT_COST)}' }\n`);
    const exporter = await startExporter([`--web.config.file=${webConfig}`]);
    try {
      await eventually(() => exporter.get('/-/ready'));
      const { status } = spawnSync(
        program,
        [
          'run',
          `--auth=${USER}:${PASSWORD}`,
          '--phases=examples,coverage,fuzzing',
          ...more,
          `${exporter.url}/api/v1/openapi.json`,
        ],
        { cwd: folder, stdio: 'inherit' },
      );
      return status ?? 1;
    } finally {
      await exporter.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function schemathesis(): string | undefined {
  const { SCHEMATHESIS } = process.env;
  if (SCHEMATHESIS) return runs(SCHEMATHESIS) ? SCHEMATHESIS : undefined;
  const environment = join(tmpdir(), `schemathesis-${VERSION}`);
  const program = join(environment, 'bin', 'schemathesis');
  if (!existsSync(program)) {
    if (spawnSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' }).status !== 0)
      return undefined;
    const pip = join(environment, 'bin', 'pip');
    const install = spawnSync(pip, ['install', '--quiet', `schemathesis==${VERSION}`], { stdio: 'inherit' });
    if (install.status !== 0) return undefined;
  }
  return runs(program) ? program : undefined;
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}
