import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { watchBlocks } from '../block-watch.ts';
import type { MemoryUse, PollCost } from '../contestant.ts';

/** The protocol of `contestant.ts`, from the side of the contestants that run in Node.js. */
export interface Commands {
  readonly url: string;
  /** Makes so many polls' values, every one of them different; its time does not count. */
  readonly prepare: (polls: number) => void;
  /** Takes the values of one of them over, in turn; when it is through, they can be scraped. Returns how many there are. */
  readonly poll: () => Promise<number>;
}

/** Time between polls, in milliseconds. */
const POLL_PAUSE_MS = 300;
/** How long a garbage collection may go on after it returned, in milliseconds. */
const SWEEP_MS = 50;
/** Polls that are prepared ahead, so that preparing them blocks nothing while blocks are looked for. */
const PREPARED = 2;

export async function obey({ url, prepare, poll }: Commands): Promise<void> {
  const timed = async (): Promise<PollCost> => {
    const wallFrom = performance.now();
    const cpuFrom = process.cpuUsage();
    const series = await poll();
    const { user, system } = process.cpuUsage(cpuFrom);
    return { series, wallNs: (performance.now() - wallFrom) * 1e6, cpuNs: (user + system) * 1e3 };
  };
  const commands: Readonly<Record<string, (seconds: number) => Promise<object>>> = {
    poll: async () => {
      prepare(1);
      collectGarbage();
      // Sweeping goes on for a while in other threads.
      await delay(SWEEP_MS);
      return timed();
    },
    memory: async () => {
      collectGarbage();
      await delay(100);
      collectGarbage();
      return memoryUse();
    },
    pollRepeatedly: async (seconds) => {
      prepare(PREPARED);
      collectGarbage();
      return { longestBlockMs: await longestBlock(seconds, poll) };
    },
  };
  process.stdout.write(`${JSON.stringify({ url })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { command, seconds = 0 } = JSON.parse(line) as { command: string; seconds?: number };
    process.stdout.write(`${JSON.stringify(await commands[command]?.(seconds))}\n`);
  }
  process.exit();
}

async function longestBlock(seconds: number, poll: () => Promise<number>): Promise<number> {
  const blocks = watchBlocks();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await poll();
    await delay(POLL_PAUSE_MS);
  }
  blocks.stop();
  return blocks.longestMs();
}

function memoryUse(): MemoryUse {
  const mebibytes = (bytes: number) => bytes / 2 ** 20;
  return {
    residentMiB: mebibytes(process.memoryUsage.rss()),
    peakMiB: mebibytes(process.resourceUsage().maxRSS * 1024),
  };
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('Start with --expose-gc');
  globalThis.gc();
}
