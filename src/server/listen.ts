import type { Server as HttpServer, RequestListener, ServerOptions } from 'node:http';
import type { Server as HttpsServer, ServerOptions as HttpsServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { guarded } from '../async/index.ts';
import { isClientAllowed, tlsOptions } from './access/tls.ts';
import { OPEN, type TlsConfig, type WebConfigSource } from './web-config.ts';

export interface ListenAddress {
  /** Absent listens on every interface. */
  readonly host?: string;
  readonly port: number;
}

/** A socket that listens already, which this process inherited. */
export interface InheritedSocket {
  readonly fd: number;
}

export interface ListenOptions {
  readonly webConfig?: WebConfigSource;
  readonly timeouts?: ConnectionTimeouts;
  /** Called with errors of the listening server and of responses, which do not end the process. */
  readonly onError?: (error: unknown) => void;
}

export interface Listener {
  /** URL at which a client on this machine reaches the server. */
  readonly url: string;
  /** Stops accepting requests, waits {@link CLOSE_GRACE_MS} for running ones, then closes the other connections. */
  close(): Promise<void>;
}

/** Time for running requests to end at shutdown, in milliseconds: a scrape takes far less. */
const CLOSE_GRACE_MS = 1_000;

/** Timeouts of connections, in milliseconds. */
export interface ConnectionTimeouts {
  /** Between two requests. */
  readonly keepAlive: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number;
  /** From the first byte of a request to its end. */
  readonly request: number;
}

/**
 * Idle connections are kept longer than usual scrape intervals and longer than the minute that proxies keep theirs: if
 * the server closed first, a client's next request could meet a connection that has just been closed. Node.js measures
 * the timeout for headers from the first byte of a request, so it may be shorter than the idle timeout.
 */
const TIMEOUTS: ConnectionTimeouts = { keepAlive: 75_000, headers: 20_000, request: 30_000 };

/** @throws Error with a code such as EADDRINUSE or EACCES when the server cannot listen on the address. */
export async function listen(
  handler: RequestListener,
  address: ListenAddress | InheritedSocket,
  { webConfig = OPEN, timeouts = TIMEOUTS, onError = () => {} }: ListenOptions = {},
): Promise<Listener> {
  const { tls } = webConfig.current();
  const options = serverOptions(timeouts);
  // An import would read every property of the module, and thereby load fetch and WebSocket: 12 MiB.
  const { createServer } = process.getBuiltinModule('node:http');
  const server = tls
    ? createSecureServer(handler, { ...options, ...tlsOptions(tls) }, tls, webConfig)
    : createServer(options, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen('fd' in address ? address : { ...address }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  reportErrors(server, onError);
  const host = 'fd' in address ? undefined : address.host;
  return { url: urlOf(server, host, tls !== undefined), close: () => close(server) };
}

/** Shortest time between two reports of server errors, in milliseconds: without file descriptors, every connection fails. */
const SERVER_ERROR_INTERVAL_MS = 60_000;

/** An `error` event without a listener ends the process: after EMFILE in `accept`, or a write to an ended response. */
function reportErrors(server: HttpServer | HttpsServer, onError: (error: unknown) => void): void {
  const report = guarded(onError, () => {});
  let reportedAt = Number.NEGATIVE_INFINITY;
  server.on('error', (error) => {
    const now = performance.now();
    if (now - reportedAt < SERVER_ERROR_INTERVAL_MS) return;
    reportedAt = now;
    report(error);
  });
  server.prependListener('request', (_, response) => response.on('error', report));
}

function serverOptions({ keepAlive, headers, request }: ConnectionTimeouts): ServerOptions {
  return {
    keepAliveTimeout: keepAlive,
    headersTimeout: headers,
    requestTimeout: request,
    // Interval at which Node.js checks for requests that exceed their timeout.
    connectionsCheckingInterval: headers / 2,
  };
}

/** Renewed certificates apply to new connections; whether clients must send one is fixed at the start. */
function createSecureServer(
  handler: RequestListener,
  options: HttpsServerOptions,
  tls: TlsConfig,
  webConfig: WebConfigSource,
): HttpsServer {
  const server = process.getBuiltinModule('node:https').createServer(options, handler);
  webConfig.onChange(({ tls: changed }) => {
    if (changed) server.setSecureContext(tlsOptions(changed));
  });
  server.prependListener('secureConnection', (socket) => {
    if (!isClientAllowed(socket, webConfig.current().tls ?? tls)) socket.destroy();
  });
  return server;
}

function urlOf(server: HttpServer | HttpsServer, host: string | undefined, isSecure: boolean): string {
  const bound = server.address();
  if (typeof bound === 'string') return `unix:${bound}`;
  const { port } = bound as AddressInfo;
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
