import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { startScript } from './child.ts';

/** The whole program as it is delivered, polling a simulated platform in another process over HTTP. */

export interface Centre {
  readonly api: string;
  readonly queues: number;
  readonly tenants?: number;
  /** Of each tenant; only Genesys Cloud observations has the setting. */
  readonly media?: 'used' | 'all';
  /** Seconds that each response takes. */
  readonly answerDelay?: number;
  /** Other sections of the configuration. */
  readonly config?: object;
}

export interface Program {
  /** Its metrics. */
  readonly url: URL;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const MAIN = join(import.meta.dirname, '../src/main.ts');
const BLOCK_PROBE = join(import.meta.dirname, 'block-probe.ts');
/** Of the kernel's clock in /proc: proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

/** A simulated platform, and the configuration file of an exporter that polls it. */
export async function configured(
  running: AsyncDisposableStack,
  { api, queues, tenants: count = 1, media, answerDelay = 0, config = {} }: Centre,
): Promise<string> {
  const apis = Array.from({ length: count }, () => api);
  const simulator = startScript('contestants/simulator.ts', [queues, 'moving', answerDelay, ...apis]);
  running.defer(simulator.stop);
  const tenants = (await simulator.answer<object[]>()).map((tenant) => ({
    ...tenant,
    ...(media && { media }),
  }));
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  running.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'config.yaml');
  await writeFile(file, stringify({ tenants, ...config }));
  return file;
}

/** Started as an installed program is: its flags are those that it gives itself. */
export async function startProgram(
  configFile: string,
  {
    blockFile,
    warmUpMs = 0,
    flags = [],
  }: { readonly blockFile?: string; readonly warmUpMs?: number; readonly flags?: readonly string[] } = {},
): Promise<Program> {
  const args = [
    ...(blockFile ? [`--import=${BLOCK_PROBE}`] : []),
    MAIN,
    'serve',
    `--config.file=${configFile}`,
    '--web.listen-address=127.0.0.1:0',
    ...flags,
  ];
  const env = { ...process.env, BENCH_BLOCK_FILE: blockFile, BENCH_WARM_UP_MS: String(warmUpMs) };
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

/** Of all its threads; only Linux reports it of another process. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const [userTicks, systemTicks] = [fields[11], fields[12]].map(Number);
  return ((userTicks ?? 0) + (systemTicks ?? 0)) / TICKS_PER_SECOND;
}

/** Resident memory now, and the most there ever was, in MiB. */
export async function memoryOf(pid: number): Promise<{ readonly resident: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  return { resident: field('VmRSS'), peak: field('VmHWM') };
}

/** The value of a series without labels on a page. */
export function valueOn(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
}
