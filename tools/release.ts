/**
 * `npm run release -- 0.2.0`: sets the version everywhere, checks, packs and writes the notes. It pushes nothing: it ends
 * with the commands that do.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions, notesOf, releaseChangelog } from './changelog.ts';

/** Ignored by git. */
const OUTPUT = 'release';

const say = (text: string) => process.stderr.write(`release: ${text}\n`);

function run(command: string, ...args: readonly string[]): void {
  say(`$ ${command} ${args.join(' ')}`);
  execFileSync(command, args, { stdio: ['ignore', 2, 2] });
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function release(version: string): void {
  const current = JSON.parse(readFileSync('package.json', 'utf8')).version;
  if (compareVersions(version, current) <= 0) throw new Error(`${version} is not newer than ${current}`);
  const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  if (changes !== '') throw new Error(`the working copy has changes:\n${changes}`);

  const date = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  edit('CHANGELOG.md', (text) => releaseChangelog(text, version, date));
  run('npm', 'version', version, '--no-git-tag-version');
  edit('charts/contact-center-exporter/Chart.yaml', (text) =>
    text.replace(/^(version|appVersion): .*$/gm, `$1: ${version}`),
  );
  run('npm', 'run', 'generate:kubernetes');
  run('npm', 'test');
  run('npm', 'run', 'test:chart');
  run('git', 'commit', '--all', `--message=Release ${version}`);

  // After the commit, which the package names.
  mkdirSync(OUTPUT, { recursive: true });
  run('npm', 'pack', `--pack-destination=${OUTPUT}`);
  const notes = join(OUTPUT, 'notes.md');
  writeFileSync(notes, `${notesOf(readFileSync('CHANGELOG.md', 'utf8'), version)}\n`);
  say(`package and ${notes} are in ${OUTPUT}/; publish with`);
  say(`  git tag --annotate v${version} --file=${notes} && git push --follow-tags`);
}

const [, , version] = process.argv;
if (version === undefined) throw new Error('give the version: npm run release -- 0.2.0');
release(version);
