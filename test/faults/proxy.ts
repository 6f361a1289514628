import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** The network between exporters and simulated platforms: passes each request on, and distorts what it is told to. */

/** A complete response of the platform, its body neither compressed nor chunked. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request on its way. */
export interface Exchange {
  readonly tenant: string;
  readonly path: string;
  readonly isToken: boolean;
  /** What the platform responds; asked at the first call. */
  readonly reply: () => Promise<Reply>;
  /** Passes the platform's response on unchanged. */
  readonly pass: () => Promise<void>;
  /** Sends another response in its place; with `carriesContent`, it says all that the platform's says in another way. */
  readonly send: (reply: Partial<Reply>, carriesContent?: boolean) => void;
  readonly response: ServerResponse;
}

/** What happens to a request on its way. */
export type Distortion = (exchange: Exchange) => Promise<void> | void;

/** A request that reached the proxy. Times by the clock that the proxy was given. */
export interface Passage {
  readonly tenant: string;
  readonly path: string;
  readonly isToken: boolean;
  readonly at: number;
  /** When the content of a response with status 200 was passed on as a whole; absent for any other. */
  readonly wholeAt?: number;
}

export interface VendorProxy {
  readonly port: number;
  /** Requests of the last minutes, oldest first. */
  readonly passages: () => readonly Passage[];
  readonly count: () => number;
  /** Applies to the tenant's requests until the returned function is called. */
  readonly distort: (tenant: string, distortion: Distortion) => () => void;
  /** Ends the tenant's open connections. */
  readonly disconnect: (tenant: string) => void;
  readonly close: () => Promise<void>;
}

/** Longer than any window that is checked. */
const KEPT_SECONDS = 180;

/**
 * `origins` are those of the platforms, by tenant, which is the first part of the host name of a request. `now` is in
 * seconds.
 */
export async function startProxy(
  origins: ReadonlyMap<string, string>,
  now: () => number,
): Promise<VendorProxy> {
  const agent = new Agent({ keepAlive: true });
  const distortions = new Map<string, Distortion[]>();
  let passages: { tenant: string; path: string; isToken: boolean; at: number; wholeAt?: number }[] = [];
  let count = 0;
  const sockets = new Map<Socket, string>();

  const server = createServer((incoming, response) => {
    response.on('error', () => {});
    handle(incoming, response).catch(() => response.destroy());
  });
  // Distortions decide how long a connection lasts.
  server.requestTimeout = 0;
  server.on('clientError', (_, socket) => socket.destroy());

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [tenant = ''] = (incoming.headers.host ?? '').split('.');
    const path = (incoming.url ?? '').split('?')[0] ?? '';
    const isToken = path.includes('token') && !path.endsWith('/me');
    const passage: (typeof passages)[number] = { tenant, path, isToken, at: now() };
    if (!sockets.has(incoming.socket)) incoming.socket.once('close', () => sockets.delete(incoming.socket));
    sockets.set(incoming.socket, tenant);
    passages.push(passage);
    count++;
    if (passages[0] && passages[0].at < now() - 2 * KEPT_SECONDS)
      passages = passages.filter(({ at }) => at > now() - KEPT_SECONDS);
    const body = await readAll(incoming);
    const ask = (headers: IncomingMessage['headers']) =>
      forward(agent, `${origins.get(tenant)}${incoming.url}`, incoming.method ?? 'GET', headers, body);

    const pass = async () => {
      const reply = await ask(incoming.headers);
      response.writeHead(reply.status, reply.headers);
      if (reply.status === 200) passage.wholeAt = now();
      response.end(reply.body);
    };
    let asked: Promise<Reply> | undefined;
    const exchange: Exchange = {
      tenant,
      path,
      isToken,
      reply: () => {
        asked ??= ask({ ...incoming.headers, 'accept-encoding': 'identity' });
        return asked;
      },
      pass,
      send: (
        { status = 200, headers = { 'content-type': 'application/json' }, body = Buffer.alloc(0) },
        carriesContent = false,
      ) => {
        response.writeHead(status, headers);
        response.end(body);
        if (carriesContent) passage.wholeAt = now();
      },
      response,
    };
    const [distortion] = distortions.get(tenant) ?? [];
    await (distortion ? distortion(exchange) : pass());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    passages: () => passages,
    count: () => count,
    distort: (tenant, distortion) => {
      const some = distortions.get(tenant) ?? [];
      distortions.set(tenant, some);
      some.push(distortion);
      return () => {
        const index = some.indexOf(distortion);
        if (index >= 0) some.splice(index, 1);
      };
    },
    disconnect: (tenant) => {
      for (const [socket, of] of sockets) if (of === tenant) socket.destroy();
    },
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function forward(
  agent: Agent,
  url: string,
  method: string,
  headers: IncomingMessage['headers'],
  body: Buffer,
): Promise<Reply> {
  const outgoing = request(url, { method, headers: { ...headers, connection: 'keep-alive' }, agent });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const received = await readAll(incoming);
  const { 'transfer-encoding': _, connection: _connection, ...rest } = incoming.headers;
  return { status: incoming.statusCode ?? 0, headers: rest as Record<string, string>, body: received };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
