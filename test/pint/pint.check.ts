import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { goTool } from '../../tools/go-tool.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { scrapeConfig, startPrometheus } from '../support/prometheus.ts';

/** `npm run test:pint`: the rules with pint, offline and with queries to a Prometheus that scrapes the demo. */

const CONFIGURATION = readFileSync('alerts/.pint.hcl', 'utf8');
/** The rules of a group are evaluated once a minute at most, and some build on others. */
const EVALUATION_SECONDS = 200;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pint-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function pint(configuration: string, rules: string, ...flags: readonly string[]) {
  const file = join(folder, 'pint.hcl');
  writeFileSync(file, configuration);
  const args = ['--no-color', '--config', file, ...flags, 'lint', rules];
  const { status, stdout, stderr } = spawnSync(goTool('pint'), args, { encoding: 'utf8', cwd: 'alerts' });
  return { status, output: `${stdout}${stderr}` };
}

describe('pint', () => {
  it('finds nothing in the rules without a Prometheus', () => {
    const { status, output } = pint(CONFIGURATION, 'rules', '--offline');
    expect([status, output]).toEqual([0, expect.not.stringContaining('Problems found')]);
  });

  it('finds an alert without a runbook', () => {
    const rule = { alert: 'Faulty', expr: 'up == 0', labels: { severity: 'page' } };
    const rules = join(folder, 'rules');
    writeFileSync(rules, JSON.stringify({ groups: [{ name: 'faulty', rules: [rule] }] }));
    const configuration = CONFIGURATION.replace('"rules/.*"', '".*"');
    expect(pint(configuration, rules, '--offline')).toMatchObject({
      status: 1,
      output: expect.stringContaining('runbook_url'),
    });
  });

  it('finds every series that the rules use in a Prometheus that scrapes the demo', async () => {
    const exporter = await startExporter([]);
    onTestFinished(async () => void (await exporter.stop()));
    const prometheus = await startPrometheus({
      ...scrapeConfig([exporter.url]),
      rule_files: [join(process.cwd(), 'alerts/rules/*.yaml')],
    });
    onTestFinished(async () => void (await prometheus.stop()));
    const live = `prometheus "live" {\n  uri = "${prometheus.url}"\n  timeout = "60s"\n}\n`;
    // The history of minutes, in the steps of the scrapes.
    const history = 'check "promql/series" {\n  lookbackRange = "1h"\n  lookbackStep  = "5s"';
    const configuration = `${live}${CONFIGURATION.replace('check "promql/series" {', history)}`;
    await eventually(
      () => {
        const { status, output } = pint(configuration, 'rules');
        expect([status, output]).toEqual([0, expect.not.stringContaining('\nBug')]);
      },
      { timeoutSeconds: EVALUATION_SECONDS, intervalMs: 10_000 },
    );
  });
});
