import { setTimeout as delay } from 'node:timers/promises';

export interface WatchConfigOptions {
  /** Time between two checks, in seconds. */
  readonly intervalSeconds: number;
  /** Changes with the content of the configuration's files. */
  readonly fingerprint: () => Promise<string>;
  /** Called after each change; the next check follows it. */
  readonly reload: () => Promise<unknown>;
}

/** Reloads the configuration after its files changed: once for each content, also when it is invalid. */
export function watchConfig({ intervalSeconds, fingerprint, reload }: WatchConfigOptions): {
  readonly close: () => Promise<void>;
} {
  const closing = new AbortController();

  async function watch(): Promise<void> {
    let seen = await fingerprint();
    while (!closing.signal.aborted) {
      await delay(intervalSeconds * 1000, undefined, { signal: closing.signal, ref: false });
      const found = await fingerprint();
      if (found === seen) continue;
      seen = found;
      await reload();
    }
  }

  // Only the abort rejects: neither a fingerprint nor a reload does.
  const watching = watch().catch(() => {});
  return {
    close: async () => {
      closing.abort();
      await watching;
    },
  };
}
