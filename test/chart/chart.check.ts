import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goModule, goTool } from '../../tools/go-tool.ts';
import { CHART, KUBERNETES_VERSION, MANIFESTS, manifests, render } from '../../tools/kubernetes-manifests.ts';

/** `npm run test:chart`: the chart with Helm itself, against the schemas of Kubernetes and of the Prometheus operator. */

/** Ships the schemas of the API of each Kubernetes version. */
const KUBERNETES_SCHEMAS = 'kubernetes-validate==1.37.0';
/** Its sources hold the CustomResourceDefinitions. */
const OPERATOR = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const PYTHON = join('node_modules/.cache/chart-python', KUBERNETES_SCHEMAS, 'bin/python');

const shapes = readdirSync(join(CHART, 'ci')).map((name) => name.replace('-values.yaml', ''));
let helm: string;
let definitions: string;
let folder: string;

beforeAll(() => {
  helm = goTool('helm');
  definitions = join(goModule(OPERATOR), 'example/prometheus-operator-crd');
  folder = mkdtempSync(join(tmpdir(), 'chart-'));
  if (existsSync(PYTHON)) return;
  const environment = join(PYTHON, '../..');
  execFileSync('python3', ['-m', 'venv', environment], { stdio: ['ignore', 2, 2] });
  execFileSync(PYTHON, ['-m', 'pip', 'install', '-q', KUBERNETES_SCHEMAS], { stdio: ['ignore', 2, 2] });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The problems of rendered objects, a line for each; the last line counts the objects. */
function validate(rendered: string): string {
  const args = ['test/chart/validate-manifests.py', KUBERNETES_VERSION, definitions];
  const { stdout, stderr } = spawnSync(PYTHON, args, { input: rendered, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

/** What Helm reports about values that it refuses. */
function refusal(...flags: readonly string[]): string {
  const args = ['template', 'x', CHART, '--kube-version', KUBERNETES_VERSION, ...flags];
  const { status, stderr } = spawnSync(helm, args, { encoding: 'utf8' });
  expect(status).not.toBe(0);
  return stderr;
}

describe('the Helm chart', () => {
  it.each(shapes)('passes the linter in the shape %s', (shape) => {
    const values = join(CHART, `ci/${shape}-values.yaml`);
    const { status, stdout } = spawnSync(
      helm,
      ['lint', '--strict', '--kube-version', KUBERNETES_VERSION, '-f', values, CHART],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });

  it.each([
    ['single', 5],
    ['replicas', 18],
    ['shards', 4],
    ['tls', 3],
  ])('renders valid objects in the shape %s', (shape, count) => {
    expect(validate(render(shape))).toBe(`${count} objects\n`);
  });

  it('has its every shape checked, by a check that finds faults', () => {
    expect([...shapes].sort()).toEqual(['replicas', 'shards', 'single', 'tls']);
    const faulty = render('single')
      .replace('targetPort', 'targetPrt')
      .replace('scrapeTimeout', 'scrapeTimeot');
    expect(validate(faulty)).toMatch(/^Service .*targetPrt.*ServiceMonitor .*scrapeTimeot.*5 objects\n$/s);
  });

  it('is the source of the plain manifests', () => {
    expect(readFileSync(MANIFESTS, 'utf8')).toBe(manifests());
  });

  it('runs each shard once in each replica', () => {
    const rendered = render('shards');
    expect(rendered.match(/^kind: StatefulSet$/gm)).toHaveLength(2);
    expect(rendered.match(/^ {2}replicas: 3$/gm)).toHaveLength(2);
    expect(rendered).toContain('- --shard.total=3');
    expect(rendered).toContain('- --shard.index=$(POD_NAME)');
    expect(rendered).toContain('storageClassName: fast');
  });

  it('probes with the healthcheck command where client certificates are required', () => {
    const rendered = render('tls');
    expect(
      rendered.match(/command: \[node, \/app\/dist\/main.js, healthcheck, --of-process=1/g),
    ).toHaveLength(2);
    expect(rendered).toMatch(/image: registry.example.com\/contact-center-exporter@sha256:[0-9a-f]{64}\n/);
    expect(rendered).toContain('serviceAccountName: monitoring');
  });

  it('starts new pods when the configuration changes', () => {
    const checksum = (text: string) => /checksum\/config: (\w+)/.exec(text)?.[1];
    const before = checksum(render('single'));
    expect(checksum(render('single', '--set', 'config.polling.stale_after=4'))).not.toBe(before);
    expect(checksum(render('single', '--set', 'podLabels.a=b'))).toBe(before);
  });

  it('refuses values that cannot work, and unknown ones', () => {
    const tenants = ['--set', 'config.tenants[0].name=acme'];
    expect(refusal(...tenants, '--set', 'replicas=2')).toContain('set config.cluster');
    expect(refusal('--set', 'web.tls=true')).toContain('TLS needs web.existingSecret');
    expect(refusal('--set', 'web.clientCertificates=true')).toContain('client certificates need web.tls');
    expect(refusal('--set', 'replica=2')).toContain('replica');
    expect(refusal('--set', 'image.digest=latest')).toContain('digest');
    expect(refusal('--set', 'monitor.kind=Monitor')).toContain('kind');
  });

  it('holds rules and dashboards when it is packed, and renders from the archive', () => {
    execFileSync(helm, ['package', CHART, '--destination', folder], { stdio: 'ignore' });
    const [archive = ''] = readdirSync(folder);
    const args = ['template', 'x', join(folder, archive), '--kube-version', KUBERNETES_VERSION];
    const flags = ['--set', 'dashboards.enabled=true,prometheusRule.enabled=true'];
    const rendered = execFileSync(helm, [...args, ...flags], {
      encoding: 'utf8',
      maxBuffer: 32 * 1024 * 1024,
    });
    expect(rendered.match(/^kind: PrometheusRule$/gm)).toHaveLength(readdirSync('alerts/rules').length);
    expect(rendered.match(/^ {4}grafana_dashboard: "1"$/gm)).toHaveLength(
      readdirSync('grafana/dashboards').length,
    );
  });
});
