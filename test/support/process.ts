import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Real processes for tests: started, listened to, and surely ended. */

export interface RunningProcess {
  readonly child: ChildProcess;
  /** Everything written so far, stdout and stderr apart. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly isRunning: () => boolean;
  /** Sends the signal and waits for the end; a process that hangs on is killed at last. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** No process under test may take this long to end. */
const KILL_AFTER_MS = 15_000;

export function startProcess(
  command: string,
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): RunningProcess {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  exited.catch(() => {});
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    isRunning,
    stop: async (signal = 'SIGTERM') => {
      if (isRunning()) child.kill(signal);
      const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      try {
        return await exited;
      } finally {
        clearTimeout(kill);
      }
    },
  };
}

/** A port that was free a moment ago, with `count - 1` free ones after it. */
export async function freePort(count = 1): Promise<number> {
  for (;;) {
    const port = await openAndClose(0);
    const following = Array.from({ length: count - 1 }, (_, index) => openAndClose(port + 1 + index));
    const results = await Promise.allSettled(following);
    if (results.every(({ status }) => status === 'fulfilled')) return port;
  }
}

function openAndClose(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** Asks until the check passes, and fails with its last objection when that takes too long. */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { timeoutSeconds = 60, intervalMs = 100 } = {},
): Promise<Result> {
  const giveUpAt = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await delay(intervalMs);
    }
  }
}
