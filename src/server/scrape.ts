import type { Request, RequestHandler, Response } from 'express';
import { acceptsGzip, CONTENT_TYPES, type Exposition, negotiate } from '../exposition/index.ts';

/** `/metrics`: every tenant and the process itself. */
export function metrics(exposition: Exposition): RequestHandler {
  return (request, response) => sendMetrics(exposition, request, response);
}

/** `/probe?tenant=NAME`: that tenant alone. `has` tells the tenants there are. */
export function probe(exposition: Exposition, has: (tenant: string) => boolean): RequestHandler {
  return (request, response) => {
    const { tenant } = request.query;
    if (typeof tenant !== 'string' || tenant === '') {
      response.status(400).type('text/plain').send('Name the tenant: /probe?tenant=NAME\n');
    } else if (!has(tenant)) {
      response.status(404).type('text/plain').send('There is no such tenant in the configuration\n');
    } else {
      sendMetrics(exposition, request, response, tenant);
    }
  };
}

/** Sends what lies ready: nothing is waited for, rendered or compressed here. */
function sendMetrics(exposition: Exposition, request: Request, response: Response, tenant?: string): void {
  const format = negotiate(request.get('accept'));
  const asked = acceptsGzip(request.get('accept-encoding')) ? 'gzip' : 'identity';
  const { chunks, length, encoding, release } = exposition.body(format, asked, tenant);
  response.once('close', release);
  const headers: Record<string, string | number> = {
    'content-type': CONTENT_TYPES[format],
    'content-length': length,
    'cache-control': 'no-store',
    vary: 'Accept, Accept-Encoding',
  };
  if (encoding === 'gzip') headers['content-encoding'] = 'gzip';
  response.writeHead(200, headers);
  if (request.method !== 'HEAD') for (const chunk of chunks) response.write(chunk);
  response.end();
}
