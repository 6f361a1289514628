import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { resultSchema } from '../../src/analytics-api/index.ts';
import { exporterConfig, startSimulator } from '../../src/simulator/index.ts';
import type { SimulatedTenant } from '../../src/simulator/server.ts';
import { startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';

/** Cheap to check, so that the test is quick; a real one is 10 or more. */
const BCRYPT_COST = 4;
const SIGNED_IN = { authorization: `Basic ${Buffer.from('bi:secret words').toString('base64')}` };

interface Setup {
  readonly users: boolean;
  readonly cache?: object;
  /** Keys of the tenant in addition to its own. */
  readonly tenant?: object;
}

async function start({ users, cache = {}, tenant = {} }: Setup) {
  const folder = await mkdtemp(join(tmpdir(), 'analytics-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const simulator = await startSimulator({
    tenants: [{ name: 'acme', platform: 'cxone', api: 'v2', centre: 'acme' }],
    warmUpSeconds: 3600,
  });
  onTestFinished(() => simulator.close());
  const files = { config: join(folder, 'config.yaml'), web: join(folder, 'web.yaml') };
  await writeFile(files.config, configWith(simulator.tenants, tenant, { cache }));
  await writeFile(
    files.web,
    stringify({ basic_auth_users: users ? { bi: hashSync('secret words', BCRYPT_COST) } : {} }),
  );
  const exporter = await startExporter([`--config.file=${files.config}`, `--web.config.file=${files.web}`]);
  onTestFinished(async () => void (await exporter.stop()));
  const ask = () =>
    fetch(`${exporter.url}/api/v1/analytics/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...SIGNED_IN },
      body: JSON.stringify({
        tenant: 'acme',
        metrics: ['handle_time', 'talk_time'],
        dimensions: ['channel', 'date'],
        start_date: new Date(Date.now() - 3_600_000).toISOString(),
        end_date: new Date().toISOString(),
      }),
    });
  return { exporter, ask };
}

function configWith(tenants: readonly SimulatedTenant[], keys: object, extra: object): string {
  const config = parse(exporterConfig(tenants, extra));
  for (const tenant of config.tenants) Object.assign(tenant, keys);
  return stringify(config);
}

describe('serve', () => {
  it('shows interaction analytics per channel, in which talk, hold and wrap are the handling', async () => {
    const { exporter } = await start({ users: false });
    const page = await eventually(async () => {
      const text = await exporter.get('/metrics');
      expect(text).toContain('contact_center_analytics_channel_efficiency_ratio{tenant="acme"');
      return text;
    });
    const value = (name: string, channel: string) =>
      Number(
        new RegExp(
          `^contact_center_analytics_${name}\\{tenant="acme",channel="${channel}"\\} (.+)$`,
          'm',
        ).exec(page)?.[1],
      );
    const channels = [...page.matchAll(/^contact_center_analytics_handle_seconds\{.*channel="(\w+)"/gm)];
    expect(channels.length).toBeGreaterThan(1);
    for (const [, channel = ''] of channels) {
      const handle = value('handle_seconds', channel);
      expect(
        value('talk_seconds', channel) + value('hold_seconds', channel) + value('wrap_seconds', channel),
      ).toBeCloseTo(handle, 1);
      expect(value('talk_ratio', channel)).toBeCloseTo(value('talk_seconds', channel) / handle, 6);
      expect(value('interaction_seconds', channel)).toBeCloseTo(handle + value('queue_seconds', channel), 6);
    }
  });

  it('exports the queries of the tenant with their dimensions as labels, up to the limit of groups', async () => {
    const analytics = [
      { dimensions: ['channel'], metrics: ['talk_time', 'handle_time'] },
      { dimensions: ['channel', 'queue'], metrics: ['handle_time'], window: '30m', max_groups: 2 },
      { dimensions: ['campaign', 'channel', 'skill'], metrics: ['service_level', 'abandon_rate'] },
    ];
    const { exporter } = await start({ users: false, tenant: { analytics } });
    const page = await eventually(async () => {
      const text = await exporter.get('/metrics');
      expect(text).toMatch(/^contact_center_analytics_groups_dropped/m);
      return text;
    });
    const lines = page
      .split('\n')
      .filter((line) => /^contact_center_analytics_(?!.*_total|.*answer_age)/.test(line));
    const labelSets = Map.groupBy(lines, (line) =>
      line
        .replace(/="(?:[^"\\]|\\.)*"/g, '')
        .replace(/ \S+$/, '')
        .replace('contact_center_analytics_', ''),
    );
    expect([...labelSets.keys()].sort()).toEqual([
      'abandonment_ratio{tenant,channel,skill,campaign}',
      'channel_efficiency_ratio{tenant,channel,skill,campaign}',
      'groups_dropped{tenant}',
      'handle_seconds{tenant,channel,queue}',
      'handle_seconds{tenant,channel}',
      'service_level_ratio{tenant,channel,skill,campaign}',
      'talk_ratio{tenant,channel}',
      'talk_seconds{tenant,channel}',
    ]);
    expect(labelSets.get('handle_seconds{tenant,channel,queue}')).toHaveLength(2);
    expect(Number(labelSets.get('groups_dropped{tenant}')?.[0]?.split(' ')[1])).toBeGreaterThan(0);
    expect(new Set(lines.map((line) => line.replace(/ \S+$/, ''))).size).toBe(lines.length);
    expect(exporter.stderr().match(/Analytics groups dropped/g)).toHaveLength(1);
  });

  it('responds to an authenticated analytics query through Redis, and writes an audit line in JSON', async () => {
    const redis = await startRedis();
    const { exporter, ask } = await start({ users: true, cache: { redis_url: redis.url } });
    const response = await ask();
    expect(response.status).toBe(200);
    expect(resultSchema.parse(await response.json()).row_count).toBeGreaterThan(0);
    // Written after the answer was sent.
    const line = await eventually(() => {
      const found = exporter
        .stderr()
        .split('\n')
        .find((each) => each.includes('Analytics query'));
      return JSON.parse(found ?? '');
    });
    expect(line).toMatchObject({ user: 'bi', tenant: 'acme', result: 'miss', status: 200 });
    await eventually(async () => {
      const page = await exporter.get('/metrics', { headers: SIGNED_IN });
      expect(page).toContain('contact_center_analytics_queries_total{tenant="acme",result="miss"} 1');
    });
    expect(await exporter.stop()).toBe(0);
  });

  it('rejects every analytics query while no authentication is configured', async () => {
    const { ask } = await start({ users: false });
    const response = await ask();
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('basic_auth_users');
  });
});
