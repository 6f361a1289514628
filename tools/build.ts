/** `npm run build`: compiles `src` to `dist`, which the npm package and the image run. */

import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');

/** A commit as git prints it in full, or as a build service shortens it. */
const REVISION = /^[0-9a-f]{7,64}(-modified)?$/;

function git(...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

/**
 * Commit of the sources: the environment's `REVISION`, where an image is built without the repository's history, else
 * git's answer. Undefined where neither is known: an invented one would mislead the search for a fault.
 */
function revision(): string | undefined {
  const given = process.env.REVISION;
  if (given !== undefined && given !== '') {
    if (REVISION.test(given)) return given;
    throw new Error(`REVISION must be a commit in hexadecimal digits, not ${JSON.stringify(given)}`);
  }
  try {
    const isModified = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', 'HEAD')}${isModified ? '-modified' : ''}`;
  } catch {
    return undefined;
  }
}

rmSync(DIST, { recursive: true, force: true });
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(ROOT, 'tsconfig.build.json')], {
  stdio: 'inherit',
});

// What the wallboard serves as it is: the browser's modules, styles and icons.
cpSync(join(ROOT, 'src'), DIST, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || ['.js', '.css', '.svg'].includes(extname(path)),
});

const commit = revision();
if (commit === undefined) {
  process.stderr.write('build: no git history and no REVISION: --version will print "revision: unknown"\n');
} else {
  writeFileSync(join(DIST, 'app/revision.js'), `export const revision = ${JSON.stringify(commit)};\n`);
}
