import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Exporter, startExporter } from '../support/exporter.ts';
import { eventually } from '../support/process.ts';

/** Clients that no library would be: bytes on a socket, against the real program with users and roles. */

let folder: string;
let exporter: Exporter;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const hash = hashSync('secret', 4);
  const web = join(folder, 'web.yaml');
  await writeFile(web, stringify({ basic_auth_users: { viewer: hash, admin: hash } }));
  const roles = join(folder, 'roles.yaml');
  await writeFile(roles, stringify({ users: { viewer: 'view', admin: 'admin' } }));
  exporter = await startExporter([
    `--web.config.file=${web}`,
    `--web.roles.file=${roles}`,
    '--web.enable-lifecycle',
  ]);
  port = Number(new URL(exporter.url).port);
  await eventually(() => exporter.get('/-/ready'));
});
afterAll(async () => {
  await exporter.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Time for the responses to whatever was sent; most close the connection before. */
const RESPONSE_MS = 10_000;

/** Sends bytes, and collects what comes back until the connection ends. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    const end = () => {
      socket.destroy();
      resolve(Buffer.concat(received).toString('latin1'));
    };
    socket.setTimeout(RESPONSE_MS, end);
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', end).on('close', end);
  });
}

const credentials = (user: string) =>
  `Authorization: Basic ${Buffer.from(`${user}:secret`).toString('base64')}\r\n`;
const statusOf = (response: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1]);
const responsesIn = (text: string) =>
  text.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => Number(line.slice(-3))) ?? [];
const reloads = () => exporter.stderr().match(/Configuration reloaded/g)?.length ?? 0;

/** On the pages that a viewer must not see, and on no other. */
const FORBIDDEN = /contact_center_exporter_build_info|tenants:|"polls"|correlation/;

/** Spellings of a path, as the target of a request. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => `//${path}`,
  (path) => `/.${path}`,
  (path) => `/x/..${path}`,
  (path) => `/%2e${path}`,
  (path) => `/x/%2e%2e${path}`,
  (path) => `/-/healthy/..%2f..${path}`,
  (path) => `/-/healthy/../..${path}`,
  (path) => `/-/ready?${path}`,
  (path) => `/-/ready#${path}`,
  (path) => `/-/ready%3f${path}`,
  (path) => path.toUpperCase(),
  (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  (path) => path.replace(/[a-z]/, (letter) => `%25${letter.charCodeAt(0).toString(16)}`),
  (path) => path.replaceAll('/', '%2f').replace('%2f', '/'),
  (path) => path.replace(/\/(?=[^/]*$)/, '%2F'),
  (path) => path.replaceAll('/', '\\'),
  (path) => `${path}%00`,
  (path) => `${path};x=y`,
  (path) => `${path}?x`,
  (path) => `${path}#x`,
  (path) => `${path}%20`,
  (path) => `${path}.`,
  (path) => `${path}\u00ff`,
  (path) => `http://127.0.0.1${path}`,
  (path) => `http://elsewhere.example${path}`,
  (path) => `HTTP://127.0.0.1/-/healthy/..${path}`,
  (path) => `http:${path}`,
  (path) => path.slice(1),
  () => '*',
];
const METHODS = [
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'get',
  'M-SEARCH',
];
const PATHS = ['/metrics', '/config', '/debug/polls', '/-/reload', '/probe?tenant=acme'];

describe('a viewer, by any spelling and method,', () => {
  it.each(PATHS)('reads and does nothing at %s', async (path) => {
    const before = reloads();
    for (const who of [credentials('viewer'), '']) {
      const targets = [...new Set(SPELLINGS.map((spell) => spell(path)))];
      const combinations = targets.flatMap((target) =>
        (target === path ? METHODS : ['GET', 'POST', 'OPTIONS']).map((method) => [method, target] as const),
      );
      const responses = await Promise.all(
        combinations.map(([method, target]) =>
          send(
            `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${who}Content-Length: 0\r\nConnection: close\r\n\r\n`,
          ),
        ),
      );
      for (const [index, response] of responses.entries()) {
        const request = combinations[index]!.join(' ');
        const [status] = responsesIn(response);
        const isProbe =
          /^\w+ (?:http:\/\/[^/]*)?\/-\/(?:ready|healthy)[?#]/i.test(request) &&
          [200, 204].includes(status ?? 0);
        expect([request, responsesIn(response).length]).toEqual([request, 1]);
        expect([request, FORBIDDEN.test(response)]).toEqual([request, false]);
        if (!isProbe) expect([request, status !== undefined && status >= 400]).toEqual([request, true]);
        expect([request, status]).not.toEqual([request, 500]);
      }
    }
    expect(reloads()).toBe(before);
  });

  it('is refused what an admin reads and does', async () => {
    const response = await send(
      `GET /config HTTP/1.1\r\nHost: 127.0.0.1\r\n${credentials('admin')}Connection: close\r\n\r\n`,
    );
    expect([statusOf(response), FORBIDDEN.test(response)]).toEqual([200, true]);
    const reload = await send(
      `POST /-/reload HTTP/1.1\r\nHost: 127.0.0.1\r\n${credentials('admin')}Content-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOf(reload)).toBe(200);
    expect(reloads()).toBeGreaterThan(0);
  });
});

describe('a request that two servers could read differently', () => {
  const inner = 'GET /config HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
  const chunked = `0\r\n\r\n${inner}`;
  const head = 'POST /-/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n';
  it.each([
    [
      'both lengths',
      `${head}Content-Length: ${chunked.length}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
    ],
    ['two lengths', `${head}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`],
    ['two lengths in one header', `${head}Content-Length: 0, ${inner.length}\r\n\r\n${inner}`],
    ['a length with a sign', `${head}Content-Length: +0\r\n\r\n${inner}`],
    ['a negative length', `${head}Content-Length: -1\r\n\r\n${inner}`],
    ['a length in hexadecimal', `${head}Content-Length: 0x1f\r\n\r\n${inner}`],
    ['a coding that ends in another', `${head}Transfer-Encoding: chunked, identity\r\n\r\n${chunked}`],
    ['an unknown coding', `${head}Transfer-Encoding: xchunked\r\n\r\n${chunked}`],
    ['a coding twice', `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n${chunked}`],
    ['a folded header', `${head}X-A: b\r\n Content-Length: ${inner.length}\r\n\r\n${inner}`],
    ['a space before the colon', `${head}Content-Length : ${inner.length}\r\n\r\n${inner}`],
    ['a bare line feed', `${head}X-A: b\nContent-Length: ${inner.length}\r\n\r\n${inner}`],
    ['a bare carriage return', `${head}X-A: b\rContent-Length: ${inner.length}\r\n\r\n${inner}`],
    ['a NUL in a header', `${head}X-A: b\u0000c\r\n\r\n`],
    [
      'a size of a chunk with an extension and line feeds',
      `${head}Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n${chunked}`,
    ],
    ['two hosts', `GET /config HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: elsewhere.example\r\n\r\n`],
    ['no host', 'GET /config HTTP/1.1\r\n\r\n'],
    ['another version', 'GET /config HTTP/3.7\r\nHost: 127.0.0.1\r\n\r\n'],
    ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS handshake', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ])('is refused and ends the connection: %s', async (_, bytes) => {
    const response = await send(bytes);
    expect(responsesIn(response).filter((status) => status < 400)).toEqual([]);
    expect(responsesIn(response).length).toBeLessThanOrEqual(1);
    expect(response).not.toMatch(FORBIDDEN);
    expect(exporter.isRunning()).toBe(true);
  });

  it('is read as two requests where it is two, each with its own credentials', async () => {
    const response = await send(
      `GET /-/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n${credentials('admin')}\r\nGET /config HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
    );
    expect(responsesIn(response)).toEqual([200, 401]);
  });
});

describe('the server', () => {
  const isServed = async () => {
    const began = performance.now();
    await exporter.get('/-/ready');
    return performance.now() - began;
  };

  it.each([
    ['a long target', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['a long header', `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X-A: b\r\n'.repeat(5_000)}\r\n`],
  ])('refuses %s by 431', async (_, bytes) => {
    expect(responsesIn(await send(bytes))).toEqual([431]);
  });

  it('refuses a large body by 413 without reading it, and reads none where none is expected', async () => {
    const begun = (path: string, user: string) =>
      send(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${credentials(user)}Content-Type: application/json\r\nContent-Length: 100000000\r\nConnection: close\r\n\r\n{`,
      );
    expect(statusOf(await begun('/api/v1/analytics/query', 'admin'))).toBe(413);
    expect(statusOf(await begun('/api/v1/analytics/query', 'viewer'))).toBe(403);
    expect(statusOf(await begun('/-/ready', 'viewer'))).toBe(405);
    expect(statusOf(await begun('/nowhere', 'viewer'))).toBe(404);
  });

  it('keeps no scrape waiting behind 500 connections that send a byte at a time', async () => {
    const sockets: Socket[] = [];
    const timer = setInterval(() => {
      for (const socket of sockets) socket.write('x');
    }, 200);
    try {
      await Promise.all(
        Array.from({ length: 500 }, () => {
          const opened = Promise.withResolvers<void>();
          const socket = connect(port, '127.0.0.1', () => {
            socket.write('GET / HTTP/1.1\r\nX-A: ');
            opened.resolve();
          });
          socket.on('error', () => opened.resolve());
          sockets.push(socket);
          return opened.promise;
        }),
      );
      for (let scrape = 0; scrape < 10; scrape++) expect(await isServed()).toBeLessThan(10_000);
      expect(sockets.filter(({ destroyed }) => !destroyed).length).toBeGreaterThan(400);
    } finally {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    }
  });

  it('refuses viewers beyond 500 by 503, and has room again when some have gone', async () => {
    const status = await readFile(`/proc/${exporter.child.pid}/status`, 'utf8');
    const before = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
    const sockets: Socket[] = [];
    const statuses = await Promise.all(
      Array.from({ length: 520 }, () => {
        const status = Promise.withResolvers<number>();
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`GET /wallboard/events HTTP/1.1\r\nHost: 127.0.0.1\r\n${credentials('viewer')}\r\n`),
        );
        // It reads the beginning and nothing more.
        socket.once('data', (chunk) => {
          socket.pause();
          status.resolve(statusOf(chunk.toString('latin1')));
        });
        socket.on('error', () => status.resolve(0));
        sockets.push(socket);
        return status.promise;
      }),
    );
    const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
    expect([count(200), count(503)]).toEqual([500, 20]);
    expect(await isServed()).toBeLessThan(10_000);
    const after = Number(
      /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${exporter.child.pid}/status`, 'utf8'))?.[1],
    );
    // 500 viewers who read nothing: some tens of KiB each for socket, parser and one board.
    expect((after - before) / 1024).toBeLessThan(200);
    for (const socket of sockets) socket.destroy();
    await eventually(async () => {
      const abort = new AbortController();
      const headers = { authorization: `Basic ${Buffer.from('viewer:secret').toString('base64')}` };
      const response = await fetch(`${exporter.url}/wallboard/events`, { headers, signal: abort.signal });
      abort.abort();
      expect(response.status).toBe(200);
    });
  });
});
