import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { startSimulator } from '../../../src/simulator/index.ts';
import type { TenantOptions } from '../../../src/simulator/server.ts';
import { agentProfiles, queueProfile } from '../../simulator/support/centres.ts';
import { type Exporter, startExporter } from '../../support/exporter.ts';
import { eventually } from '../../support/process.ts';
import { REDIS_PASSWORD, startRedis } from '../../support/redis.ts';
import { createObserver, type Figures, type Page, parsePage } from './observer.ts';
import { startRedisProxy } from './redis-proxy.ts';
import { watchTruth } from './truth.ts';

/** Three replicas and a Redis that suffer from one thing after the other, in an order that a seed chooses. */

export interface SequenceOptions {
  readonly seed: number;
  /** A multiple of six: each API, and an equal number for each replica. */
  readonly tenantCount: number;
  readonly leaseSeconds: number;
  /** Number of faults, whatever time they take, or the seconds for which they follow each other. */
  readonly length: { readonly faults: number } | { readonly seconds: number };
  /** Seconds for which requests are counted, first of one replica, then of three; absent or 0: not at all. */
  readonly countedSeconds?: number;
  readonly log?: (line: string) => void;
}

export interface SequenceResult {
  readonly violations: readonly string[];
  readonly figures: Figures;
  readonly events: readonly string[];
  /** Requests of three undisturbed replicas, relative to those of one. */
  readonly calmShare: number | undefined;
  /** The same during the faults. */
  readonly faultyShare: number | undefined;
}

/** In seconds. */
const INTERVAL = 2;
/** For a start on a busy machine: only a hang reaches it. */
const WAIT = { timeoutSeconds: 90 };
const AGGREGATES = 4;
/** Polls missed in a row. */
const STALE_AFTER = 10;
const APIS = [
  ['genesys', 'observations'],
  ['cxone', 'acd'],
  ['genesys', 'details'],
] as const;
const REPLICAS = ['a', 'b', 'c'];

function tenants(count: number): readonly TenantOptions[] {
  return Array.from({ length: count }, (_, index): TenantOptions => {
    const [platform, api] = APIS[index % APIS.length] ?? APIS[0];
    return {
      name: `tenant-${index}`,
      platform,
      api,
      requestsPerMinute: 100_000,
      centre: {
        seed: index,
        warmUpSeconds: 600,
        queues: [
          queueProfile('1', { arrivals: { perHour: 1200 } }),
          queueProfile('2', { arrivals: { perHour: 600 } }),
        ],
        agents: agentProfiles(60, ['1', '2']),
      },
    };
  });
}

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Replica {
  readonly name: string;
  exporter: Exporter | undefined;
  isStopped: boolean;
  page: Page | undefined;
}

export async function runSequence({
  seed,
  tenantCount,
  leaseSeconds: LEASE,
  length,
  countedSeconds,
  log = () => {},
}: SequenceOptions): Promise<SequenceResult> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'sequence-'));
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const redis = await startRedis();
  resources.defer(() => redis.stop());
  const proxy = await startRedisProxy(Number(new URL(redis.url).port));
  resources.defer(proxy.close);
  const simulator = await startSimulator({ tenants: tenants(tenantCount) });
  resources.defer(simulator.close);
  const truth = watchTruth(simulator);
  resources.defer(truth.stop);
  const file = join(folder, 'config.yaml');
  const settings = {
    polling: {
      queues: { interval: `${INTERVAL}s` },
      aggregates: { interval: `${AGGREGATES}s` },
      stale_after: STALE_AFTER,
    },
    prediction: { enabled: false },
    cluster: { redis_url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${proxy.port}`, lease: `${LEASE}s` },
  };
  const served = simulator.tenants.map(({ api, exporterSettings }) => ({
    ...exporterSettings,
    ...(api === 'observations' && { media: ['voice'] }),
    collectors: api === 'details' ? ['queues'] : ['queues', 'aggregates'],
  }));
  await writeFile(file, stringify({ ...settings, tenants: served }));

  const events: string[] = [];
  const began = performance.now();
  const note = (event: string) => {
    const line = `${((performance.now() - began) / 1000).toFixed(1)} s: ${event}`;
    events.push(line);
    log(line);
  };
  const observer = createObserver({
    tenants: simulator.tenants.map(({ name }) => name),
    truth,
    leaseSeconds: LEASE,
    intervalSeconds: INTERVAL,
    staleAfter: STALE_AFTER,
    onViolation: (text) => note(`violation: ${text}`),
  });
  const replicas: readonly Replica[] = REPLICAS.map((name) => ({
    name,
    exporter: undefined,
    isStopped: false,
    page: undefined,
  }));
  const start = async (replica: Replica) => {
    replica.exporter = await startExporter([`--config.file=${file}`], {}, WAIT);
    replica.isStopped = false;
  };
  const end = async (replica: Replica, signal: NodeJS.Signals) => {
    const ended = replica.exporter;
    replica.exporter = undefined;
    observer.forget(replica.name);
    await ended?.stop(signal);
  };
  resources.defer(async () => {
    for (const replica of replicas) replica.exporter?.child.kill('SIGCONT');
    await Promise.all(replicas.map((replica) => end(replica, 'SIGTERM')));
  });
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      const from = performance.now();
      await Promise.all(
        replicas.map(async (replica) => {
          const { name, exporter, isStopped } = replica;
          replica.page = undefined;
          if (!exporter || isStopped) return;
          try {
            const response = await fetch(`${exporter.url}/metrics`, { signal: AbortSignal.timeout(1000) });
            const page = parsePage(await response.text());
            if (replica.exporter !== exporter || replica.isStopped) return;
            observer.check(name, exporter.child.pid ?? 0, page, performance.now() / 1000);
            replica.page = page;
          } catch {
            // It was stopped or ended in the meantime.
          }
        }),
      );
      const [a, b] = replicas.flatMap(({ page }) => page ?? []);
      if (a && b) observer.compare(a, b);
      observer.round((performance.now() - from) / 1000);
      await delay(300);
    }
  };
  const watched = watch();

  /** Waits until these replicas have taken an equal number of leases. */
  const polledBy = (some: readonly Replica[]) =>
    eventually(() => {
      for (const { name, page } of some) {
        const leads = [...(page ?? [])].filter(
          ([series, value]) => series.startsWith('contact_center_cluster_leader{') && value === 1,
        );
        if (leads.length !== simulator.tenants.length / some.length)
          throw new Error(`${name} polls ${leads.length} tenants`);
      }
    }, WAIT);

  const draw = random(seed);
  const between = (from: number, to: number) => from + draw() * (to - from);
  const pick = () => replicas[Math.floor(draw() * replicas.length)] as Replica;
  const pause = (from: number, to: number) => delay(between(from, to) * 1000);
  const actions: readonly (readonly [string, () => Promise<void>])[] = [
    [
      'kill -9',
      async () => {
        const replica = pick();
        await end(replica, 'SIGKILL');
        await pause(0, 1.5 * LEASE);
        await start(replica);
      },
    ],
    [
      'stop and start',
      async () => {
        const replica = pick();
        await end(replica, 'SIGTERM');
        await pause(0, 2);
        await start(replica);
      },
    ],
    [
      'SIGSTOP and SIGCONT',
      async () => {
        const replica = pick();
        replica.isStopped = true;
        observer.forget(replica.name);
        replica.exporter?.child.kill('SIGSTOP');
        await pause(0.5, 2 * LEASE);
        replica.exporter?.child.kill('SIGCONT');
        await delay(200);
        replica.isStopped = false;
      },
    ],
    [
      'Redis restarts',
      async () => {
        await redis.stop();
        await pause(0, 1);
        await redis.start();
      },
    ],
    [
      'Redis is away',
      async () => {
        proxy.drop();
        await pause(1, 2 * LEASE);
        proxy.pass();
      },
    ],
    [
      'Redis hangs',
      async () => {
        proxy.hang();
        await pause(0.5, 2 * LEASE);
        proxy.pass();
      },
    ],
    [
      'Redis is slow',
      async () => {
        proxy.slow(between(20, 200));
        await pause(2, 5);
        proxy.pass();
      },
    ],
  ];
  const requests = () =>
    simulator.tenants
      .flatMap((tenant) => Object.values(tenant.requests))
      .flatMap((codes) => Object.values(codes))
      .reduce((sum, count) => sum + count, 0);
  const requestsPerSecond = async (until: () => Promise<unknown>) => {
    const [from, before] = [performance.now(), requests()];
    await until();
    return (1000 * (requests() - before)) / (performance.now() - from);
  };
  const counted = async () =>
    !countedSeconds ? undefined : requestsPerSecond(() => delay(countedSeconds * 1000));
  const shareOf = (some: number | undefined, all: number | undefined) =>
    some === undefined || all === undefined ? undefined : some / all;

  const [first, ...others] = replicas as [Replica, ...Replica[]];
  await start(first);
  await polledBy([first]);
  const ofOne = await counted();
  // In turn: on a busy machine, several at once may take longer than a start may.
  for (const replica of others) await start(replica);
  await polledBy(replicas);
  const ofThree = await counted();
  const startedAt = performance.now();
  let faults = 0;
  const isOver = () =>
    'faults' in length ? faults >= length.faults : performance.now() - startedAt >= length.seconds * 1000;
  const ofFaulty = await requestsPerSecond(async () => {
    for (; !isOver(); faults++) {
      const [name, act] = actions[Math.floor(draw() * actions.length)] ?? actions[0]!;
      note(name);
      await act();
      await pause(1, LEASE);
    }
    note('end');
    await delay(LEASE * 1000);
  });
  watching.abort();
  await watched;
  return {
    violations: observer.violations,
    figures: observer.figures(),
    events,
    calmShare: shareOf(ofThree, ofOne),
    faultyShare: shareOf(ofFaulty, ofOne),
  };
}
