import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorMessage } from '../../domain/index.ts';
import { byteSize, duration, parseSecret } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';

/** How answers of the analytics query API are kept. */
export interface CacheConfig {
  /** The address of the Redis server, which may hold a password; absent without one. */
  readonly redisUrl?: RedisUrl;
  /** How old an answer may be where the query does not say it. */
  readonly ttlSeconds: number;
  /** How much older an answer may be when the platform cannot be asked. */
  readonly staleIfErrorSeconds: number;
  /** Room in the memory of the exporter. */
  readonly maxBytes: number;
}

/** Kept as it is written, so that two configurations can be compared. */
export type RedisUrl = { readonly url: string } | { readonly file: string };

const ADDRESS = 'must be an address such as redis://host:6379, or rediss:// with TLS';

/** The top-level section. */
export const cacheSection = z
  .object({
    redis_url: z
      .string()
      .refine(isRedisUrl, ADDRESS)
      .optional()
      .describe(
        'Redis server that keeps the answers, such as redis://host:6379; without one, they are kept in memory',
      ),
    redis_url_file: z.string().min(1).optional().describe('File that holds `redis_url`'),
    ttl: duration({ min: 1 })
      .prefault('5m')
      .describe('How old an answer may be where the query does not say it by `cache_ttl`'),
    stale_if_error: duration({})
      .prefault('1h')
      .describe('How much older an answer may be when the platform cannot be asked'),
    max_size: byteSize({ max: '4GiB' })
      .prefault('64MiB')
      .describe('Room for answers in memory; with Redis, it is used while Redis cannot be reached'),
  })
  .refine(({ redis_url, redis_url_file }) => redis_url === undefined || redis_url_file === undefined, {
    path: ['redis_url'],
    error: 'must not be given beside redis_url_file; keep one of the two',
  })
  .prefault({})
  .describe('How answers of the analytics query API are kept')
  .transform(
    (written): CacheConfig => ({
      redisUrl: redisUrlOf(written.redis_url, written.redis_url_file),
      ttlSeconds: written.ttl,
      staleIfErrorSeconds: written.stale_if_error,
      maxBytes: written.max_size,
    }),
  );

/** @throws ConfigError when the file cannot be read, or holds no address; shows nothing of it. */
export async function readRedisUrl(redisUrl: RedisUrl): Promise<string> {
  if ('url' in redisUrl) return redisUrl.url;
  const text = parseSecret(await readBytes(redisUrl.file));
  const url = text.secret?.trim();
  if (url !== undefined && isRedisUrl(url)) return url;
  throw fileError(redisUrl.file, text.problem ?? ADDRESS);
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

function redisUrlOf(url: string | undefined, file: string | undefined): RedisUrl | undefined {
  if (file !== undefined) return { file };
  return url === undefined ? undefined : { url };
}

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (url?.protocol === 'redis:' || url?.protocol === 'rediss:') && url.hostname !== '';
}
