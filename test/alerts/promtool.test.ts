import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERTS_FOLDER, RULE_FILES } from '../support/rules.ts';
import { promtool } from './support/promtool.ts';

/** Only a hang reaches it: the slowest file takes seconds on a machine of its own. */
const TIMEOUT_MS = 120_000;

describe('promtool', () => {
  it('finds no problem in the rules', async () => {
    const verdict = await promtool('check', 'rules', '--lint=all', '--lint-fatal', ...RULE_FILES);
    expect(verdict.match(/SUCCESS/g)).toHaveLength(RULE_FILES.length);
  });

  it('accepts the example configuration of Prometheus, with all rules', async () => {
    const verdict = await promtool('check', 'config', join(ALERTS_FOLDER, 'prometheus.yaml'));
    for (const file of RULE_FILES) expect(verdict).toContain(basename(file));
  });

  const files = globSync(join(ALERTS_FOLDER, 'tests/*.yaml')).sort();
  it.concurrent.each(files.map((file) => [basename(file), file] as const))(
    'passes the tests of %s',
    async (_, file) => {
      expect(await promtool('test', 'rules', file)).toContain('SUCCESS');
    },
    TIMEOUT_MS,
  );
});
