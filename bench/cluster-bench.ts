import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { callTimeoutSeconds, createCluster, openRedisStore } from '../src/cluster/index.ts';
import { collectorLines } from '../src/cluster/snapshot/collector-part.ts';
import { encodePart } from '../src/cluster/snapshot/encoding.ts';
import { extraLines } from '../src/cluster/snapshot/extra-part.ts';
import type { QueueFacts } from '../src/domain/index.ts';

/**
 * `node bench/cluster-bench.ts`: CPU time of sharing a tenant with other replicas, with a Redis of its own. Targets: 1 ms per
 * tenant and minute for a lease, 2 µs per queue for a published queue poll and its forecast.
 */

const QUEUES = 10_000;
const TENANTS = 200;
const LEASE_SECONDS = 15;
const SECONDS = 30;
const ROUNDS = 20;

const queues = Array.from({ length: QUEUES }, (_, index): QueueFacts => {
  const id = `${String(index).padStart(8, '0')}-5f0c-4a1e-9a37-2f1c66d0b5aa`;
  const agents = {
    available: index % 7,
    busy: index % 19,
    after_contact_work: index % 3,
    unavailable: index % 5,
  };
  return { id, name: `Queue ${index}`, media: 'voice', waiting: index % 11, active: index % 23, agents };
});
const rows = queues.map(({ id }, index) => ({
  key: `${id}\u0000voice`,
  prediction: { probability: ((index * 7919) % 10_000) / 10_007, predicted: index % 9 === 0 },
  estimatedWaitSeconds: (index % 600) / 7,
}));

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function publicationMicroseconds(): Promise<number> {
  const status = { name: 'queues', intervalSeconds: 15, missed: 0, skipped: 0, rejected: {} } as const;
  const publish = async () => {
    await encodePart(1, collectorLines({ status, collection: { queues } }, { at: 0, ageMs: 0 }));
    await encodePart(1, extraLines({ head: {}, rows }));
  };
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) samples.push(await cpuSeconds(publish));
  return (1e6 * Math.min(...samples)) / QUEUES;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function leaseMillisecondsPerMinute(): Promise<number> {
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
    stdio: 'ignore',
  });
  const nothing = () => {};
  await delay(1000);
  const cluster = createCluster({
    replica: 'bench',
    openStore: (onEvent) =>
      openRedisStore({
        url: `redis://127.0.0.1:${port}`,
        group: 'bench',
        replica: 'bench',
        leaseMs: LEASE_SECONDS * 1000,
        timeoutSeconds: callTimeoutSeconds(LEASE_SECONDS),
        onEvent,
      }),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 1,
    log: { info: nothing, warn: nothing, error: nothing },
    onUp: nothing,
    onLeader: nothing,
    onFailover: nothing,
  });
  let polling = 0;
  const members = Array.from({ length: TENANTS }, (_, index) =>
    cluster.join({
      identity: { name: `tenant-${index}`, platform: 'any', api: 'any' },
      collectors: [{ name: 'queues', intervalSeconds: 15 }],
      staleAfter: 3,
      startPolling: () => void polling++,
      setShare: nothing,
      stopPolling: async () => {},
      show: nothing,
    }),
  );
  while (polling < TENANTS) await delay(100);
  const cpu = await cpuSeconds(() => delay(SECONDS * 1000));
  await Promise.all(members.map(({ leave }) => leave()));
  await cluster.close();
  redis.kill();
  return (1000 * cpu * 60) / SECONDS / TENANTS;
}

process.stdout.write(
  `published queue poll with forecast: ${(await publicationMicroseconds()).toFixed(2)} µs per queue\n`,
);
process.stdout.write(`lease: ${(await leaseMillisecondsPerMinute()).toFixed(2)} ms per tenant and minute\n`);
