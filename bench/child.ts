import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that is spoken to in lines of JSON, on its standard input and output. */
export interface Child {
  readonly pid: number;
  /** The next line. */
  answer<T>(): Promise<T>;
  /** Writes a line and waits for one. */
  ask<T>(message: object): Promise<T>;
  stop(): Promise<void>;
}

/** How long a child may take to end by itself once its input has ended, in milliseconds. */
const STOP_MS = 2000;

export function startChild(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${args[0] ?? command} ended (${code ?? signal})`)),
    );
  });
  ended.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const line = await Promise.race([lines.next(), ended]);
    return JSON.parse(String(line.value)) as T;
  };
  return {
    pid: child.pid ?? 0,
    answer,
    ask: <T>(message: object) => {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      return answer<T>();
    },
    stop: async () => {
      child.stdin.end();
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended.catch(() => {});
      clearTimeout(kill);
    },
  };
}

/** Node.js itself, on a script of this folder. */
export function startScript(
  script: string,
  args: readonly (string | number)[],
  nodeFlags: readonly string[] = [],
): Child {
  return startChild(process.execPath, [
    '--expose-gc',
    ...nodeFlags,
    `${import.meta.dirname}/${script}`,
    ...args.map(String),
  ]);
}
