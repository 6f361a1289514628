import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { startScript } from './child.ts';
import { NODE_FLAGS } from './node-flags.ts';
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
const PROGRAM = join(import.meta.dirname, '../src/main.ts');
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
  const config = await configured(running, START_UP_QUEUES, ANSWER_DELAY_SECONDS);
  const starts: number[] = [];
  const bare: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < START_UPS; round += 1) {
    const bareFrom = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    bare.push(performance.now() - bareFrom);
    const from = performance.now();
    const exporter = await startExporter(config);
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
  const exporter = await startExporter(await configured(running, queues, 0));
  running.defer(exporter.stop);
  const client = await scrapeClient(exporter.url, 'gzip');
  running.defer(async () => client.close());
  const residentMiB: number[] = [];
  await delay(WARM_UP_SECONDS * 1000);
  const cpuFrom = await cpuSeconds(exporter.pid);
  const from = performance.now();
  while (performance.now() - from < seconds * 1000) {
    await client.scrape();
    residentMiB.push(await residentMemory(exporter.pid));
    await delay(SCRAPE_SECONDS * 1000);
  }
  const cpuShare = ((await cpuSeconds(exporter.pid)) - cpuFrom) / ((performance.now() - from) / 1000);
  const page = await (await fetch(exporter.url)).text();
  const series = Number(/^contact_center_exporter_series (\d+)$/m.exec(page)?.[1]);
  return { queues, series, seconds, cpuShare, residentMiB };
}

/** The longest time for which nothing else could happen, polled and scraped likewise, in milliseconds. */
export async function benchBlocks(queues: number, seconds: number): Promise<BlockResult> {
  await using running = new AsyncDisposableStack();
  const config = await configured(running, queues, 0);
  const blockFile = join(dirname(config), 'longest-block');
  const exporter = await startExporter(config, { blockFile });
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

/** A simulated platform, and the configuration file of an exporter that polls it. */
async function configured(
  running: AsyncDisposableStack,
  queues: number,
  answerDelay: number,
): Promise<string> {
  const simulator = startScript('contestants/simulator.ts', [queues, 'moving', answerDelay, API]);
  running.defer(simulator.stop);
  const tenants = await simulator.answer<object[]>();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'config.yaml');
  await writeFile(file, stringify({ tenants }));
  return file;
}

async function startExporter(configFile: string, { blockFile }: { readonly blockFile?: string } = {}) {
  const args = [
    ...NODE_FLAGS,
    ...(blockFile ? [`--import=${join(import.meta.dirname, 'block-probe.ts')}`] : []),
    PROGRAM,
    'serve',
    `--config.file=${configFile}`,
    '--web.listen-address=127.0.0.1:0',
    '--log.level=error',
  ];
  const env = {
    ...process.env,
    BENCH_BLOCK_FILE: blockFile,
    BENCH_WARM_UP_MS: String(WARM_UP_SECONDS * 1000),
  };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = new URL(await metricsUrl(child));
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function metricsUrl({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('The exporter has no standard error');
  const url = Promise.withResolvers<string>();
  // Read to its end: a full pipe would hold the exporter up.
  createInterface({ input: stderr })
    .on('line', (line) => {
      const found = / msg=Listening .*metrics=(\S+)/.exec(line)?.[1];
      if (found) url.resolve(found);
    })
    .on('close', () => url.reject(new Error('The exporter ended before it served')));
  return await url.promise;
}

/** Of all its threads; Linux alone tells it of another process. */
async function cpuSeconds(pid: number): Promise<number> {
  const TICKS_PER_SECOND = 100;
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const [userTicks, systemTicks] = [fields[11], fields[12]].map(Number);
  return ((userTicks ?? 0) + (systemTicks ?? 0)) / TICKS_PER_SECOND;
}

async function residentMemory(pid: number): Promise<number> {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
