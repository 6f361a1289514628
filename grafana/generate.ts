import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './src/index.ts';

/** `node grafana/generate.ts` writes the dashboards that src/ describes to dashboards/. */

const folder = join(import.meta.dirname, 'dashboards');
mkdirSync(folder, { recursive: true });
for (const [name, text] of dashboardFiles()) {
  const file = join(folder, name);
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}
