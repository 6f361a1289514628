/** Programs written in Go, compiled from their modules: no other way brings the same version to every machine. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const CACHE = join(import.meta.dirname, '../node_modules/.cache/go-tools');

/** Packages with their versions. */
export const GO_TOOLS = {
  helm: 'helm.sh/helm/v3/cmd/helm@v3.22.0',
  pint: 'github.com/cloudflare/pint/cmd/pint@v0.87.0',
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
} as const;

/**
 * Path of the program, compiled at the first call.
 * @throws Error without Go, or without the module.
 */
export function goTool(name: keyof typeof GO_TOOLS): string {
  const [path = '', version = ''] = GO_TOOLS[name].split('@');
  const folder = join(CACHE, version);
  const program = join(folder, basename(path));
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`$ go install ${GO_TOOLS[name]} (once)\n`);
  execFileSync('go', ['install', GO_TOOLS[name]], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
    stdio: ['ignore', 2, 2],
  });
  return program;
}

/** Folder of a module's sources. */
export function goModule(module: string): string {
  const json = execFileSync('go', ['mod', 'download', '-json', module], { cwd: CACHE, encoding: 'utf8' });
  return JSON.parse(json).Dir;
}
