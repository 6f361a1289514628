import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { startPrometheus } from '../support/prometheus.ts';

/** Two programs start; on a busy machine that takes more than half a minute. */
const PATIENCE_MS = 60_000;

/** Nothing listens there: the labels do not depend on a successful poll. */
const tenant = (name: string, more = {}) => ({
  name,
  platform: 'cxone',
  api: 'v2',
  base_url: 'https://127.0.0.1:1',
  oauth: { client_id: 'id', client_secret: 'secret' },
  ...more,
});

it(
  "puts a tenant's labels on its target and its info metric, in a real Prometheus as documented",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenant-labels-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'config.yaml');
    const labels = { team: 'sales', data_file: 'crm' };
    await writeFile(file, stringify({ tenants: [tenant('acme', { labels }), tenant('globex')] }));
    const exporter = await startExporter([`--config.file=${file}`]);
    onTestFinished(async () => void (await exporter.stop()));

    const targets = JSON.parse(await exporter.get('/api/v1/targets')) as { labels: object }[];
    expect(targets[0]?.labels).toMatchObject({ __param_tenant: 'acme', ...labels });
    expect(targets[1]?.labels).not.toHaveProperty('team');

    const prometheus = await startPrometheus({
      global: { scrape_interval: '1s' },
      scrape_configs: [
        {
          job_name: 'contact-center-tenants',
          honor_labels: true,
          http_sd_configs: [{ url: `${exporter.url}/api/v1/targets`, refresh_interval: '1s' }],
          relabel_configs: [{ source_labels: ['__meta_contact_center_tenant'], target_label: 'instance' }],
        },
      ],
    });
    onTestFinished(prometheus.stop);
    await eventually(async () => {
      const info = await prometheus.query('contact_center_tenant_info');
      const common = {
        __name__: 'contact_center_tenant_info',
        job: 'contact-center-tenants',
        platform: 'cxone',
      };
      expect(info.map(({ metric }) => metric).sort(byTenant)).toEqual([
        { ...common, api: 'v2', instance: 'acme', tenant: 'acme', ...labels },
        { ...common, api: 'v2', instance: 'globex', tenant: 'globex' },
      ]);
    });
    const up = await prometheus.query('up{team="sales"}');
    expect(up.map(({ metric }) => metric.instance)).toEqual(['acme']);
  },
  PATIENCE_MS,
);

type Labels = Readonly<Record<string, string>>;

function byTenant(a: Labels, b: Labels): number {
  return (a.tenant ?? '') < (b.tenant ?? '') ? -1 : 1;
}
