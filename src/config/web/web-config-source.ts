import { stat } from 'node:fs/promises';
import type { WebConfig, WebConfigSource } from '../../server/index.ts';
import { loadWebConfig } from './web-config.ts';

export interface WatchedWebConfig extends WebConfigSource {
  /** Looks at the files no more. */
  readonly close: () => void;
}

/** How often the files are looked at, in milliseconds: a renewed certificate is in use within that time. */
const LOOK_EVERY_MS = 1_000;

/**
 * Loads the file and again whenever it or a file that it names changes. A file that has become invalid is refused
 * whole, told to `onRefused`, and the configuration before it stays.
 * @throws ConfigError when there is no valid configuration to begin with.
 */
export async function watchWebConfig(
  file: string,
  onRefused: (error: unknown) => void,
): Promise<WatchedWebConfig> {
  const listeners: ((config: WebConfig) => void)[] = [];
  let loaded = await loadWebConfig(file);
  let seen = await fingerprint(loaded.files);
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      const found = await fingerprint(loaded.files);
      if (found === seen) return;
      seen = found;
      loaded = await loadWebConfig(file);
      seen = await fingerprint(loaded.files);
      for (const listener of listeners) listener(loaded.config);
    } catch (error) {
      onRefused(error);
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return {
    current: () => loaded.config,
    onChange: (listener) => listeners.push(listener),
    close: () => clearInterval(timer),
  };
}

/** Changes when a file is written, replaced or gone. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const marks = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
  });
  return (await Promise.all(marks)).join('\n');
}
