import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isClientWelcome, tlsOptions } from './tls.ts';
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
/** Times out clients that hold a connection without sending a whole request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** @throws Error with code EADDRINUSE, EACCES and the like when the address cannot be had. */
export async function listen(
  handler: RequestListener,
  { host, port }: ListenAddress,
  webConfig: WebConfigSource = OPEN,
): Promise<Listener> {
  const { tls } = webConfig.current();
  const server = tls ? createSecureServer(handler, tls, webConfig) : createPlainServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { url: urlOf(server, host, tls !== undefined), close: () => close(server) };
}

function createPlainServer(handler: RequestListener): HttpServer {
  return createHttpServer({ requestTimeout: REQUEST_TIMEOUT_MS }, handler);
}

/** Renewed certificates serve the next connection; whether clients are asked for one is settled at the start. */
function createSecureServer(
  handler: RequestListener,
  tls: TlsConfig,
  webConfig: WebConfigSource,
): HttpsServer {
  const server = createHttpsServer({ requestTimeout: REQUEST_TIMEOUT_MS, ...tlsOptions(tls) }, handler);
  webConfig.onChange(({ tls: changed }) => {
    if (changed) server.setSecureContext(tlsOptions(changed));
  });
  server.prependListener('secureConnection', (socket) => {
    if (!isClientWelcome(socket, webConfig.current().tls ?? tls)) socket.destroy();
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
