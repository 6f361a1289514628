import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedRules, generatedTests, parseSettings } from '../../alerts/generator/index.ts';
import { ALERTS_FOLDER, RULE_FILES, readGroups } from '../support/rules.ts';

const read = (path: string) => readFileSync(join(ALERTS_FOLDER, path), 'utf8');
const settings = parseSettings(read('settings.yaml'), 'settings.yaml');

describe('generated files', () => {
  it.each([...generatedRules(settings)])('has an up-to-date %s for the settings', (path, text) => {
    expect(read(path), 'run: node alerts/generate.ts').toBe(text);
  });

  it.each([
    ...generatedTests(
      parseSettings(read('tests/opening-hours/settings.yaml'), 'settings.yaml'),
      globSync(join(ALERTS_FOLDER, 'tests/*.yaml'))
        .filter((file) => basename(file) !== 'stale.yaml')
        .sort()
        .map((file) => readFileSync(file, 'utf8')),
    ),
  ])('has an up-to-date %s for the tests beside it', (path, text) => {
    expect(read(path), 'run: node alerts/generate.ts').toBe(text);
  });

  it('generates the same rules for Prometheus and for its operator', () => {
    const object = parse(read('kubernetes/prometheus-rule.yaml'));
    expect(object).toMatchObject({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' });
    expect(object.spec.groups).toEqual(RULE_FILES.flatMap(readGroups));
  });
});
