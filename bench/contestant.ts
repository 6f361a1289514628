import type { Child } from './child.ts';

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

/** A contestant writes `{url}` when it is ready, then answers each `{command, seconds?}` by one line. */
export async function contestant(name: string, child: Child): Promise<Contestant> {
  const { url } = await child.answer<{ url: string }>();
  return {
    name,
    url: new URL(url),
    poll: () => child.ask<PollCost>({ command: 'poll' }),
    memory: () => child.ask<MemoryUse>({ command: 'memory' }),
    pollRepeatedly: (seconds) =>
      child.ask<{ longestBlockMs: number }>({ command: 'pollRepeatedly', seconds }),
    stop: child.stop,
  };
}
