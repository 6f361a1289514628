import { DIAL_OPTIONS } from '../async/index.ts';
import type { ResultCache } from './result-cache.ts';

/** The number changes with the form of what is kept, so that versions of the exporter may share a server. */
const KEY_PREFIX = 'contact-center-exporter:analytics:1:';

/** A cache that takes longer than this is no help, in milliseconds. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_MS = { step: 100, most: 2_000 };

export interface RedisCacheOptions {
  /** `redis://` or `rediss://`; may hold a password, and is never shown. */
  readonly url: string;
  /** Called once when the server cannot be reached (any more), and once when it can be again. */
  readonly onDown: (error: unknown) => void;
  readonly onUp: () => void;
}

/**
 * Keeps answers in a Redis server. While it cannot be reached, every operation fails at once; the connection is tried
 * again in the background.
 */
export async function openRedisCache({ url, onDown, onUp }: RedisCacheOptions): Promise<ResultCache> {
  // Hundreds of files, which an exporter without Redis does not wait for.
  const { createClient } = await import('@redis/client');
  let isDown = false;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      ...DIAL_OPTIONS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(RECONNECT_MS.step * (retries + 1), RECONNECT_MS.most),
    },
  });
  client.on('error', (error: unknown) => {
    if (!isDown) onDown(error);
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) onUp();
    isDown = false;
  });
  // Its failures are told as errors above; it ends with the store alone.
  client.connect().catch(() => {});

  return {
    get: async (key) => (await withinTimeout(client.get(KEY_PREFIX + key))) ?? undefined,
    set: async (key, text, lifetimeSeconds) => {
      await withinTimeout(
        client.set(KEY_PREFIX + key, text, {
          expiration: { type: 'PX', value: Math.ceil(lifetimeSeconds * 1000) },
        }),
      );
    },
    close: async () => client.destroy(),
  };
}

/** The client's own time limit ends with the sending of a command; this one holds for the answer. */
async function withinTimeout<Result>(command: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Redis did not answer within ${COMMAND_TIMEOUT_MS} ms`)),
    COMMAND_TIMEOUT_MS,
  );
  try {
    return await Promise.race([command, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
