import { Readable } from 'node:stream';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Answer, startVendorServer } from '../support/vendor-server.ts';
import { failure, get, openClient, patient } from './harness.ts';

const MIB = 1024 * 1024;
const LIMIT = MIB;
/** What may be under way in the buffers of both ends when the client hangs up. */
const IN_FLIGHT = 30 * MIB;

const encoded =
  (encoding: string, body: Buffer): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
  };

describe('a compressed answer', () => {
  const plain = Buffer.from(JSON.stringify({ value: 7, padding: ' '.repeat(100_000) }));

  it.each([
    ['gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['br', brotliCompressSync(plain)],
    [' br ', brotliCompressSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['identity', plain],
    ['identity, gzip', gzipSync(plain)],
    ['gzip, utf-8', gzipSync(plain)],
    ['br,gzip', gzipSync(brotliCompressSync(plain))],
  ])('is read: %s', async (encoding, body) => {
    const server = await startVendorServer({ '/x': encoded(encoding, body) });
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 7 });
    expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, br');
  });

  it.each([
    ['gzip', gzipSync(plain).subarray(0, 40)],
    ['gzip', Buffer.from('{"value":7}')],
    ['br', Buffer.from('{"value":7}')],
    ['deflate', Buffer.from('{"value":7}')],
    ['deflate', deflateSync(plain).subarray(0, 40)],
    ['identity,'.repeat(100), Buffer.from('{"value":7}')],
  ])('is invalid when it cannot be decompressed: %s', async (encoding, body) => {
    const server = await startVendorServer({ '/x': encoded(encoding, body) });
    const call = openClient({ baseUrl: server.origin }).request(get('/x'), patient());
    expect(await failure(call)).toMatchObject({ code: 'invalid' });
  });

  it.each(['utf-8', 'UTF-8', '', ' ', 'none', 'aws-chunked', 'zstd', 'gzip;q=1', '__proto__', 'toString'])(
    'is read as it is when its coding is unknown or empty: "%s"',
    async (encoding) => {
      const server = await startVendorServer({ '/x': encoded(encoding, Buffer.from('{"value":7}')) });
      expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({
        value: 7,
      });
    },
  );

  it('is read when its codings are in two headers', async () => {
    const body = gzipSync(brotliCompressSync(plain));
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(200, ['content-encoding', 'br', 'content-encoding', 'gzip']).end(body);
      },
    });
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 7 });
  });

  it.each([
    [200, 'gzip'],
    [204, 'gzip'],
    [204, 'br'],
    [200, 'deflate'],
  ])('is empty when it has no bytes, whatever its headers say: %i %s', async (status, encoding) => {
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(status, { 'content-encoding': encoding }).end();
      },
    });
    const request = { ...get('/x'), whenEmpty: { value: 0 } };
    expect(await openClient({ baseUrl: server.origin }).request(request, patient())).toEqual({ value: 0 });
  });

  it.each([304, 401, 500])('does not hide the status of an error: %i', async (status) => {
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(status, { 'content-encoding': 'gzip' }).end();
      },
    });
    const request = { ...get('/x'), retry: false };
    const call = openClient({ baseUrl: server.origin }).request(request, patient());
    expect(await failure(call)).toMatchObject({ code: 'http', status });
  });

  it('counts as a broken connection when that broke amid it', async () => {
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync(plain).subarray(0, 40), () => response.socket?.resetAndDestroy());
      },
    });
    const request = { ...get('/x'), retry: false };
    const call = openClient({ baseUrl: server.origin }).request(request, patient());
    expect(await failure(call)).toMatchObject({ code: 'reset' });
  });
});

describe('an answer beyond the limit', () => {
  /** The whole body is here before anybody reads it, so that hanging up finds nothing that listens. */
  it.each([
    ['with a content-length', true],
    ['without a content-length', false],
  ])('by little, complete and %s, fails its call alone', async (_, isLengthTold) => {
    const body = Buffer.alloc(200, ' ');
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(200, isLengthTold ? { 'content-length': String(body.length) } : {}).end(body);
      },
    });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: 199 });
    for (let call = 0; call < 3; call++)
      expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'body_too_large' });
  });

  it.each([
    ['with a content-length', { 'content-length': String(200 * MIB) }],
    ['without a content-length', undefined],
  ])('is hung up on: 200 MiB %s', async (_, headers) => {
    const block = Buffer.alloc(MIB, ' ');
    let sent = 0;
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(200, headers);
        const blocks = function* () {
          for (; sent < 200 * MIB; sent += MIB) yield block;
        };
        Readable.from(blocks())
          .on('error', () => {})
          .pipe(response);
      },
    });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    const before = process.memoryUsage().rss;

    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'body_too_large' });
    expect(client.observed).toMatchObject({ requests: ['test invalid'], retries: 0 });
    expect(sent).toBeLessThan(IN_FLIGHT);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });

  it.each([
    // A gzip file may have many members: the one million bytes of each are read one after another.
    ['gzip', Buffer.concat(Array(500).fill(gzipSync(Buffer.alloc(MIB))))],
    ['br', brotliCompressSync(Buffer.alloc(200 * MIB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ])('is refused when only its decompressed size is: %s', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(LIMIT);
    const server = await startVendorServer({ '/x': encoded(encoding, bomb) });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    const before = process.memoryUsage().rss;

    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'body_too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });

  it('is refused when only its compressed size is', async () => {
    const nothing = gzipSync('');
    const server = await startVendorServer({
      '/x': (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        const members = function* () {
          for (;;) yield Buffer.concat(Array(1000).fill(nothing));
        };
        Readable.from(members())
          .on('error', () => {})
          .pipe(response);
      },
    });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'body_too_large' });
  });

  it('is hung up on before its body when its headers tell that it is too large', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await startVendorServer({
      '/x': (_, response) => {
        response
          .on('close', closed.resolve)
          .writeHead(200, { 'content-length': String(2 * LIMIT) })
          .flushHeaders();
      },
    });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    const call = client.request(get('/x'), { collector: 'queues', signal: new AbortController().signal });
    expect(await failure(call)).toMatchObject({ code: 'body_too_large' });
    await closed.promise;
  });

  it('leaves the connection fit for the next call', async () => {
    const server = await startVendorServer({
      '/x': [encoded('identity', Buffer.alloc(2 * MIB)), (_, response) => response.end('{"value":7}')],
    });
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    await failure(client.request(get('/x'), patient()));
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
  });
});
