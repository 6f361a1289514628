import { FORMAT_VERSION } from '../snapshot/encoding.ts';
import type { ClusterEvent, ClusterStore, LeaseView, StoredPart } from '../store.ts';
import { openRedisConnection } from './connection.ts';
import { ACQUIRE, LEAVE, PUBLISH, READ, RELEASE, SYNC } from './scripts.ts';

export interface RedisStoreOptions {
  readonly url: string;
  /** Replicas of one group share their tenants. */
  readonly group: string;
  /** Random name of this replica. */
  readonly replica: string;
  readonly leaseMs: number;
  /** Time for connecting and a response together. */
  readonly timeoutSeconds: number;
  /** Called for what other replicas did. */
  readonly onEvent: (event: ClusterEvent) => void;
}

/** The shared state in Redis; docs/replicas-and-shards.md lists the keys. */
export function openRedisStore(options: RedisStoreOptions): ClusterStore {
  const { url, group, replica, leaseMs, timeoutSeconds, onEvent } = options;
  // Replicas whose formats differ do not share, but know of each other. The braces put all keys into one slot of a Redis
  // cluster.
  const format = String(FORMAT_VERSION);
  const formatsKey = `contact-center-exporter:cluster:formats:{${group}}`;
  const prefix = `contact-center-exporter:cluster:${format}:{${group}}`;
  const replicasKey = `${prefix}:replicas`;
  const channel = `${prefix}:events`;
  const leaseKey = (tenant: string) => `${prefix}:lease:${tenant}`;
  const fenceKey = (tenant: string) => `${prefix}:fence:${tenant}`;
  const stateKey = (tenant: string) => `${prefix}:state:${tenant}`;
  const event = (content: ClusterEvent) => JSON.stringify({ from: replica, ...content });
  const redis = openRedisConnection({
    url,
    timeoutSeconds,
    channel,
    onMessage: (message) => {
      const received = readEvent(message);
      if (received && received.from !== replica) onEvent(received);
    },
  });

  return {
    sync: async (queries, signal) => {
      const keys = queries.flatMap(({ tenant }) => [leaseKey(tenant), fenceKey(tenant), stateKey(tenant)]);
      const args = queries.flatMap(({ fence, isHeld }) => [String(fence), isHeld ? '1' : '0']);
      const call = {
        keys: [replicasKey, formatsKey, ...keys],
        args: [replica, String(leaseMs), format, ...args],
      };
      const [replicas, formats, ...fields] = (await redis.run(SYNC, call, signal)) as [
        string[],
        string[],
        ...unknown[],
      ];
      return {
        replicas,
        otherFormats: formats.filter((each) => each !== format),
        leases: queries.map((_, index) => leaseAt(fields, 4 * index)),
      };
    },
    acquire: async ({ tenant, fence }, signal) => {
      const args = [replica, String(leaseMs), String(fence), channel, event({ kind: 'acquired', tenant })];
      const keys = [leaseKey(tenant), fenceKey(tenant)];
      const taken = (await redis.run(ACQUIRE, { keys, args }, signal)) as [number, string] | null;
      if (!taken) return undefined;
      const [number, before] = taken;
      const isLost = before !== '' && before !== replica;
      return { fence: number, ...(isLost && { lostBy: before }) };
    },
    release: async (tenant, signal) => {
      const args = [replica, channel, event({ kind: 'released', tenant })];
      await redis.run(RELEASE, { keys: [leaseKey(tenant), fenceKey(tenant)], args }, signal);
    },
    publish: async ({ tenant, fence, parts, isWhole, lifetimeMs }, signal) => {
      const args = [
        String(fence),
        String(lifetimeMs),
        isWhole ? '1' : '0',
        channel,
        event({ kind: 'published', tenant }),
        ...[...parts].flat(),
      ];
      return (await redis.run(PUBLISH, { keys: [fenceKey(tenant), stateKey(tenant)], args }, signal)) === 1;
    },
    read: async (tenant, known, signal) => {
      const call = { keys: [stateKey(tenant)], args: [...known].flat(), asBytes: true };
      const [now, version, ...fields] = (await redis.run(READ, call, signal)) as Buffer[];
      return { version: Number(version), parts: storedParts(Number(now), fields) };
    },
    leave: async (signal) => {
      const args = [replica, channel, event({ kind: 'left' })];
      await redis.run(LEAVE, { keys: [replicasKey], args }, signal);
    },
    close: redis.close,
  };
}

function leaseAt(fields: readonly unknown[], from: number): LeaseView {
  const [owner, remainingMs, fence, version] = fields.slice(from, from + 4);
  return {
    ...(typeof owner === 'string' && { owner }),
    remainingMs: Number(remainingMs),
    fence: Number(fence),
    version: Number(version),
  };
}

/** `now` in microseconds; `fields` are name, time and bytes of each part. */
function storedParts(now: number, fields: readonly Buffer[]): ReadonlyMap<string, StoredPart> {
  const parts = new Map<string, StoredPart>();
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [name, stamp, bytes] = fields.slice(index, index + 3);
    if (bytes)
      parts.set(String(name), {
        bytes,
        stamp: String(stamp),
        ageMs: Math.max(0, now - Number(stamp)) / 1000,
      });
  }
  return parts;
}

/** Undefined for a message of something else. */
function readEvent(message: string): (ClusterEvent & { readonly from: string }) | undefined {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
