import type { RequestListener } from 'node:http';

const FOUND = 302;
/** Orchestrators and health checks of containers ask the exporter itself, where no proxy adds a path. */
const PROBES: ReadonlySet<string> = new Set(['/-/healthy', '/-/ready']);

/**
 * Serves the handler below a path such as `/calls`, and the probes at the root too. The root and the path without its slash lead there by a relative
 * redirect, which works behind a proxy too; everything else outside of the path is not found.
 */
export function withRoutePrefix(prefix: string, handler: RequestListener): RequestListener {
  if (prefix === '') return handler;
  return (request, response) => {
    const url = request.url ?? '/';
    const [path = '/'] = url.split('?', 1);
    if (PROBES.has(path)) {
      handler(request, response);
    } else if (path.startsWith(`${prefix}/`)) {
      request.url = url.slice(prefix.length);
      handler(request, response);
    } else if (path === '/' || path === prefix) {
      const location = path === '/' ? `${prefix.slice(1)}/` : `${prefix.slice(prefix.lastIndexOf('/') + 1)}/`;
      response.writeHead(FOUND, { location }).end();
    } else {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
    }
  };
}
