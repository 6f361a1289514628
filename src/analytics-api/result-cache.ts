import { LRUCache } from 'lru-cache';

/** Cache of results as text, in memory or in Redis. */
export interface ResultCache {
  /** Returns undefined when the key has no entry. */
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string, lifetimeSeconds: number): Promise<void>;
  close(): Promise<void>;
}

export type CacheOperation = 'get' | 'set';

/** Uses the second cache while the first one fails. */
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

/** Cache in this process, which evicts the least recently used entries when it is full. */
export function createMemoryCache({ maxBytes }: { readonly maxBytes: number }): ResultCache {
  const results = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (text, key) => Buffer.byteLength(text) + key.length,
  });
  return {
    get: async (key) => results.get(key),
    set: async (key, text, lifetimeSeconds) => void results.set(key, text, { ttl: lifetimeSeconds * 1000 }),
    close: async () => results.clear(),
  };
}
