import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { GO_TOOLS, goTool } from '../../tools/go-tool.ts';

const FOLDER = '.github/workflows';
const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({ 'timeout-minutes': z.int(), steps: z.array(z.looseObject({ uses: z.string().optional() })) }),
  ),
});
const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  ...workflow.parse(parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))),
}));

/** Go comes with the CI machine; elsewhere the check is left out, and that is printed. */
function hasGo(): boolean {
  if (spawnSync('go', ['version']).status === 0) return true;
  if (process.env.CI) throw new Error(`Go is missing, so ${GO_TOOLS.actionlint} cannot be compiled`);
  process.stderr.write('NOT CHECKED: the workflows, as Go is missing and actionlint cannot be compiled.\n');
  return false;
}

describe('the workflows', () => {
  it('are accepted by actionlint', () => {
    if (!hasGo()) return;
    const { status, stdout } = spawnSync(goTool('actionlint'), ['-no-color'], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }, 180_000);

  it('start with the right to read alone, have time limits, and leave no credentials in the checkout', () => {
    for (const { name, permissions, jobs } of workflows) {
      expect([name, permissions]).toEqual([name, { contents: 'read' }]);
      for (const { steps } of Object.values(jobs)) {
        const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
        expect([name, checkout?.with]).toEqual([name, { 'persist-credentials': false }]);
      }
    }
  });

  it('check what the project promises, on Node.js 24 and 26', () => {
    const jobs = workflows.find(({ name }) => name === 'ci.yaml')?.jobs ?? {};
    expect(Object.keys(jobs)).toEqual(['lint', 'unit', 'test', 'package', 'image', 'chart', 'pint']);
  });
});

describe('the Renovate configuration', () => {
  it('finds the versions that no package manager lists', () => {
    const { customManagers } = JSON.parse(readFileSync('.github/renovate.json', 'utf8'));
    const found = customManagers.flatMap(
      ({ managerFilePatterns, matchStrings }: { managerFilePatterns: string[]; matchStrings: string[] }) =>
        managerFilePatterns.flatMap((file) =>
          matchStrings.flatMap((pattern) =>
            [...readFileSync(file, 'utf8').matchAll(new RegExp(pattern, 'g'))].map(
              ({ groups }) => `${groups?.depName} ${groups?.currentValue}`,
            ),
          ),
        ),
    );
    expect(found.map((text: string) => text.split(' ')[0]).sort()).toEqual([
      'github.com/cloudflare/pint',
      'github.com/prometheus-operator/prometheus-operator',
      'github.com/rhysd/actionlint',
      'helm.sh/helm/v3',
      'kubernetes-validate',
    ]);
  });
});
