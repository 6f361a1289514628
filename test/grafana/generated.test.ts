import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardFiles } from '../../grafana/src/index.ts';
import { DASHBOARD_UIDS } from '../support/dashboard-uids.ts';
import { GRAFANA_FOLDER } from './support/dashboards.ts';

const read = (path: string) => readFileSync(join(GRAFANA_FOLDER, path), 'utf8');

describe('generated dashboards', () => {
  it.each([...dashboardFiles()])('%s is what the code describes', (name, text) => {
    expect(read(`dashboards/${name}`), 'run: node grafana/generate.ts').toBe(text);
  });

  it('are all there are', () => {
    expect(readdirSync(join(GRAFANA_FOLDER, 'dashboards')).sort()).toEqual(
      [...dashboardFiles().keys()].sort(),
    );
  });

  it('have the uids that alerts and bookmarks lead to', () => {
    expect([...dashboardFiles().keys()]).toEqual(DASHBOARD_UIDS.map((uid) => `${uid}.json`));
  });
});

describe('provisioning', () => {
  const compose = parse(readFileSync(join(GRAFANA_FOLDER, '../compose.yaml'), 'utf8')) as {
    services: Record<string, { volumes?: readonly string[] }>;
  };
  const mounts = compose.services.grafana?.volumes ?? [];

  it('shows Grafana the folder in which the dashboards are', () => {
    const { providers } = parse(read('provisioning/dashboards/contact-center.yaml')) as {
      providers: readonly { readonly options: { readonly path: string } }[];
    };
    expect(mounts).toContain(`./grafana/dashboards:${providers[0]?.options.path}:ro`);
    expect(mounts).toContain('./grafana/provisioning:/etc/grafana/provisioning:ro');
  });

  it('names services of compose.yaml', () => {
    const { datasources } = parse(read('provisioning/datasources/prometheus.yaml')) as {
      datasources: readonly { readonly url: string }[];
    };
    const hosts = datasources.map(({ url }) => new URL(url).hostname);
    expect(hosts.filter((host) => !(host in compose.services))).toEqual([]);
  });
});
