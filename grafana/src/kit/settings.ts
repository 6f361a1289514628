import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSettings } from '../../../alerts/generator/index.ts';

const file = join(import.meta.dirname, '../../../alerts/settings.yaml');

/** What the operator sets for alerts and dashboards alike. */
export const SETTINGS = parseSettings(readFileSync(file, 'utf8'), file);
