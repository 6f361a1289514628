import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import {
  acceptsGzip,
  CONTENT_TYPES,
  type EXPORTER,
  type Exposition,
  negotiate,
} from '../exposition/index.ts';
import type { WebConfigSource } from './web-config.ts';

/** `/metrics`: all tenants and the exporter, or with {@link EXPORTER} the exporter alone. */
export function metrics(exposition: Exposition, tenant: typeof EXPORTER | undefined): RequestHandler {
  return (request, response) => sendMetrics(exposition, request, response, { tenant });
}

/** `/probe?tenant=NAME`: that tenant alone. `has` returns whether a tenant exists. */
export function probe(
  exposition: Exposition,
  has: (tenant: string, response: Response) => boolean,
): RequestHandler {
  return (request, response) => {
    const { tenant } = request.query;
    if (typeof tenant !== 'string' || tenant === '') {
      response
        .status(400)
        .type('text/plain')
        .send('Invalid parameter: tenant is missing; use /probe?tenant=NAME\n');
    } else if (!has(tenant, response)) {
      response.status(404).type('text/plain').send('Tenant not found\n');
    } else {
      sendMetrics(exposition, request, response, { tenant });
    }
  };
}

/** Sends a prepared body: nothing is rendered, compressed or awaited here. */
function sendMetrics(
  exposition: Exposition,
  request: IncomingMessage,
  response: ServerResponse,
  {
    tenant,
    headers: others,
  }: { readonly tenant?: string | undefined; readonly headers?: Readonly<Record<string, string>> } = {},
): void {
  const format = negotiate(request.headers.accept);
  const accepted = acceptsGzip(headerText(request.headers['accept-encoding'])) ? 'gzip' : 'identity';
  const { buffers, length, encoding, release } = exposition.body(format, accepted, tenant);
  response.once('close', release);
  const headers: Record<string, string | number> = {
    ...others,
    'content-type': CONTENT_TYPES[format],
    'content-length': length,
    'cache-control': 'no-store',
    vary: 'Accept, Accept-Encoding',
  };
  if (encoding === 'gzip') headers['content-encoding'] = 'gzip';
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
  } else {
    for (let index = 0; index < buffers.length - 1; index += 1) response.write(buffers[index]);
    response.end(buffers.at(-1));
  }
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(',') : value;
}

export interface ScrapeRoute {
  readonly telemetryPath: string;
  readonly exposition: Exposition;
  /** As in {@link metrics}. */
  readonly tenant: typeof EXPORTER | undefined;
  readonly webConfig: WebConfigSource;
  /** Called with the error of a page that could not be sent; the client gets a 500. */
  readonly onError: (error: unknown) => void;
  /** Headers of every response. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Serves scrapes without Express where no authentication is required: Express would take most of the time of a scrape. */
export function withScrapeFastPath(
  app: RequestListener,
  { telemetryPath, exposition, tenant, webConfig, onError, headers }: ScrapeRoute,
): RequestListener {
  return (request, response) => {
    const { users, rateLimit, headers: configured } = webConfig.current();
    if (request.method !== 'GET' || request.url !== telemetryPath || users.size > 0 || rateLimit) {
      app(request, response);
    } else {
      // An exception in a request listener would end the process; elsewhere Express catches it.
      try {
        sendMetrics(exposition, request, response, { tenant, headers: { ...headers, ...configured } });
      } catch (error) {
        onError(error);
        if (!response.headersSent) response.writeHead(500, headers);
        response.end();
      }
    }
  };
}
