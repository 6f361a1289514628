import { createMiddleware } from '@mswjs/http-middleware';
import express from 'express';
import { type HttpResponseResolver, http, type RequestHandler } from 'msw';
import { onTestFinished } from 'vitest';
import { listen } from './http-listener.ts';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** As `performance.now()` counts, in milliseconds. */
  readonly at: number;
}

export interface VendorApi {
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
  /** Requests received at one path. */
  at(path: string): readonly ReceivedRequest[];
  /** Adds handlers that take precedence over the present ones. */
  use(...handlers: readonly RequestHandler[]): void;
}

const NOT_IMPLEMENTED = 501;

/**
 * Serves msw handlers over HTTP on loopback until the test ends. The first handler that matches responds.
 * A request that no handler matches fails the test.
 */
export async function startVendorApi(...initial: readonly RequestHandler[]): Promise<VendorApi> {
  const received: ReceivedRequest[] = [];
  const unhandled: string[] = [];
  const recorder = http.all('*', async ({ request }) => {
    received.push(await receivedFrom(request));
  });
  let handlers = initial;
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => middlewareOf([recorder, ...handlers])(request, response, next));
  app.use(({ method, path }, response) => {
    unhandled.push(`${method} ${path}`);
    response.status(NOT_IMPLEMENTED).json({ message: `No handler for ${method} ${path}` });
  });
  const origin = await listen(app);
  onTestFinished(() => {
    if (unhandled.length > 0) throw new Error(`Requests without a handler: ${unhandled.join(', ')}`);
  });
  return {
    origin,
    received,
    at: (path) => received.filter(({ url }) => url.split('?')[0] === path),
    use: (...added) => {
      handlers = [...added, ...handlers];
    },
  };
}

/** Resolver that uses each of the given ones for one request, and the last one for all further requests. */
export function inTurn(...resolvers: readonly HttpResponseResolver[]): HttpResponseResolver {
  let calls = 0;
  return (info) => {
    const resolver = resolvers[Math.min(calls++, resolvers.length - 1)];
    return resolver?.(info);
  };
}

/** Resolver that depends on the request, its body included. */
export function respondTo(respond: (request: ReceivedRequest) => HttpResponseResolver): HttpResponseResolver {
  return async (info) => respond(await receivedFrom(info.request))(info);
}

/** Leaves the body of the request unread for the handlers that follow. */
async function receivedFrom(request: Request): Promise<ReceivedRequest> {
  const at = performance.now();
  const { pathname, search } = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  return { method: request.method, url: pathname + search, headers, body: await request.clone().text(), at };
}

/** The middleware is CommonJS and declares msw's handlers by the types of msw's CommonJS build. */
function middlewareOf(handlers: readonly RequestHandler[]): express.RequestHandler {
  return createMiddleware(...(handlers as unknown as Parameters<typeof createMiddleware>));
}
