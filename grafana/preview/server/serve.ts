import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { bundlePage } from './build.ts';

export interface PreviewServer extends AsyncDisposable {
  /** Root of the page, such as `http://127.0.0.1:5555`. */
  readonly url: string;
}

export interface PreviewOptions {
  /** Root of the Prometheus that the dashboards query. */
  readonly prometheusUrl: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

const GRAFANA = join(import.meta.dirname, '../..');
const PACKAGES = join(import.meta.dirname, '../node_modules');
const IMAGES = join(PACKAGES, '@grafana/ui/dist/public/img');
/** Grafana's font: its packages ask for it, and its server has it. */
const FONTS: Readonly<Record<string, string>> = {
  '/public/fonts/inter/Inter-Regular.woff2': 'inter-latin-400-normal.woff2',
  '/public/fonts/inter/Inter-Medium.woff2': 'inter-latin-500-normal.woff2',
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Dashboards</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page/main.css"></head>
<body style="margin: 0"><div id="root"></div>
<script>window.__grafana_public_path__ = '/public/'</script>
<script type="module" src="/page/main.js"></script></body>
</html>`;

/** Serves the page, the dashboards and Grafana's icons, and passes queries on to Prometheus. On 127.0.0.1 alone. */
export async function servePreview({ prometheusUrl, port = 0 }: PreviewOptions): Promise<PreviewServer> {
  const bundle = await bundlePage();
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://preview');
    answer(pathname, search, response).catch((error: unknown) => {
      response
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: String(error) }));
    });
  });

  async function answer(pathname: string, search: string, response: ServerResponse): Promise<void> {
    if (pathname.startsWith('/prometheus/')) {
      const answered = await fetch(`${prometheusUrl}${pathname.slice('/prometheus'.length)}${search}`);
      response.writeHead(answered.status, { 'content-type': 'application/json' });
      response.end(await answered.text());
      return;
    }
    const content = await contentOf(pathname);
    const type = TYPES[extname(pathname)] ?? 'text/html';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type }).end(content);
  }

  async function contentOf(pathname: string): Promise<Uint8Array | string | undefined> {
    const [, folder, ...rest] = pathname.split('/');
    if (folder === '') return PAGE;
    if (folder === 'page') return bundle.get(rest.join('/'));
    const file = fileOf(pathname);
    return file === undefined ? undefined : readFile(file).catch(() => undefined);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  return {
    url,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A dashboard, a font or an icon; nothing outside of their folders. */
function fileOf(pathname: string): string | undefined {
  const [, dashboard] = /^\/dashboards\/([\w-]+\.json)$/.exec(pathname) ?? [];
  if (dashboard !== undefined) return join(GRAFANA, 'dashboards', dashboard);
  const font = FONTS[pathname];
  if (font !== undefined) return join(PACKAGES, '@fontsource/inter/files', font);
  const [, icon] = /^\/public\/build\/img\/([\w/-]+\.svg)$/.exec(pathname) ?? [];
  return icon === undefined ? undefined : join(IMAGES, icon);
}
