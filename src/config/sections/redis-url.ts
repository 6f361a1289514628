import { readFile } from 'node:fs/promises';
import { errorMessage } from '../../domain/index.ts';
import { parseSecret } from '../../settings/index.ts';
import { ConfigError } from '../validation/config-error.ts';

/** URL of the Redis server, which may contain a password. Kept as written, so that configurations can be compared. */
export type RedisUrl = { readonly url: string } | { readonly file: string };

export const REDIS_URL_RULE = 'must be a URL such as redis://host:6379, or rediss:// for TLS';
export const ONE_REDIS_URL = 'cannot be combined with redis_url_file; keep one of the two';

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

interface WrittenUrl {
  readonly redis_url?: string | undefined;
  readonly redis_url_file?: string | undefined;
}

export function redisUrlOf({ redis_url: url, redis_url_file: file }: WrittenUrl): { redisUrl?: RedisUrl } {
  if (file !== undefined) return { redisUrl: { file } };
  return url === undefined ? {} : { redisUrl: { url } };
}

export function isRedisUrl(text: string): boolean {
  const url = URL.parse(text);
  return (url?.protocol === 'redis:' || url?.protocol === 'rediss:') && url.hostname !== '';
}
