import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A TCP proxy before Redis that delays, drops or swallows what passes. */
export interface RedisProxy {
  readonly port: number;
  /** Back to passing everything on at once. */
  pass(): void;
  /** Delays every packet, in milliseconds. */
  slow(milliseconds: number): void;
  /** Ends every connection, and accepts none. */
  drop(): void;
  /** Accepts connections and packets, and passes nothing on. */
  hang(): void;
  close(): Promise<void>;
}

export async function startRedisProxy(redisPort: number): Promise<RedisProxy> {
  let mode: 'pass' | 'drop' | 'hang' = 'pass';
  let delayMs = 0;
  const sockets = new Set<Socket>();

  const forward = (from: Socket, to: Socket) => {
    // In order, also while packets wait.
    let sent: Promise<void> = Promise.resolve();
    from.on('data', (data) => {
      sent = sent.then(async () => {
        if (delayMs > 0) await delay(delayMs);
        while (mode === 'hang' && !to.destroyed) await delay(20);
        if (!to.destroyed) to.write(data);
      });
    });
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };
  const server: Server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => {});
    if (mode === 'drop') {
      client.destroy();
      return;
    }
    const redis = connect(redisPort, '127.0.0.1');
    redis.on('error', () => client.destroy());
    forward(client, redis);
    forward(redis, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    pass: () => {
      mode = 'pass';
      delayMs = 0;
    },
    slow: (milliseconds) => {
      delayMs = milliseconds;
    },
    drop: () => {
      mode = 'drop';
      endAll();
    },
    hang: () => {
      mode = 'hang';
    },
    close: async () => {
      mode = 'drop';
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
