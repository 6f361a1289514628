import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { formatRunningConfig, parseConfig } from '../../src/config/index.ts';
import { platforms } from '../../src/platforms/index.ts';

const FILE = `
polling: { queues: { interval: 5s } }
cache: { redis_url: "redis://user:hunter2@redis:6379" }
tenants:
  - name: acme
    platform: cxone
    api: v2
    base_url: \${BASE_URL}
    oauth:
      client_id: exporter
      client_secret: "inline-secret"
      token_url: "https://login.example.com/token?key=hunter3"
    polling: { health: { interval: 2m } }
  - name: beta
    platform: genesys
    api: observations
    region: mypurecloud.de
    oauth: { client_id: a, client_secret: "\${SECRET}" }
    status_page: {}
`;
const env = { BASE_URL: 'https://api.example.com', SECRET: 'from-env' };
const { running } = parseConfig(FILE, { file: '/etc/config.yaml', platforms, env });
const text = formatRunningConfig(running);

it('fills in defaults in the notation of the file, inherited ones included', () => {
  const config = parseYaml(text) as { tenants: Record<string, unknown>[] } & Record<string, unknown>;
  expect(config.polling).toMatchObject({
    queues: { interval: '5s', timeout: '5s' },
    audit: { interval: '5m', timeout: '1m' },
    stale_after: 3,
  });
  expect(config.service_level).toMatchObject({ target: 0.8, threshold: '20s', window: '15m' });
  expect(config.tenants[0]).toMatchObject({
    name: 'acme',
    collectors: ['queues', 'aggregates', 'agents', 'health', 'analytics', 'audit', 'wait_times'],
    polling: { queues: { interval: '5s' }, health: { interval: '2m', timeout: '10s' } },
    oauth: { client_auth: 'post', allow_insecure_http: false },
    max_pages: 50,
    queues: { include: [], exclude: [], ids: [] },
  });
  expect(config.tenants[1]).toMatchObject({
    status_page: { url: 'https://status.mypurecloud.com', components: ['*'] },
  });
});

it('shows no secret, and values of the environment as their references', () => {
  for (const secret of ['inline-secret', 'from-env', 'hunter2', 'hunter3', 'api.example.com'])
    expect(text).not.toContain(secret);
  expect(running).toMatchObject({
    cache: { redis_url: 'redis://<secret>@redis:6379' },
    tenants: [
      {
        base_url: `\${BASE_URL}`,
        oauth: { client_secret: '<secret>', token_url: 'https://login.example.com/token?<secret>' },
      },
      { oauth: { client_secret: `\${SECRET}` } },
    ],
  });
});
