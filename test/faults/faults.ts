import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  DISTORTIONS,
  type MakeDistortion,
  onlyFor,
  RETRY_AFTER_SECONDS,
  rateLimited,
} from './distortions.ts';
import type { Exchange } from './proxy.ts';
import { LEASE_SECONDS, type Replica, type World } from './world.ts';

/** Everything that happens to the exporters: a table of small functions. */

export interface Target {
  readonly tenant: string;
  readonly replica: Replica;
  /** Random numbers in [0, 1). */
  readonly draw: () => number;
}

export interface Ending {
  /** Ends the fault. */
  readonly end: () => Promise<void> | void;
  /** Pause that the platform, Redis or the exporter's own back-off takes before polls can succeed again. */
  readonly pauseSeconds?: number;
}

export interface Fault {
  /**
   * Who may notice it: `tenant` the polls of one tenant, `all` those of all tenants, for as long as a lease lasts, `none` no
   * poll at all.
   */
  readonly noticedBy: 'tenant' | 'all' | 'none';
  /** A tenant's counters may begin again at 0. */
  readonly restartsCounters?: boolean;
  readonly begin: (world: World, target: Target) => Promise<Ending> | Ending;
}

/** What the exporter waits after a failed token request: src/vendor-http/create-vendor-client.ts. */
const TOKEN_BACK_OFF_SECONDS = 5;
/** How long it waits for a response of the token endpoint. */
const TOKEN_TIMEOUT_SECONDS = 30;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

const pick = <Item>(draw: () => number, items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(draw() * items.length)] ?? items[0];

/** A distortion of all of a tenant's requests for data, or of half of them. */
function onTheWay(make: MakeDistortion): Fault {
  return {
    noticedBy: 'tenant',
    begin: ({ proxy }, { tenant, draw }) => {
      const hitsHalf = draw() < 0.3;
      const share = ({ isToken }: Exchange) => !isToken && (!hitsHalf || draw() < 0.5);
      return { end: proxy.distort(tenant, onlyFor(share, make(draw))) };
    },
  };
}

/** Tokens expire, and the requests for new ones suffer. */
function atTheTokenEndpoint(make: MakeDistortion, pauseSeconds = TOKEN_BACK_OFF_SECONDS): Fault {
  return {
    noticedBy: 'tenant',
    begin: ({ proxy, simulator }, { tenant, draw }) => {
      const end = proxy.distort(
        tenant,
        onlyFor(({ isToken }) => isToken, make(draw)),
      );
      simulator.tenants.find(({ name }) => name === tenant)?.expireTokens();
      return { end, pauseSeconds };
    },
  };
}

/** The wall clock of one replica jumps, and back at the end. */
function clockJump(seconds: number): Fault {
  return {
    noticedBy: 'none',
    begin: ({ changeHost }, { replica }) => {
      const { aheadSeconds } = replica.host.state();
      changeHost(replica, { aheadSeconds: aheadSeconds + seconds });
      return { end: () => changeHost(replica, { aheadSeconds }) };
    },
  };
}

function timeZone(zone: string): Fault {
  return {
    noticedBy: 'none',
    begin: ({ changeHost }, { replica }) => {
      changeHost(replica, { timeZone: zone });
      return { end: () => changeHost(replica, { timeZone: 'UTC' }) };
    },
  };
}

/** Reloads the configuration of every replica. */
export async function reload({ replicas }: World): Promise<void> {
  for (const { running, isPaused } of replicas) if (!isPaused) running?.child.kill('SIGHUP');
}

/** Limits the size of every file that the process writes: as on a full disk, writing fails. */
async function limitFiles({ running }: Replica, bytes: number | 'unlimited'): Promise<void> {
  await promisify(execFile)('prlimit', [`--pid=${running?.child.pid}`, `--fsize=${bytes}`]);
}

/** Clients that ask for a page and read nothing of it. */
function openSlowReaders(url: string, path: string, count: number): () => void {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(20));
    });
    socket.pause();
    socket.on('error', () => {});
    return socket;
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

export const FAULTS: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(Object.entries(DISTORTIONS).map(([name, make]) => [name, onTheWay(make)])),
  'rate limited': {
    noticedBy: 'tenant',
    begin: ({ proxy }, { tenant }) => ({
      end: proxy.distort(tenant, rateLimited),
      pauseSeconds: RETRY_AFTER_SECONDS,
    }),
  },
  'the token endpoint responds with garbage': atTheTokenEndpoint(DISTORTIONS.garbage),
  'the token endpoint has an odd status': atTheTokenEndpoint(DISTORTIONS['an odd status']),
  'the token endpoint does not respond': atTheTokenEndpoint(
    DISTORTIONS['no response'],
    TOKEN_TIMEOUT_SECONDS,
  ),
  'tokens expire': {
    noticedBy: 'none',
    begin: ({ simulator }, { tenant }) => {
      simulator.tenants.find(({ name }) => name === tenant)?.expireTokens();
      return { end: () => {} };
    },
  },
  'a host name stops resolving': {
    noticedBy: 'tenant',
    begin: ({ proxy, replicas, changeHost }, { tenant }) => {
      for (const replica of replicas) changeHost(replica, { unresolved: [tenant] });
      proxy.disconnect(tenant);
      return {
        end: () => {
          for (const replica of replicas) changeHost(replica, { unresolved: [] });
        },
      };
    },
  },
  'the clock jumps 3 s forwards': clockJump(3),
  'the clock jumps 3 s back': clockJump(-3),
  'the clock jumps an hour forwards': clockJump(HOUR),
  'the clock jumps an hour back': clockJump(-HOUR),
  'the clock jumps 20 hours forwards': clockJump(20 * HOUR),
  'the clock jumps 20 hours back': clockJump(-20 * HOUR),
  'the time zone changes to Apia': timeZone('Pacific/Apia'),
  'the time zone changes to Lord Howe': timeZone('Australia/Lord_Howe'),
  'Redis refuses connections': {
    noticedBy: 'all',
    begin: ({ redisProxy }) => {
      redisProxy.drop();
      return { end: redisProxy.pass, pauseSeconds: 2 * LEASE_SECONDS };
    },
  },
  'Redis hangs': {
    noticedBy: 'all',
    begin: ({ redisProxy }) => {
      redisProxy.hang();
      return { end: redisProxy.pass, pauseSeconds: 2 * LEASE_SECONDS };
    },
  },
  'Redis is slow': {
    noticedBy: 'all',
    begin: ({ redisProxy }, { draw }) => {
      redisProxy.slow(20 + 180 * draw());
      return { end: redisProxy.pass, pauseSeconds: LEASE_SECONDS };
    },
  },
  'Redis restarts empty': {
    noticedBy: 'all',
    begin: async ({ redis }) => {
      await redis.stop();
      return { end: redis.start, pauseSeconds: 2 * LEASE_SECONDS };
    },
  },
  'a replica is killed': {
    noticedBy: 'all',
    begin: async (world, { replica }) => {
      await world.stop(replica, 'SIGKILL');
      return { end: () => world.start(replica), pauseSeconds: 2 * LEASE_SECONDS };
    },
  },
  'a replica is stopped and started': {
    noticedBy: 'all',
    begin: async (world, { replica }) => {
      await world.stop(replica, 'SIGTERM');
      return { end: () => world.start(replica), pauseSeconds: 2 * LEASE_SECONDS };
    },
  },
  'a replica is paused': {
    noticedBy: 'all',
    begin: (_, { replica }) => {
      replica.isPaused = true;
      replica.running?.child.kill('SIGSTOP');
      return {
        end: async () => {
          replica.running?.child.kill('SIGCONT');
          await delay(200);
          replica.isPaused = false;
        },
        pauseSeconds: 2 * LEASE_SECONDS,
      };
    },
  },
  'the disk of the state file is full': {
    noticedBy: 'all',
    begin: async (world, { replica }) => {
      await limitFiles(replica, 0);
      return {
        end: async () => {
          const code = await world.stop(replica, 'SIGTERM');
          if (code !== 0) throw new Error(`with a full disk, the exporter ended with ${code}`);
          await world.start(replica);
        },
        pauseSeconds: 2 * LEASE_SECONDS,
      };
    },
  },
  'a reload without a change': {
    noticedBy: 'none',
    begin: async (world) => {
      await reload(world);
      return { end: () => reload(world) };
    },
  },
  'a reload of an invalid file': {
    noticedBy: 'none',
    begin: async (world) => {
      await world.breakConfiguration();
      await reload(world);
      return {
        end: async () => {
          await world.configure();
          await reload(world);
        },
      };
    },
  },
  'a reload that changes a tenant': {
    noticedBy: 'tenant',
    restartsCounters: true,
    begin: async (world, { tenant }) => {
      await world.configure({ [tenant]: { labels: { site: 'elsewhere' } } });
      await reload(world);
      return {
        end: async () => {
          await world.configure();
          await reload(world);
        },
        pauseSeconds: LEASE_SECONDS,
      };
    },
  },
  'a scrape storm': {
    noticedBy: 'none',
    begin: (_, { replica }) => {
      let isOver = false;
      const scrape = async () => {
        while (!isOver) {
          const { url } = replica.running ?? {};
          if (url === undefined) return;
          await fetch(`${url}/metrics`).then(
            (response) => response.arrayBuffer(),
            () => delay(100),
          );
        }
      };
      const clients = Array.from({ length: 30 }, scrape);
      return {
        end: async () => {
          isOver = true;
          await Promise.all(clients);
        },
      };
    },
  },
  'slow readers': {
    noticedBy: 'none',
    begin: (_, { replica, draw }) => {
      const path = pick(draw, ['/metrics', '/wallboard/events', '/api/v1/queues']);
      return { end: openSlowReaders(replica.running?.url ?? 'http://127.0.0.1:9', path, 50) };
    },
  },
};
