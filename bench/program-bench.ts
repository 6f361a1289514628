import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { configured, cpuSeconds, memoryOf, startProgram, valueOn } from './program.ts';
import { scrapeClient } from './scrape-client.ts';
import { type Spread, spread } from './statistics.ts';

/** The whole program as it is delivered, polling a simulated platform over HTTP. */

export interface StartUpResult {
  /** Milliseconds from the start of the process to the first scrape that shows a queue. */
  readonly start: Spread;
  /** Of that, what Node.js takes to run nothing at all. */
  readonly bareNode: Spread;
  /** Milliseconds of processor time until then. */
  readonly cpu: Spread;
}

export interface SteadyResult {
  readonly queues: number;
  readonly series: number;
  readonly seconds: number;
  /** Share of one core, 0 to 1. */
  readonly cpuShare: number;
  /** Resident memory at each scrape. */
  readonly residentMiB: readonly number[];
}

export interface BlockResult {
  readonly queues: number;
  readonly longestBlockMs: number;
}

const API = 'acd';
const ANSWER_DELAY_SECONDS = 0.05;
const START_UP_QUEUES = 20;
const START_UPS = 12;
/** How many queues are watched for their cost, and, of about 100,000 series, for what blocks the others. */
export const STEADY_QUEUES = 1000;
export const BLOCK_QUEUES = 4000;
const SCRAPE_SECONDS = 15;
const WARM_UP_SECONDS = 60;
/** What the first poll of a queue shows. */
const SHOWS_QUEUES = /^contact_center_queue_waiting_interactions\{/m;

export async function benchStartUp(): Promise<StartUpResult> {
  await using running = new AsyncDisposableStack();
  const config = await configured(running, {
    api: API,
    queues: START_UP_QUEUES,
    answerDelay: ANSWER_DELAY_SECONDS,
  });
  const starts: number[] = [];
  const bare: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < START_UPS; round += 1) {
    const bareFrom = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    bare.push(performance.now() - bareFrom);
    const from = performance.now();
    const exporter = await startProgram(config);
    while (!SHOWS_QUEUES.test(await (await fetch(exporter.url)).text())) await delay(2);
    starts.push(performance.now() - from);
    cpu.push(1000 * (await cpuSeconds(exporter.pid)));
    await exporter.stop();
  }
  return { start: spread(starts), bareNode: spread(bare), cpu: spread(cpu) };
}

/** Polls at the default intervals; is scraped as Prometheus does it. */
export async function benchSteady(queues: number, seconds: number): Promise<SteadyResult> {
  await using running = new AsyncDisposableStack();
  const exporter = await startProgram(await configured(running, { api: API, queues }));
  running.defer(exporter.stop);
  const client = await scrapeClient(exporter.url, 'gzip');
  running.defer(async () => client.close());
  const residentMiB: number[] = [];
  await delay(WARM_UP_SECONDS * 1000);
  const cpuFrom = await cpuSeconds(exporter.pid);
  const from = performance.now();
  while (performance.now() - from < seconds * 1000) {
    await client.scrape();
    residentMiB.push((await memoryOf(exporter.pid)).resident);
    await delay(SCRAPE_SECONDS * 1000);
  }
  const cpuShare = ((await cpuSeconds(exporter.pid)) - cpuFrom) / ((performance.now() - from) / 1000);
  const page = await (await fetch(exporter.url)).text();
  const series = valueOn(page, 'contact_center_exporter_series');
  return { queues, series, seconds, cpuShare, residentMiB };
}

/** The longest time for which nothing else could happen, polled and scraped likewise, in milliseconds. */
export async function benchBlocks(queues: number, seconds: number): Promise<BlockResult> {
  await using running = new AsyncDisposableStack();
  const config = await configured(running, { api: API, queues });
  const blockFile = join(dirname(config), 'longest-block');
  const exporter = await startProgram(config, { blockFile, warmUpMs: WARM_UP_SECONDS * 1000 });
  const client = await scrapeClient(exporter.url, 'gzip');
  const end = performance.now() + (WARM_UP_SECONDS + seconds) * 1000;
  while (performance.now() < end) {
    await client.scrape();
    await delay(SCRAPE_SECONDS * 1000);
  }
  client.close();
  await exporter.stop();
  return { queues, longestBlockMs: Number(await readFile(blockFile, 'utf8')) };
}
