import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The host that a replica believes to run on: its clock, time zone and names (see host-preload.ts). */

export interface HostState {
  /** Lead of its wall clock over the machine's. */
  readonly aheadSeconds: number;
  /** Absent: the machine's. */
  readonly timeZone?: string;
  /** Domain whose names all lead to this machine. */
  readonly domain: string;
  /** Names in the domain that do not resolve. */
  readonly unresolved: readonly string[];
}

export const DOMAIN = 'vendor.test';

export interface Host {
  readonly env: Readonly<Record<string, string>>;
  readonly state: () => HostState;
  /** Takes effect once the process has received SIGUSR2. */
  readonly set: (change: Partial<HostState>) => void;
}

export function createHost(folder: string, name: string, aheadSeconds: number): Host {
  const file = join(folder, `${name}.json`);
  let state: HostState = { aheadSeconds, domain: DOMAIN, unresolved: [] };
  const write = () => {
    // Replaced as a whole: the process may read it at any moment.
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    env: {
      FAULTS_HOST: file,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'host-preload.ts')}`,
      // A proxy of the machine that runs the suite does not know the names.
      HTTP_PROXY: '',
      HTTPS_PROXY: '',
      http_proxy: '',
      https_proxy: '',
    },
    state: () => state,
    set: (change) => {
      state = { ...state, ...change };
      write();
    },
  };
}
