import { expect, it, onTestFinished } from 'vitest';
import { createCluster } from '../../src/cluster/cluster.ts';
import { openRedisStore } from '../../src/cluster/redis/redis-store.ts';
import { encodePart } from '../../src/cluster/snapshot/encoding.ts';
import { shareTenant } from '../../src/cluster/tenant-share.ts';
import { eventually } from '../support/process.ts';
import { startRedis } from '../support/redis.ts';

/** What other versions of the exporter leave in Redis. */

const IDENTITY = { name: 'acme', platform: 'genesys', api: 'observations' } as const;
const LEASE_SECONDS = 1;
const never = new AbortController().signal;

it('warns once of replicas with other formats, and divides the request budget with them while they run', async () => {
  const redis = await startRedis();
  const warnings: object[] = [];
  const shares: number[] = [];
  const cluster = createCluster({
    replica: 'me',
    openStore: (onEvent) =>
      openRedisStore({
        url: redis.url,
        group: 'test',
        replica: 'me',
        leaseMs: LEASE_SECONDS * 1000,
        timeoutSeconds: 5,
        onEvent,
      }),
    leaseSeconds: LEASE_SECONDS,
    expectedReplicas: 1,
    log: {
      info: () => {},
      warn: (fields) => warnings.push(fields),
      error: (fields) => warnings.push(fields),
    },
    onUp: () => {},
    onLeader: () => {},
    onFailover: () => {},
  });
  onTestFinished(cluster.close);
  const membership = cluster.join({
    identity: IDENTITY,
    collectors: [{ name: 'queues', intervalSeconds: 1 }],
    staleAfter: 3,
    startPolling: ({ share }) => shares.push(share),
    setShare: (share) => shares.push(share),
    stopPolling: async () => {},
    show: () => {},
  });
  onTestFinished(membership.leave);
  await eventually(() => expect(shares).toEqual([1]));

  const formats = 'contact-center-exporter:cluster:formats:{test}';
  for (const [other, many] of [
    ['0', 2],
    ['2', 3],
  ] as const) {
    await redis.command('zadd', formats, '9999999999999', other);
    await eventually(() => expect(shares.at(-1)).toBe(1 / many));
  }
  expect(cluster.notes()).toEqual([
    'Replicas of another version run: polling with 1/3 of each request budget',
  ]);
  await redis.command('zrem', formats, '0', '2');
  await eventually(() => expect(shares.at(-1)).toBe(1));
  expect(shares).toEqual([1, 1 / 2, 1 / 3, 1]);
  expect(cluster.notes()).toEqual([]);
  expect(warnings).toEqual([{ code: 'unknown_format', formats: ['0'] }]);
}, 60_000);

it('warns once of a part that cannot be read, however often it and readable parts are published', async () => {
  const warnings: unknown[] = [];
  const part = (lines: readonly unknown[]) => encodePart(1, lines);
  const status = { intervalSeconds: 10, missed: 0, skipped: 0, rejected: {} };
  const collector = (name: string, more: object = {}) => [
    { at: 1, ageMs: 0, status: { ...status, name, ...more } },
  ];
  let parts = new Map<string, Buffer>();
  let version = 0;
  const unused = () => expect.unreachable('not called');
  const share = shareTenant({
    tenant: IDENTITY.name,
    plan: {
      identity: IDENTITY,
      collectors: [
        { name: 'queues', intervalSeconds: 10 },
        { name: 'agents', intervalSeconds: 10 },
      ],
      staleAfter: 3,
    },
    store: {
      sync: unused,
      acquire: unused,
      release: unused,
      publish: unused,
      leave: unused,
      close: unused,
      read: async () => {
        const stamp = String(++version);
        return {
          version,
          parts: new Map([...parts].map(([name, bytes]) => [name, { bytes, stamp, ageMs: 0 }])),
        };
      },
    },
    clock: () => 0,
    signal: never,
    onRefused: unused,
    onUnreadable: (error) => warnings.push(error),
  });
  const known = () => share.shown().state.collectors.map((each) => each.status.success);

  parts = new Map([
    ['queues', await part(collector('queues', { success: true }))],
    ['agents', await part([{ at: 'noon' }])],
    ['extra', await part([null])],
    ['a collector of a newer version', await part(['anything'])],
  ]);
  for (let publication = 0; publication < 3; publication++) expect(await share.refresh()).toBe(true);
  expect(known()).toEqual([true, undefined]);
  expect(warnings).toEqual([expect.objectContaining({ code: 'invalid_state' })]);

  // Of another collector than its name says.
  parts.set('agents', await part(collector('queues', { success: false })));
  await share.refresh();
  expect(known()).toEqual([true, undefined]);
  expect(warnings).toHaveLength(1);

  parts.set('agents', await part(collector('agents', { success: true })));
  await share.refresh();
  expect(known()).toEqual([true, true]);
  parts.set('agents', Buffer.from('damaged'));
  await share.refresh();
  expect(known()).toEqual([true, true]);
  expect(warnings).toHaveLength(2);
});
