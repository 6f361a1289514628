import { LRUCache } from 'lru-cache';

/** Where answers are kept, as text: in memory or in Redis. */
export interface ResultCache {
  /** Undefined where nothing is kept (any more). */
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string, lifetimeSeconds: number): Promise<void>;
  close(): Promise<void>;
}

export type CacheOperation = 'get' | 'set';

/** Uses the second store for as long as the first one fails. */
export function withFallback(
  first: ResultCache,
  second: ResultCache,
  onError: (operation: CacheOperation, error: unknown) => void,
): ResultCache {
  return {
    get: (key) =>
      first.get(key).catch((error: unknown) => {
        onError('get', error);
        return second.get(key);
      }),
    set: (key, text, lifetimeSeconds) =>
      first.set(key, text, lifetimeSeconds).catch((error: unknown) => {
        onError('set', error);
        return second.set(key, text, lifetimeSeconds);
      }),
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** Keeps answers in this process, the least recently used ones going first when there is no more room. */
export function createMemoryCache({ maxBytes }: { readonly maxBytes: number }): ResultCache {
  const answers = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (text, key) => Buffer.byteLength(text) + key.length,
  });
  return {
    get: async (key) => answers.get(key),
    set: async (key, text, lifetimeSeconds) => void answers.set(key, text, { ttl: lifetimeSeconds * 1000 }),
    close: async () => answers.clear(),
  };
}
