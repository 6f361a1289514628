import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS_FILE, commandReference } from '../../tools/command-reference.ts';
import { METRICS_FILE, metricReference } from '../../tools/metric-reference.ts';

it.each([
  ['commands', COMMANDS_FILE, commandReference],
  ['metrics', METRICS_FILE, metricReference],
])(
  'the reference of the %s is current; otherwise run: node tools/command-reference.ts',
  (_, file, current) => {
    expect(readFileSync(file, 'utf8')).toBe(current());
  },
);
