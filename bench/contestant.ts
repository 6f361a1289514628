import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** One poll: how long until the new values could be scraped, and the processor time it took. */
export interface PollCost {
  readonly series: number;
  readonly wallNs: number;
  readonly cpuNs: number;
}

export interface MemoryUse {
  readonly residentMiB: number;
  readonly peakMiB: number;
}

/** A server in a process of its own that is told, one command at a time, what to do. */
export interface Contestant {
  readonly name: string;
  /** Its metrics. */
  readonly url: URL;
  /** Changes every value. */
  poll(): Promise<PollCost>;
  /** After garbage collection. */
  memory(): Promise<MemoryUse>;
  /** Polls for so long, and tells the longest time for which nothing else could happen, in milliseconds. */
  pollRepeatedly(seconds: number): Promise<{ readonly longestBlockMs: number }>;
  stop(): Promise<void>;
}

/**
 * Starts a program that speaks the contestants' protocol: lines of JSON. It writes `{url}` when it is ready, then
 * answers each `{command, seconds?}` on its standard input by one line.
 */
export async function startContestant(
  name: string,
  command: string,
  args: readonly string[],
): Promise<Contestant> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${name} ended (${code ?? signal})`)));
  });
  ended.catch(() => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const line = await Promise.race([lines.next(), ended]);
    return JSON.parse(String(line.value)) as T;
  };
  const ask = <T>(message: object): Promise<T> => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    return answer<T>();
  };
  const { url } = await answer<{ url: string }>();
  return {
    name,
    url: new URL(url),
    poll: () => ask<PollCost>({ command: 'poll' }),
    memory: () => ask<MemoryUse>({ command: 'memory' }),
    pollRepeatedly: (seconds) => ask<{ longestBlockMs: number }>({ command: 'pollRepeatedly', seconds }),
    stop: async () => {
      child.stdin.end();
      child.kill();
      await ended.catch(() => {});
    },
  };
}
