import { stat } from 'node:fs/promises';
import type { WebConfig, WebConfigSource } from '../../server/index.ts';
import { ConfigError } from '../validation/config-error.ts';
import { loadRoles } from './roles.ts';
import { type LoadedWebConfig, loadWebConfig, type WebConfigChecks } from './web-config.ts';

export interface WatchedWebConfig extends WebConfigSource {
  /** Stops watching the files. */
  readonly close: () => void;
}

export interface WatchOptions {
  readonly checks: WebConfigChecks;
  /** The roles of the users; absent: every user may do everything. */
  readonly rolesFile?: string | undefined;
  /** Called with the error of an invalid change; the previous configuration stays in use. */
  readonly onRefused: (error: unknown) => void;
}

/** Interval between checks of the files, in milliseconds: a renewed certificate is in use within that time. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * Loads the file, and again whenever it or a file that it names changes. An invalid change is rejected as a whole.
 * @throws ConfigError when the file is invalid at the start.
 */
export async function watchWebConfig(
  file: string,
  { checks, rolesFile, onRefused }: WatchOptions,
): Promise<WatchedWebConfig> {
  const listeners: ((config: WebConfig) => void)[] = [];
  const load = () => loadWithRoles(file, rolesFile, checks);
  let loaded = await load();
  let seen = await fingerprint(loaded.files);
  let isChecking = false;

  async function check(): Promise<void> {
    if (isChecking) return;
    isChecking = true;
    try {
      const found = await fingerprint(loaded.files);
      if (found === seen) return;
      seen = found;
      loaded = await load();
      seen = await fingerprint(loaded.files);
      for (const listener of listeners) listener(loaded.config);
    } catch (error) {
      onRefused(error);
    } finally {
      isChecking = false;
    }
  }

  const timer = setInterval(() => void check(), CHECK_INTERVAL_MS).unref();
  return {
    current: () => loaded.config,
    onChange: (listener) => listeners.push(listener),
    close: () => clearInterval(timer),
  };
}

/** @throws ConfigError when a file is invalid, or the roles have no users. */
async function loadWithRoles(
  file: string,
  rolesFile: string | undefined,
  checks: WebConfigChecks,
): Promise<LoadedWebConfig> {
  const loaded = await loadWebConfig(file, checks);
  if (rolesFile === undefined) return loaded;
  const grants = await loadRoles(rolesFile);
  if (loaded.config.users.size === 0) {
    const message = 'is missing; --web.roles.file needs users';
    throw new ConfigError([{ file, path: 'basic_auth_users', message }]);
  }
  return { config: { ...loaded.config, grants }, files: [...loaded.files, rolesFile] };
}

/** Changes when a file is written, replaced or deleted. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const marks = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
  });
  return (await Promise.all(marks)).join('\n');
}
