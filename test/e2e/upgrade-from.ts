import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run test:upgrade -- --from COMMIT`: upgrades two replicas from the sources of a commit to those of this folder, or of
 * the commit `--to`. Both use the packages of this folder.
 */

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
if (values.from === undefined) {
  process.stderr.write('name the version before: npm run test:upgrade -- --from COMMIT\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Writes the sources of a commit into a folder of their own. */
function sourcesOf(commit: string, name: string): string {
  const target = join(folder, name);
  execFileSync('sh', ['-c', 'mkdir "$2" && git archive "$1" | tar -x -C "$2"', 'sh', commit, target]);
  symlinkSync(resolve('node_modules'), join(target, 'node_modules'));
  return target;
}

const UPGRADE_FROM = sourcesOf(values.from, 'from');
const UPGRADE_TO = values.to === undefined ? '.' : sourcesOf(values.to, 'to');
const child = spawn('vitest', ['run', 'test/e2e/rolling-upgrade.test.ts'], {
  env: { ...process.env, UPGRADE_FROM, UPGRADE_TO },
  stdio: 'inherit',
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
