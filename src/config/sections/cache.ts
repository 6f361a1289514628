import { z } from 'zod';
import { byteSize, duration } from '../../settings/index.ts';
import { isRedisUrl, ONE_REDIS_URL, REDIS_URL_RULE, type RedisUrl, redisUrlOf } from './redis-url.ts';

/** The cache of the analytics query API. */
export interface CacheConfig {
  /** Absent: results are cached in memory. */
  readonly redisUrl?: RedisUrl;
  /** Maximum age of a cached result, unless the query sets `cache_ttl`. */
  readonly ttlSeconds: number;
  /** Additional age of a cached result while the platform is unavailable. */
  readonly staleIfErrorSeconds: number;
  /** Size of the cache in memory. */
  readonly maxBytes: number;
}

/** The top-level section. */
export const cacheSection = z
  .object({
    redis_url: z
      .string()
      .refine(isRedisUrl, REDIS_URL_RULE)
      .optional()
      .describe(
        'URL of the Redis server that caches results, such as redis://host:6379; by default they are cached in memory',
      ),
    redis_url_file: z.string().min(1).optional().describe('File that contains `redis_url`'),
    ttl: duration({ min: 1 })
      .prefault('5m')
      .describe('Maximum age of a cached result, unless the query sets `cache_ttl`'),
    stale_if_error: duration({})
      .prefault('1h')
      .describe('Additional age of a cached result while the platform is unavailable'),
    max_size: byteSize({ max: '4GiB' })
      .prefault('64MiB')
      .describe('Size of the cache in memory; with Redis, used while Redis is unavailable'),
  })
  .refine(({ redis_url, redis_url_file }) => redis_url === undefined || redis_url_file === undefined, {
    path: ['redis_url'],
    error: ONE_REDIS_URL,
  })
  .prefault({})
  .describe('Cache of the analytics query API')
  .transform(
    (written): CacheConfig => ({
      ...redisUrlOf(written),
      ttlSeconds: written.ttl,
      staleIfErrorSeconds: written.stale_if_error,
      maxBytes: written.max_size,
    }),
  );
