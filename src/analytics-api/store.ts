/** Where answers are kept, as text: in memory or in Redis. */
export interface AnswerStore {
  /** Undefined where nothing is kept (any more). */
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string, lifetimeSeconds: number): Promise<void>;
  close(): Promise<void>;
}

export type StoreOperation = 'get' | 'set';

/** Uses the second store for as long as the first one fails. */
export function withFallback(
  first: AnswerStore,
  second: AnswerStore,
  onError: (operation: StoreOperation, error: unknown) => void,
): AnswerStore {
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
