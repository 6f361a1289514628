import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { generatedRules, generatedTests, parseSettings, SettingsError } from './generator/index.ts';

/**
 * `node alerts/generate.ts` writes the rules of settings.yaml, and the generated tests.
 * `node alerts/generate.ts SETTINGS FOLDER` writes only the rules, from other settings to another folder.
 */

const HERE = import.meta.dirname;
const [settingsFile, folder] = process.argv.slice(2);

try {
  write(folder ?? HERE, generatedRules(read(settingsFile ?? join(HERE, 'settings.yaml'))));
  if (folder === undefined)
    write(HERE, generatedTests(read(join(HERE, 'tests/opening-hours/settings.yaml')), handWrittenTests()));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function read(file: string) {
  return parseSettings(readFileSync(file, 'utf8'), file);
}

function handWrittenTests(): string[] {
  return globSync(join(HERE, 'tests/*.yaml'))
    .filter((file) => basename(file) !== 'stale.yaml')
    .sort()
    .map((file) => readFileSync(file, 'utf8'));
}

function write(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${file}\n`);
  }
}
