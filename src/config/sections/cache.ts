import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorMessage } from '../../domain/index.ts';
import { byteSize, duration, parseSecret } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';

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

/** URL of the Redis server, which may contain a password. Kept as written, so that configurations can be compared. */
export type RedisUrl = { readonly url: string } | { readonly file: string };

const REDIS_URL_RULE = 'must be a URL such as redis://host:6379, or rediss:// for TLS';

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
    error: 'cannot be combined with redis_url_file; keep one of the two',
  })
  .prefault({})
  .describe('Cache of the analytics query API')
  .transform(
    (written): CacheConfig => ({
      ...redisUrlOf(written.redis_url, written.redis_url_file),
      ttlSeconds: written.ttl,
      staleIfErrorSeconds: written.stale_if_error,
      maxBytes: written.max_size,
    }),
  );

/** @throws ConfigError when the file cannot be read or contains no Redis URL; its content is not shown. */
export async function readRedisUrl(redisUrl: RedisUrl): Promise<string> {
  if ('url' in redisUrl) return redisUrl.url;
  const text = parseSecret(await readBytes(redisUrl.file));
  const url = text.secret?.trim();
  if (url !== undefined && isRedisUrl(url)) return url;
  throw fileError(redisUrl.file, text.problem ?? REDIS_URL_RULE);
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError(file, `cannot be read: ${errorMessage(error)}`);
  }
}

function fileError(file: string, message: string): ConfigError {
  return new ConfigError([{ file, path: 'redis_url_file', message }]);
}

function redisUrlOf(url: string | undefined, file: string | undefined): Pick<CacheConfig, 'redisUrl'> {
  if (file !== undefined) return { redisUrl: { file } };
  return url === undefined ? {} : { redisUrl: { url } };
}

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (url?.protocol === 'redis:' || url?.protocol === 'rediss:') && url.hostname !== '';
}
