import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedisCache, resultSchema } from '../../src/analytics-api/index.ts';
import { eventually } from '../support/process.ts';
import { REDIS_PASSWORD, type RedisServer, startRedis } from '../support/redis.ts';
import { type Api, QUERY, startApi } from './support/api.ts';

/** The cache in a real Redis server. */

async function ask(api: Api, changes: object = {}) {
  const response = await api.post({ ...QUERY, ...changes });
  expect(response.status).toBe(200);
  return resultSchema.parse(await response.json());
}

const keysOf = async (redis: RedisServer) => (await redis.command('keys', '*')).split('\n').filter(Boolean);
const errors = (api: Api, operation: string) =>
  api.counted('contact_center_analytics_cache_errors_total', { operation });
const messages = (api: Api) => api.logged().map(({ msg }) => msg);

/** Connecting takes a moment; what is asked meanwhile is kept in memory. */
async function connected(api: Api, redis: RedisServer): Promise<void> {
  await eventually(async () => {
    await ask(api, { dimensions: [] });
    expect(await keysOf(redis)).not.toEqual([]);
  });
}

describe('the cache in Redis', () => {
  it('shares results between exporters and keeps them no longer than they may be used', async () => {
    const redis = await startRedis();
    const cache = { redis_url: redis.url, stale_if_error: '10m' };
    const one = await startApi({ cache });
    await connected(one, redis);
    await redis.command('flushall');

    expect((await ask(one, { cache_ttl: 60 })).cached).toBe(false);
    await eventually(async () => expect(await keysOf(redis)).toHaveLength(1));
    const [key = ''] = await keysOf(redis);
    expect(key).toMatch(/^contact-center-exporter:analytics:1:[0-9a-f]{64}$/);
    const lifetime = Number(await redis.command('ttl', key));
    expect(lifetime).toBeGreaterThan(600);
    expect(lifetime).toBeLessThanOrEqual(660);

    const asked = one.upstream();
    const sharing = await startApi({ cache, simulator: one.simulator });
    await eventually(async () => expect((await ask(sharing)).cached).toBe(true));
    expect((await ask(one)).cached).toBe(true);
    // Only before it was connected may the second have asked by itself.
    expect(one.upstream()).toBeLessThanOrEqual(asked + 1);
    // Another account behind the same name: its answers are its own.
    const elsewhere = await startApi({ cache });
    const before = await keysOf(redis);
    await eventually(async () => {
      await ask(elsewhere, { dimensions: ['queue'] });
      expect(await keysOf(redis)).not.toEqual(before);
    });
    expect((await ask(elsewhere)).cached).toBe(false);
  });

  it('drops a result when its lifetime is over', async () => {
    const redis = await startRedis();
    const api = await startApi({ cache: { redis_url: redis.url, stale_if_error: '0s' } });
    await connected(api, redis);
    await redis.command('flushall');
    expect((await ask(api, { cache_ttl: 1 })).cached).toBe(false);
    await eventually(async () => {
      expect(await keysOf(redis)).toEqual([]);
      expect((await ask(api, { cache_ttl: 1 })).cached).toBe(false);
    });
  });

  it('queries the platform and counts errors while the server is down, and uses it again afterwards', async () => {
    const redis = await startRedis();
    const api = await startApi({ cache: { redis_url: redis.url } });
    await connected(api, redis);
    const before = await errors(api, 'get');
    await redis.stop();

    expect((await ask(api)).cached).toBe(false);
    expect(await errors(api, 'get')).toBeGreaterThan(before);
    await eventually(async () => expect(await errors(api, 'set')).toBeGreaterThan(0));
    // Meanwhile the memory serves.
    expect((await ask(api)).cached).toBe(true);
    expect(messages(api)).toContain('Redis unavailable; caching in memory');

    await redis.start();
    await eventually(async () => {
      await ask(api);
      expect(await keysOf(redis)).not.toEqual([]);
    });
    const afterwards = await errors(api, 'get');
    expect((await ask(api)).cached).toBe(true);
    expect(await errors(api, 'get')).toBe(afterwards);
    expect(messages(api)).toContain('Redis recovered');
  });

  it('delays no query when the server no longer responds', async () => {
    const redis = await startRedis();
    const api = await startApi({ cache: { redis_url: redis.url } });
    await connected(api, redis);
    redis.freeze();
    expect((await ask(api)).row_count).toBeGreaterThan(0);
    expect(await errors(api, 'get')).toBeGreaterThan(0);
  });

  it('starts without a server and never logs the password', async () => {
    const redis = await startRedis();
    await redis.stop();
    const api = await startApi({ cache: { redis_url: redis.url } });
    expect((await ask(api)).cached).toBe(false);
    expect((await ask(api)).cached).toBe(true);
    await eventually(() => expect(messages(api)).toContain('Redis unavailable; caching in memory'));
    expect(JSON.stringify(api.logged())).not.toContain(REDIS_PASSWORD);
  });

  it('replaces an invalid entry, counts it and warns once', async () => {
    const redis = await startRedis();
    const api = await startApi({ cache: { redis_url: redis.url } });
    await connected(api, redis);
    await redis.command('flushall');
    await ask(api);
    await eventually(async () => expect(await keysOf(redis)).toHaveLength(1));
    const [key = ''] = await keysOf(redis);
    for (const text of ['{', '[]', '{"askedAt":"now","rows":[],"rejected":{}}']) {
      const before = await errors(api, 'get');
      await redis.command('set', key, text);
      expect((await ask(api)).cached).toBe(false);
      expect(await errors(api, 'get')).toBe(before + 1);
      await eventually(async () => expect(await redis.command('get', key)).toContain('handle_time'));
    }
    // One line in the log for all in a row.
    expect(messages(api).filter((text) => String(text).startsWith('Invalid cache entry'))).toHaveLength(1);
  });

  it('leaves no connection behind when it is closed while it connects', async () => {
    const redis = await startRedis();
    const cache = await openRedisCache({ url: redis.url, onDown: () => {}, onUp: () => {} });
    await cache.close();
    await delay(500);
    expect((await redis.command('client', 'list')).split('\n')).toHaveLength(1);
  });

  it('never reads an entry of another version', async () => {
    const redis = await startRedis();
    const api = await startApi({ cache: { redis_url: redis.url } });
    await connected(api, redis);
    await redis.command('flushall');
    await ask(api);
    await eventually(async () => expect(await keysOf(redis)).toHaveLength(1));
    const [key = ''] = await keysOf(redis);
    const entry = await redis.command('get', key);
    await redis.command('flushall');
    for (const version of ['0', '2', '', '1.5'])
      await redis.command('set', key.replace(':1:', `:${version}:`), entry);
    expect((await ask(api)).cached).toBe(false);
  });

  it('reads its address from a file, and follows a changed one while the exporter runs', async () => {
    const redis = await startRedis();
    const folder = await mkdtemp(join(tmpdir(), 'analytics-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'redis-url');
    await writeFile(file, `\ufeff${redis.url}\r\n`);
    const api = await startApi();
    await api.reconfigure({ redis_url_file: file });
    await connected(api, redis);
    await writeFile(file, 'not an address');
    await api.reconfigure({});
    await expect(api.reconfigure({ redis_url_file: file })).rejects.toThrow(
      `${file}: redis_url_file: must be a URL such as redis://host:6379`,
    );
    await writeFile(file, `${redis.url}\n${redis.url}`);
    await expect(async () => api.reconfigure({ redis_url_file: file })).rejects.toThrow(
      'cache.redis_url_file: names a file that has more than one line; ',
    );
    expect((await ask(api)).row_count).toBeGreaterThan(0);
  });
});
