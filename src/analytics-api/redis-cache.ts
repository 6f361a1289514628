import { DIAL_OPTIONS } from '../async/index.ts';
import type { ResultCache } from './result-cache.ts';

/**
 * Contains the version of the entries' format, so that versions of the exporter with different ones can share a server: none
 * reads the entries of another. It changes when an entry has another meaning or unit.
 */
const KEY_PREFIX = 'contact-center-exporter:analytics:1:';

/** Timeout of a command in milliseconds: a slower cache has no benefit. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_MS = { step: 100, most: 2_000 };

export interface RedisCacheOptions {
  /** `redis://` or `rediss://`; may contain a password and is never logged. */
  readonly url: string;
  /** Called once when the server becomes unreachable. */
  readonly onDown: (error: unknown) => void;
  /** Called once when the server is reachable again. */
  readonly onUp: () => void;
}

/**
 * Cache in a Redis server. While the server is unreachable, operations fail immediately and the client reconnects in the
 * background.
 */
export async function openRedisCache({ url, onDown, onUp }: RedisCacheOptions): Promise<ResultCache> {
  // Loaded on demand: the client has hundreds of files, which slow down a start without Redis.
  const { createClient } = await import('@redis/client');
  let isDown = false;
  let isClosed = false;
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
    // A client that is destroyed while it connects connects nevertheless, and would keep the process running.
    if (isClosed) return client.destroy();
    if (isDown) onUp();
    isDown = false;
  });
  // Failures are reported by the 'error' event; the client reconnects until it is destroyed.
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
    close: async () => {
      isClosed = true;
      client.destroy();
    },
  };
}

/** The client's own timeout covers sending a command only; this one covers the response. */
async function withinTimeout<Result>(command: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Redis timed out after ${COMMAND_TIMEOUT_MS} ms`)),
    COMMAND_TIMEOUT_MS,
  );
  try {
    return await Promise.race([command, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
