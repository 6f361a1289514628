import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** As `performance.now()` counts. */
  readonly at: number;
}

/** Answers one request. A list answers one request each, its last one all further ones. */
export type Answer = (request: ReceivedRequest, response: ServerResponse) => void;
export type Routes = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface VendorServer {
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
  /** What was received at one path. */
  at(path: string): readonly ReceivedRequest[];
}

/** A real HTTP server on loopback, with answers by path; it ends with the test. */
export async function startVendorServer(routes: Routes): Promise<VendorServer> {
  const received: ReceivedRequest[] = [];
  const at = (path: string) => received.filter(({ url }) => pathOf(url) === path);
  const origin = await listen(async (incoming, response) => {
    const request = await receive(incoming);
    received.push(request);
    const path = pathOf(request.url);
    const answers = [routes[path] ?? []].flat();
    const answer = answers[Math.min(at(path).length, answers.length) - 1];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  return { origin, received, at };
}

/** Starts a server on a free port of 127.0.0.1 that ends with the test; returns its origin. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
}

/** Takes the request and never answers. */
export const silence: Answer = () => {};

async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url = '', headers } = incoming;
  const at = performance.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return { method, url, headers, body: Buffer.concat(chunks).toString(), at };
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? '';
}
