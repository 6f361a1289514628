import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { failure, get, openClient, patient } from './harness.ts';

/** What no HTTP library would send: bytes as they are, written by hand. Each fails at most its own call. */

/** Sends these bytes to the first call and a good response to the next ones. */
async function start(first: string | Buffer, { hangUp = true } = {}) {
  let calls = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      const isFirst = calls++ === 0;
      socket.write(isFirst ? first : 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"value":7}');
      if (hangUp || !isFirst) socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return openClient({ baseUrl: `http://127.0.0.1:${port}` });
}

const once7 = { ...get('/x'), retry: false };
const OK = 'HTTP/1.1 200 OK\r\n';
const BODY = '{"value":7}';

it.each([
  ['a coding that is a character set', `${OK}Content-Encoding: utf-8\r\nContent-Length: 11\r\n\r\n${BODY}`],
  ['an early hint', `HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}Content-Length: 11\r\n\r\n${BODY}`],
  ['trailers', `${OK}Transfer-Encoding: chunked\r\n\r\nb\r\n${BODY}\r\n0\r\n__proto__: x\r\nA: b\r\n\r\n`],
  ['chunk extensions', `${OK}Transfer-Encoding: chunked\r\n\r\nb;a=b\r\n${BODY}\r\n0\r\n\r\n`],
  ['no length, but the end of the connection', `${OK}\r\n${BODY}`],
  [
    'headers named like parts of objects',
    `${OK}__proto__: x\r\nconstructor: y\r\nContent-Length: 11\r\n\r\n${BODY}`,
  ],
  ['a byte order mark', `${OK}Content-Length: 14\r\n\r\n\ufeff${BODY}`],
  ['bytes after its end', `${OK}Content-Length: 11\r\n\r\n${BODY}HTTP/1.1 500 Oops\r\n\r\n`],
])('reads a response with %s', async (_, bytes) => {
  const client = await start(bytes);
  expect(await client.request(once7, patient())).toEqual({ value: 7 });
  expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
});

it.each([
  ['nothing at all', '', 'reset'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'invalid'],
  ['half a status line', 'HTTP/1.1 20', 'reset'],
  ['half of its headers', `${OK}Content-Le`, 'reset'],
  ['a body shorter than its length', `${OK}Content-Length: 100\r\n\r\n${BODY}`, 'reset'],
  ['two lengths', `${OK}Content-Length: 11\r\nContent-Length: 12\r\n\r\n${BODY}`, 'reset'],
  ['a length that is no number', `${OK}Content-Length: many\r\n\r\n${BODY}`, 'invalid'],
  ['a length beyond all numbers', `${OK}Content-Length: 99999999999999999999999\r\n\r\n${BODY}`, 'reset'],
  ['a chunk that is cut off', `${OK}Transfer-Encoding: chunked\r\n\r\nff\r\n{"val`, 'reset'],
  ['a chunk size that is none', `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n`, 'invalid'],
  ['headers without end', `${OK}X: ${'x'.repeat(20_000)}\r\n\r\n${BODY}`, 'invalid'],
  ['a hundred thousand headers', `${OK}${'a: b\r\n'.repeat(100_000)}\r\n${BODY}`, 'invalid'],
  [
    'a change of protocol',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'reset',
  ],
  ['a continuation alone', 'HTTP/1.1 100 Continue\r\n\r\n', 'reset'],
  ['a body of NULs', `${OK}Content-Length: 11\r\n\r\n${'\0'.repeat(11)}`, 'invalid'],
  [
    'a body of no encoding',
    Buffer.concat([Buffer.from(`${OK}\r\n`), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
    'invalid',
  ],
  ['a number beyond all numbers', `${OK}\r\n{"value":1e999}`, 'invalid'],
  ['a value behind __proto__', `${OK}\r\n{"__proto__":{"value":7}}`, 'invalid'],
  ['a nest of arrays', `${OK}\r\n${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'invalid'],
])('fails only the call whose response has %s', async (_, bytes, code) => {
  const client = await start(bytes);
  const error = await failure(client.request(once7, patient()));
  expect(error).toMatchObject({ code, endpoint: 'test' });
  expect(error.problem).toMatch(/^[\x20-\x7e…]{10,300}$/);
  expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
});

it.each([
  ['a body that is cut off', 'HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n{"mess', 500],
  ['a broken gzip body', 'HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd', 503],
  ['a body with no end', `HTTP/1.1 404 Gone\r\n\r\n${'x'.repeat(200_000)}`, 404],
  ['a nest of arrays', `HTTP/1.1 400 No\r\n\r\n${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400],
  ['a body where there must be none', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello', 304],
  ['an empty gzip body', 'HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n', 304],
  ['a status of its own', 'HTTP/1.1 999 Nobody Knows\r\nContent-Length: 0\r\n\r\n', 999],
])('keeps the status of an error with %s', async (_, bytes, status) => {
  const client = await start(bytes);
  expect(await failure(client.request(once7, patient()))).toMatchObject({ code: 'http', status });
  expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
});

it.each([
  ['complete', `HTTP/1.1 307 There\r\nLocation: /y\r\nContent-Length: 5\r\n\r\nhello`],
  ['cut off', `HTTP/1.1 307 There\r\nLocation: /y\r\nContent-Length: 50\r\n\r\nhello`],
  ['too large', `HTTP/1.1 307 There\r\nLocation: /y\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`],
  ['broken', `HTTP/1.1 307 There\r\nLocation: /y\r\nTransfer-Encoding: chunked\r\n\r\nzz`],
])('follows a redirect with a body that is %s', async (_, bytes) => {
  const client = await start(bytes);
  expect(await client.request(once7, patient())).toEqual({ value: 7 });
});

it.each([
  ['its headers', 'HTTP/1.1 200 OK\r\nContent-'],
  ['its body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"value":'],
  ['its compressed body', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\nabc'],
  ['the body of an error', 'HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\n{"value":'],
  ['the body of a redirect', 'HTTP/1.1 307 There\r\nLocation: /y\r\nContent-Length: 100\r\n\r\n{"value":'],
])('reports a response that stops amid %s as a timeout', async (_, bytes) => {
  const client = await start(bytes, { hangUp: false });
  const call = client.request(once7, { collector: 'queues', signal: AbortSignal.timeout(200) });
  expect(await failure(call)).toMatchObject({ code: 'timeout' });
  expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
});
