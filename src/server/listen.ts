import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type RequestListener,
  type ServerOptions,
} from 'node:http';
import {
  createServer as createHttpsServer,
  type Server as HttpsServer,
  type ServerOptions as HttpsServerOptions,
} from 'node:https';
import type { AddressInfo } from 'node:net';
import { isClientAllowed, tlsOptions } from './tls.ts';
import { OPEN, type TlsConfig, type WebConfigSource } from './web-config.ts';

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
/** How long connections may be held, in milliseconds. */
export interface ConnectionTimeouts {
  /** Without a request between two of them. */
  readonly keepAlive: number;
  /** From the first byte of a request to the last of its headers, and of the whole of it. */
  readonly headers: number;
  readonly request: number;
}

/**
 * Connections are kept longer than any usual scrape interval and longer than the minute for which proxies keep theirs:
 * the side that may close first must be the client's, whose next request would else meet a connection just closed.
 * Node counts the time for headers from a request's first byte, so it may be shorter than the idle time.
 */
const TIMEOUTS: ConnectionTimeouts = { keepAlive: 75_000, headers: 20_000, request: 30_000 };

/** @throws Error with code EADDRINUSE, EACCES and the like when the address cannot be had. */
export async function listen(
  handler: RequestListener,
  { host, port }: ListenAddress,
  webConfig: WebConfigSource = OPEN,
  timeouts: ConnectionTimeouts = TIMEOUTS,
): Promise<Listener> {
  const { tls } = webConfig.current();
  const options = serverOptions(timeouts);
  const server = tls
    ? createSecureServer(handler, { ...options, ...tlsOptions(tls) }, tls, webConfig)
    : createHttpServer(options, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { url: urlOf(server, host, tls !== undefined), close: () => close(server) };
}

function serverOptions({ keepAlive, headers, request }: ConnectionTimeouts): ServerOptions {
  return {
    keepAliveTimeout: keepAlive,
    headersTimeout: headers,
    requestTimeout: request,
    // How often Node looks for requests that take too long.
    connectionsCheckingInterval: headers / 2,
  };
}

/** Renewed certificates serve the next connection; whether clients are asked for one is settled at the start. */
function createSecureServer(
  handler: RequestListener,
  options: HttpsServerOptions,
  tls: TlsConfig,
  webConfig: WebConfigSource,
): HttpsServer {
  const server = createHttpsServer(options, handler);
  webConfig.onChange(({ tls: changed }) => {
    if (changed) server.setSecureContext(tlsOptions(changed));
  });
  server.prependListener('secureConnection', (socket) => {
    if (!isClientAllowed(socket, webConfig.current().tls ?? tls)) socket.destroy();
  });
  return server;
}

function urlOf(server: HttpServer | HttpsServer, host: string | undefined, isSecure: boolean): string {
  const { port } = server.address() as AddressInfo;
  const reachable = !host || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${isSecure ? 'https' : 'http'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function close(server: HttpServer | HttpsServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cutOff);
}
