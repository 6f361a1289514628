import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startSimulator } from '../../src/simulator/index.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { type RedisProxy, startRedisProxy } from '../cluster/support/redis-proxy.ts';
import { eventually, type RunningProcess, startProcess } from '../support/process.ts';
import { REDIS_PASSWORD, type RedisServer, runRedis } from '../support/redis.ts';
import { BUDGETED, INTERVALS, SMALL_BUDGET, STALE_AFTER, tenants } from './centres.ts';
import { createHost, DOMAIN, type Host } from './host.ts';
import { LARGE_BUDGET } from './invariants.ts';
import { startProxy, type VendorProxy } from './proxy.ts';

/** Everything that runs: the simulated platforms, the network between, Redis, and two replicas of the exporter. */

export const LEASE_SECONDS = 3;
/** For a start on a busy machine: only a hang reaches it. */
const WAIT = { timeoutSeconds: 90 };
const REPLICAS = ['a', 'b'];

export interface Replica {
  readonly name: string;
  readonly host: Host;
  /** Absent while it does not run. */
  running: (RunningProcess & { readonly url: string; readonly number: number }) | undefined;
  /** It is stopped by a signal and cannot respond. */
  isPaused: boolean;
}

export interface World {
  /** Unix seconds of the simulated world. */
  readonly now: () => number;
  readonly simulator: Simulator;
  readonly proxy: VendorProxy;
  readonly redis: RedisServer;
  readonly redisProxy: RedisProxy;
  readonly replicas: readonly Replica[];
  readonly start: (replica: Replica) => Promise<void>;
  /** Ends a replica; the exit code. */
  readonly stop: (replica: Replica, signal: NodeJS.Signals) => Promise<number | null>;
  /** Gives a replica another clock, time zone or names. */
  readonly changeHost: (replica: Replica, change: Parameters<Host['set']>[0]) => void;
  /** Replaces the configuration file: further settings by tenant, none for a tenant that is left out of it. */
  readonly configure: (settings?: TenantSettings) => Promise<void>;
  /** Replaces the configuration file by one that no exporter accepts. */
  readonly breakConfiguration: () => Promise<void>;
  /** What the processes that have ended, and those that run, have logged. */
  readonly logs: () => readonly string[];
}

export type TenantSettings = Readonly<Record<string, object | undefined>>;

export interface WorldOptions {
  readonly seed: number;
  /** Of the simulated world, Unix seconds. */
  readonly startAt: number;
  readonly folder: string;
  /** Root of the exporter's sources. */
  readonly program: string;
}

export async function startWorld(
  resources: AsyncDisposableStack,
  { seed, startAt, folder, program }: WorldOptions,
): Promise<World> {
  const aheadSeconds = startAt - Date.now() / 1000;
  const now = () => Date.now() / 1000 + aheadSeconds;
  const redis = await runRedis();
  resources.defer(redis.end);
  const redisProxy = await startRedisProxy(Number(new URL(redis.url).port));
  resources.defer(redisProxy.close);
  const simulator = await startSimulator({ tenants: tenants(seed), startAt, timeFactor: 0 });
  resources.defer(simulator.close);
  const proxy = await startProxy(new Map(simulator.tenants.map(({ name, baseUrl }) => [name, baseUrl])), now);
  resources.defer(proxy.close);

  const file = join(folder, 'config.yaml');
  const configure: World['configure'] = (settings = {}) =>
    writeFile(file, configuration({ simulator, proxy, redisProxy, folder, settings }));
  await configure();

  const logs: string[] = [];
  let starts = 0;
  const replicas: readonly Replica[] = REPLICAS.map((name) => ({
    name,
    host: createHost(folder, name, aheadSeconds),
    running: undefined,
    isPaused: false,
  }));
  const start: World['start'] = async (replica) => {
    const running = startProcess(
      process.execPath,
      [
        join(program, 'src/main.ts'),
        'serve',
        `--config.file=${file}`,
        '--web.listen-address=127.0.0.1:0',
        '--web.enable-lifecycle',
      ],
      { env: replica.host.env, cwd: program },
    );
    const url = await eventually(() => {
      const found = /\bmsg=Listening url=(http\S+)\//.exec(running.stderr())?.[1];
      if (found) return found;
      throw new Error(`the exporter does not serve yet: ${running.stderr()}`);
    }, WAIT);
    replica.running = { ...running, url, number: ++starts };
    replica.isPaused = false;
    // The host may have changed while it started.
    running.child.kill('SIGUSR2');
  };
  const stop: World['stop'] = async (replica, signal) => {
    const ended = replica.running;
    replica.running = undefined;
    const code = (await ended?.stop(signal)) ?? null;
    if (ended) logs.push(ended.stderr());
    return code;
  };
  resources.defer(async () => {
    for (const { running } of replicas) running?.child.kill('SIGCONT');
    await Promise.all(replicas.map((replica) => stop(replica, 'SIGTERM')));
  });
  return {
    now,
    simulator,
    proxy,
    redis,
    redisProxy,
    replicas,
    start,
    stop,
    changeHost: ({ host, running }, change) => {
      host.set(change);
      running?.child.kill('SIGUSR2');
    },
    configure,
    breakConfiguration: () => writeFile(file, 'tenants: [{ name: half a tenan'),
    logs: () => [...logs, ...replicas.map(({ running }) => running?.stderr() ?? '')],
  };
}

interface Configured {
  readonly simulator: Simulator;
  readonly proxy: VendorProxy;
  readonly redisProxy: RedisProxy;
  readonly folder: string;
  readonly settings: TenantSettings;
}

function configuration({ simulator, proxy, redisProxy, folder, settings: further }: Configured): string {
  const polling = Object.entries(INTERVALS).map(([name, seconds]) => {
    const times = { interval: `${seconds}s`, timeout: `${seconds}s` };
    return [name, times] as const;
  });
  const chosen = simulator.tenants.filter(({ name }) => !(name in further && further[name] === undefined));
  const served = chosen.map(({ name, api, baseUrl, exporterSettings }) => {
    const text = JSON.stringify(exporterSettings);
    const settings = JSON.parse(text.replaceAll(baseUrl, `http://${name}.${DOMAIN}:${proxy.port}`));
    return {
      ...settings,
      oauth: { ...settings.oauth, allow_insecure_http: true },
      ...(api === 'v2' && {
        collectors: ['queues', 'aggregates', 'health', 'wait_times', 'analytics', 'audit'],
      }),
      rate_limit: { requests_per_minute: name === BUDGETED ? SMALL_BUDGET : LARGE_BUDGET },
      ...further[name],
    };
  });
  return stringify({
    polling: { ...Object.fromEntries(polling), stale_after: STALE_AFTER },
    prediction: { state_path: join(folder, 'prediction.json') },
    cluster: {
      redis_url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${redisProxy.port}`,
      lease: `${LEASE_SECONDS}s`,
    },
    tenants: served,
  });
}

/** Memory of a process now, and the most there ever was, in bytes. */
export async function memoryOf(pid: number): Promise<{ readonly resident: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return { resident: field('VmRSS'), peak: field('VmHWM') };
}
