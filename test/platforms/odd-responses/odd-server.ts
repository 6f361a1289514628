import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

/**
 * A vendor that answers as the simulator did while this server wrote it down, but for one path, which it answers oddly.
 * The first segment of a path tells which oddity; a path that begins with `record` is passed on to the simulator.
 */

export const STATUSES = [200, 204, 304, 400, 401, 403, 404, 429, 500, 503] as const;
export const CODINGS = ['none', 'gzip', 'br', 'utf-8', 'empty', 'deflate', 'unknown'] as const;
export const BODIES = ['complete', 'empty', 'truncated', 'HTML', 'wrong JSON', 'too large'] as const;

export interface Oddity {
  readonly path: string;
  readonly status: (typeof STATUSES)[number];
  readonly coding: (typeof CODINGS)[number];
  readonly body: (typeof BODIES)[number];
}

/** No good response is that large. */
export const MAX_BODY_BYTES = 96 * 1024;

/** Stands in recorded bodies for where the API is. */
const HERE = 'http://here.invalid';

const HEADER_OF: Readonly<Record<string, string>> = { empty: '', unknown: 'rot13' };
const ENCODE: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gzipSync,
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: deflateSync,
};

export interface OddServer {
  readonly origin: string;
  /** The paths that were asked for while recording, each with its first body. */
  readonly recorded: () => ReadonlyMap<string, string>;
  /** From now on, responses below this first segment of a path are good but for this one. */
  readonly answer: (prefix: string, oddity: Oddity | undefined) => void;
  readonly close: () => Promise<void>;
}

/** `simulator` is the origin that recorded requests go to. */
export async function startOddServer(simulator: string): Promise<OddServer> {
  const bodies = new Map<string, string>();
  const paths = new Map<string, string>();
  const oddities = new Map<string, Oddity | undefined>();
  /** By good body and by how it is encoded: compressing the same over and over would be most of the work. */
  const encoded = new Map<string, Map<string, Buffer>>();

  const server = createServer(async (request, response) => {
    const asked = await readText(request);
    const [, prefix = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(request.url ?? '') ?? [];
    const path = rest.split('?')[0] ?? '';
    const key = `${request.method} ${rest} ${path.includes('token') ? '' : asked}`;
    if (prefix === 'record') await record(request, response, rest, key, path, asked);
    else replay(response, oddities.get(prefix), key, path, `${origin}/${prefix}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function record(
    { method = 'GET', headers }: IncomingMessage,
    response: ServerResponse,
    rest: string,
    key: string,
    path: string,
    asked: string,
  ): Promise<void> {
    const answer = await fetch(`${simulator}${rest}`, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? '' },
      body: asked === '' ? null : asked,
    });
    const text = (await answer.text()).replaceAll(simulator, HERE);
    if (answer.ok) {
      bodies.set(key, text);
      if (!paths.has(path)) paths.set(path, text);
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(text.replaceAll(HERE, `${origin}/record`));
  }

  function replay(
    response: ServerResponse,
    oddity: Oddity | undefined,
    key: string,
    path: string,
    here: string,
  ): void {
    const good = bodies.get(key)?.replaceAll(HERE, here);
    if (oddity?.path === path) answerOddly(response, oddity, good ?? paths.get(path) ?? '{}');
    else {
      response.writeHead(good === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(good ?? '{}');
    }
  }

  function encodedBody(good: string, coding: Oddity['coding'], body: Oddity['body']): Buffer {
    const known = encoded.get(good) ?? new Map<string, Buffer>();
    encoded.set(good, known);
    const key = `${coding} ${body}`;
    const encode = ENCODE[coding] ?? ((plain: Buffer) => plain);
    const bytes = known.get(key) ?? encode(Buffer.from(plainBody(body, good)));
    known.set(key, bytes);
    return bytes;
  }

  function answerOddly(response: ServerResponse, { status, coding, body }: Oddity, good: string): void {
    const bytes = encodedBody(good, coding, body);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (coding !== 'none') headers['content-encoding'] = HEADER_OF[coding] ?? coding;
    if (body === 'truncated' && status !== 204 && status !== 304) {
      response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
      const half = bytes.subarray(0, bytes.length >> 1);
      response.write(half, () => response.destroy());
      return;
    }
    response.writeHead(status, headers);
    response.end(body === 'empty' ? undefined : bytes);
  }

  return {
    origin,
    recorded: () => paths,
    answer: (prefix, oddity) => void oddities.set(prefix, oddity),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function plainBody(body: Oddity['body'], good: string): string {
  if (body === 'HTML') return '<!doctype html><title>Sign in</title><p>Hello';
  if (body === 'wrong JSON') return '{"unexpected":[{"id":"q1","value":99}]}';
  if (body === 'too large') return good + ' '.repeat(MAX_BODY_BYTES);
  return good;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
