/**
 * Settings of Node.js and the C library that keep the service's memory small. Only a new program image reads them, so the
 * service replaces itself once, by execve: process id, parent and standard streams stay. Figures: docs/performance.md.
 */
import { existsSync } from 'node:fs';

/**
 * Young generation of at most 3 x 1 MiB: by default it grows to 64 MiB and never shrinks. A full collection once the heap
 * has grown by 40 %: by default it may grow to four times its size. One thread for background work, because each has memory
 * of its own. No optimised code for WebAssembly, which is undici's parser of HTTP: compiling it takes 15 MiB for a moment.
 */
export const NODE_FLAGS: readonly string[] = [
  '--max-semi-space-size=1',
  '--heap-growing-percent=40',
  '--v8-pool-size=1',
  '--no-wasm-tier-up',
];

/**
 * glibc: one arena for all threads. Buffers of 32 KiB and more are returned to the system when they are freed, and so is the
 * end of the arena from 128 KiB on. Other C libraries ignore these.
 */
export const ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Flags for which no service runs. */
const ASKS_ONLY: ReadonlySet<string> = new Set(['--help', '-h', '--version']);

/** The parts of `process` that are used. */
export type Program = Pick<NodeJS.Process, 'execPath' | 'execArgv' | 'argv' | 'env'>;

export interface Restart {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Arguments and environment of the new image; undefined when none is needed. Settings of the user take precedence. `cache` is
 * the folder of compiled code: Node.js needs it from the first module on, or else keeps its TypeScript compiler in memory.
 */
export function restartOf({ execPath, execArgv, argv, env }: Program, cache: string): Restart | undefined {
  if (argv.some((word) => ASKS_ONLY.has(word))) return undefined;
  // Node.js marks the sockets that systemd passes as close-on-exec: a new image would lose them.
  if (env.LISTEN_FDS) return undefined;
  const given = new Set([...execArgv, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].map(nameOf));
  const flags = NODE_FLAGS.filter((flag) => !given.has(nameOf(flag)));
  const settings = Object.entries({ ...ALLOCATOR, NODE_COMPILE_CACHE: cache });
  const missing = settings.filter(([name]) => env[name] === undefined);
  if (flags.length === 0 && missing.length === 0) return undefined;
  return {
    args: [execPath, ...flags, ...execArgv, ...argv.slice(1)],
    env: { ...env, ...Object.fromEntries(missing) },
  };
}

/** `--max-semi-space-size` for `--max_semi_space_size=8`, another spelling of it. */
function nameOf(flag: string): string {
  return flag.replace(/=.*/s, '').replaceAll('_', '-');
}

/** Replaces this program by a new image of it, with the settings. Where the system cannot do that, it runs on without them. */
export function restartWithSettings(cache: string): void {
  const restart = restartOf(process, cache);
  // A failed execve would end the process.
  if (!restart || process.platform === 'win32' || !existsSync(process.execPath)) return;
  process.execve?.(process.execPath, restart.args, restart.env);
}
