import { LRUCache } from 'lru-cache';
import type { AnswerStore } from './store.ts';

/** Keeps answers in this process, the least recently used ones going first when there is no more room. */
export function createMemoryStore({ maxBytes }: { readonly maxBytes: number }): AnswerStore {
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
