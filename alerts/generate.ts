import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, parseSettings, SettingsError } from './generator/index.ts';

/** `node alerts/generate.ts [SETTINGS [FOLDER]]`: writes the rules that the settings ask for. */
const [settingsFile = join(import.meta.dirname, 'settings.yaml'), folder = import.meta.dirname] =
  process.argv.slice(2);

try {
  const settings = parseSettings(readFileSync(settingsFile, 'utf8'), settingsFile);
  for (const [path, text] of generatedFiles(settings)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${file}\n`);
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
