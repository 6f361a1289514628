import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { METRICS_FILE, metricReference } from '../../src/cli/metric-reference.ts';
import { COMMANDS_FILE, commandReference } from '../../src/cli/reference.ts';

it.each([
  ['commands', COMMANDS_FILE, commandReference],
  ['metrics', METRICS_FILE, metricReference],
])('the reference of the %s is current; otherwise run: node src/cli/reference.ts', (_, file, current) => {
  expect(readFileSync(file, 'utf8')).toBe(current());
});
