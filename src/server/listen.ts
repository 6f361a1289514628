import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenAddress {
  /** Absent listens on every interface. */
  readonly host?: string;
  readonly port: number;
}

export interface Listener {
  /** Where it listens, as a client on this machine reaches it. */
  readonly url: string;
  /** Takes no more requests, lets running ones end for a moment, then closes what is left. */
  close(): Promise<void>;
}

/** How long running requests may take to end at shutdown, in milliseconds: a scrape takes far less. */
const CLOSE_GRACE_MS = 1_000;
/** Times out clients that hold a connection without sending a whole request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** @throws Error with code EADDRINUSE, EACCES and the like when the address cannot be had. */
export async function listen(handler: RequestListener, { host, port }: ListenAddress): Promise<Listener> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { url: urlOf(server, host), close: () => close(server) };
}

function urlOf(server: Server, host: string | undefined): string {
  const { port } = server.address() as AddressInfo;
  const reachable = !host || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cutOff);
}
