import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { eventually, freePort, type RunningProcess, startProcess } from './process.ts';

export const REDIS_PASSWORD = 'sesame-open';

/** A Redis server of the test's own. */
export interface RedisServer {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops answering without closing its connections. */
  freeze(): void;
  command(...words: readonly string[]): Promise<string>;
  /** Stops it for good. */
  end(): Promise<void>;
}

/** A Redis server that ends with the test. */
export async function startRedis(): Promise<RedisServer> {
  const server = await runRedis();
  onTestFinished(server.end);
  return server;
}

/** A Redis server that ends with a call of `end`. */
export async function runRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let running: RunningProcess | undefined;

  const command = async (...words: readonly string[]) => {
    const args = ['-p', String(port), '--no-auth-warning', '-a', REDIS_PASSWORD, ...words];
    const { stdout } = await promisify(execFile)('redis-cli', args);
    return stdout.trim();
  };
  const server: RedisServer = {
    url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${port}`,
    command,
    freeze: () => void running?.child.kill('SIGSTOP'),
    async start() {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
      running = startProcess('redis-server', [...args, '--requirepass', REDIS_PASSWORD]);
      await eventually(async () => {
        if ((await command('ping')) !== 'PONG') throw new Error(`redis-server: ${running?.stdout()}`);
      });
    },
    async stop() {
      await running?.stop('SIGKILL');
      running = undefined;
    },
    async end() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
