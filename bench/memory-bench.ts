import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, startScript } from './child.ts';
import { contestant, type MemoryUse } from './contestant.ts';
import { buildClientGolang } from './contestants/client-golang.ts';
import {
  type Centre,
  configured,
  cpuSeconds,
  memoryOf,
  type Program,
  startProgram,
  valueOn,
} from './program.ts';
import { type ScrapeClient, scrapeClient } from './scrape-client.ts';

/** Memory of the whole program, beside libraries that hold the same series. */

export interface MemorySize {
  readonly centre: Centre;
  /** MiB: of the resident memory at the end, and of its peak. */
  readonly target: { readonly resident?: number; readonly peak?: number };
}

export interface MemoryResult {
  readonly size: MemorySize;
  readonly series: number;
  readonly program: MemoryUse;
  /** V8's heap of the main thread, and its memory outside of it, in MiB. */
  readonly heapMiB: number;
  readonly externalMiB: number;
  /** Share of one core after the warm-up, 0 to 1. */
  readonly cpuShare: number;
  readonly peers: Readonly<Record<string, MemoryUse>>;
}

/** More often than by default, so that a short run shows what a long one would. */
const INTERVAL_SECONDS = 5;
const SECONDS = 90;
/** Until then, the program starts and compiles its code; CPU is measured from then on. */
const WARM_UP_SECONDS = 30;
/** Least series of a queue on any API: fewer mean that a tenant is not shown yet. */
const SERIES_PER_QUEUE = 20;
/** Until a first poll of every tenant is shown. */
const START_SECONDS = 300;
/** Polls of a peer before its memory is measured. */
const PEER_POLLS = 5;

const config = {
  polling: { queues: { interval: `${INTERVAL_SECONDS}s`, timeout: `${INTERVAL_SECONDS}s` } },
  prediction: { enabled: true },
};
const observations = (queues: number, media: 'all' | 'used'): Centre => ({
  api: 'observations',
  queues,
  media,
  config,
});

/** The targets hold with every medium; what is exported by default takes less. */
export const MEMORY_SIZES: readonly MemorySize[] = [
  { centre: observations(20, 'all'), target: {} },
  { centre: observations(20, 'used'), target: {} },
  { centre: observations(100, 'all'), target: { resident: 140 } },
  { centre: observations(100, 'used'), target: {} },
  { centre: observations(1000, 'all'), target: { resident: 300 } },
  { centre: observations(1000, 'used'), target: {} },
  { centre: { api: 'acd', queues: 400, tenants: 50 }, target: { peak: 800 } },
];

export async function benchMemory(size: MemorySize, resultsFolder: string): Promise<MemoryResult> {
  await using running = new AsyncDisposableStack();
  const configFile = await configured(running, size.centre);
  // The first start with new code compiles it, and keeps the compiler in memory.
  await (await startProgram(configFile)).stop();
  const program = await startProgram(configFile);
  running.defer(program.stop);
  const client = await scrapeClient(program.url, 'gzip');
  running.defer(async () => client.close());
  await untilShown(program, size.centre);
  await scrapeFor(WARM_UP_SECONDS, client);
  const cpuFrom = await cpuSeconds(program.pid);
  const from = performance.now();
  await scrapeFor(SECONDS - WARM_UP_SECONDS, client);
  const cpuShare = ((await cpuSeconds(program.pid)) - cpuFrom) / ((performance.now() - from) / 1000);
  const memory = await memoryOf(program.pid);
  const page = await pageOf(program);
  return {
    size,
    series: valueOn(page, 'contact_center_exporter_series'),
    program: { residentMiB: memory.resident, peakMiB: memory.peak },
    heapMiB: valueOn(page, 'nodejs_heap_size_total_bytes') / 2 ** 20,
    externalMiB: valueOn(page, 'nodejs_external_memory_bytes') / 2 ** 20,
    cpuShare,
    peers: await peersOf(page, resultsFolder),
  };
}

async function untilShown(program: Program, { queues, tenants = 1 }: Centre): Promise<void> {
  const end = performance.now() + START_SECONDS * 1000;
  const expected = queues * tenants * SERIES_PER_QUEUE;
  while (!(valueOn(await pageOf(program), 'contact_center_exporter_series') >= expected)) {
    if (performance.now() > end) throw new Error(`Not all tenants are shown after ${START_SECONDS} seconds`);
    await delay(1000);
  }
}

async function scrapeFor(seconds: number, client: ScrapeClient): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await client.scrape();
    await delay(INTERVAL_SECONDS * 1000);
  }
}

async function pageOf({ url }: Program): Promise<string> {
  return await (await fetch(url)).text();
}

/** The series of the page in other programs, which are set at each poll, and rendered. */
async function peersOf(page: string, resultsFolder: string): Promise<Readonly<Record<string, MemoryUse>>> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  await using running = new AsyncDisposableStack();
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'page');
  await writeFile(file, page);
  const golang = await buildClientGolang(resultsFolder);
  const peers = {
    'prom-client': () => startScript('contestants/prom-client.ts', [file]),
    ...(golang && { client_golang: () => startChild(golang, [file]) }),
  };
  const uses: Record<string, MemoryUse> = {};
  for (const [name, start] of Object.entries(peers)) {
    const peer = await contestant(name, start());
    running.defer(peer.stop);
    for (let poll = 0; poll < PEER_POLLS; poll += 1) await peer.poll();
    uses[name] = await peer.memory();
  }
  return uses;
}
