import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { listen } from './http-listener.ts';

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

/**
 * Starts a server whose handlers write to the socket, for what an msw handler cannot express: resets, truncated bodies,
 * hangs, odd encodings. Everything else uses `vendor-api.ts`. Ends with the test.
 */
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

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
}

/** Breaks the connection before the response. */
export const destroy: Answer = (_, response) => response.socket?.destroy();

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
