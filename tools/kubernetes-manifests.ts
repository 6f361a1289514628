/** `npm run generate:kubernetes`: renders kubernetes/exporter.yaml from the Helm chart, its only source. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goTool } from './go-tool.ts';

const ROOT = join(import.meta.dirname, '..');
export const CHART = join(ROOT, 'charts/contact-center-exporter');
export const MANIFESTS = join(ROOT, 'kubernetes/exporter.yaml');
/** Of the Kubernetes that the objects are rendered for and checked against. */
export const KUBERNETES_VERSION = '1.34.0';

export function render(shape: string, ...flags: readonly string[]): string {
  const values = join(CHART, `ci/${shape}-values.yaml`);
  const args = ['template', 'contact-center-exporter', CHART, '--kube-version', KUBERNETES_VERSION];
  return execFileSync(goTool('helm'), [...args, '--values', values, ...flags], {
    encoding: 'utf8',
    // Helm reports the links to rules and dashboards, which are intended, on stderr.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 32 * 1024 * 1024,
  });
}

/** Hash of what the manifests are rendered from, by which a test without Helm finds outdated ones. */
export function sourceHash(): string {
  const templates = readdirSync(join(CHART, 'templates')).map((name) => `templates/${name}`);
  const hash = createHash('sha256');
  for (const file of ['Chart.yaml', 'values.yaml', 'ci/single-values.yaml', ...templates.sort()])
    hash.update(`${file}\0`).update(readFileSync(join(CHART, file)));
  return hash.digest('hex');
}

export function manifests(): string {
  return `# The exporter in Kubernetes, without Helm. Build and push the image of ../Dockerfile, put your tenants into the ConfigMap, then
#   kubectl create secret generic contact-center-exporter --from-literal=acme=THE_CLIENT_SECRET
#   kubectl apply -f kubernetes/exporter.yaml
# The ServiceMonitor, like the rules in ../alerts/kubernetes, is for the Prometheus operator.
# After a change of the ConfigMap: kubectl rollout restart deployment/contact-center-exporter
# Rendered by \`npm run generate:kubernetes\`; change ../charts/contact-center-exporter (sha256 ${sourceHash()}).
${render('single')}`;
}

if (import.meta.main) writeFileSync(MANIFESTS, manifests());
