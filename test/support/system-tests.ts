import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STARTS_PROCESSES = /from 'node:child_process'/;
const RELATIVE_IMPORT = /^(?:import|export|\}) .*'(\.[^']+\.ts)';$/gm;

/** Whether a test, or a helper that it imports from `test/`, starts a process: Prometheus, Redis, a browser, the CLI. */
function startsProcesses(file: string, visited = new Set<string>()): boolean {
  if (visited.has(file) || !file.startsWith('test/')) return false;
  visited.add(file);
  const text = readFileSync(file, 'utf8');
  if (STARTS_PROCESSES.test(text)) return true;
  return [...text.matchAll(RELATIVE_IMPORT)].some(([, path = '']) =>
    startsProcesses(join(dirname(file), path), visited),
  );
}

/** Test files that start processes. The others need nothing but Node.js; they may serve HTTP in their own process. */
export function systemTests(): readonly string[] {
  return globSync('test/**/*.test.ts').filter(
    (file) => file.startsWith('test/e2e/') || startsProcesses(file),
  );
}
