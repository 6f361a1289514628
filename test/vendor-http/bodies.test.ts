import { Readable } from 'node:stream';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { startVendorServer } from '../support/vendor-server.ts';
import { failure, get, json, openClient, patient } from './harness.ts';

const MIB = 1024 * 1024;
const LIMIT = MIB;
/** What may be under way in the buffers of both ends when the client hangs up. */
const IN_FLIGHT = 30 * MIB;

const encoded =
  (encoding: string, body: Buffer): HttpResponseResolver =>
  () =>
    new HttpResponse(new Uint8Array(body), { headers: { 'content-encoding': encoding } });

describe('compressed responses', () => {
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
  ])('reads a response with the coding "%s"', async (encoding, body) => {
    const server = await startVendorApi(http.get('/x', encoded(encoding, body)));
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
  ])('reports a response that cannot be decompressed as invalid: %s', async (encoding, body) => {
    const server = await startVendorApi(http.get('/x', encoded(encoding, body)));
    const call = openClient({ baseUrl: server.origin }).request(get('/x'), patient());
    expect(await failure(call)).toMatchObject({ code: 'invalid' });
  });

  it.each(['utf-8', 'UTF-8', '', ' ', 'none', 'aws-chunked', 'zstd', 'gzip;q=1', '__proto__', 'toString'])(
    'reads a response as it is when its coding is unknown or empty: "%s"',
    async (encoding) => {
      const server = await startVendorApi(http.get('/x', encoded(encoding, Buffer.from('{"value":7}'))));
      expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({
        value: 7,
      });
    },
  );

  it('reads a response whose codings are in two headers', async () => {
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
  ])('takes a response without bytes as empty, whatever its headers say: %i %s', async (status, encoding) => {
    const server = await startVendorApi(
      http.get('/x', () => new HttpResponse(null, { status, headers: { 'content-encoding': encoding } })),
    );
    const request = { ...get('/x'), whenEmpty: { value: 0 } };
    expect(await openClient({ baseUrl: server.origin }).request(request, patient())).toEqual({ value: 0 });
  });

  it.each([304, 401, 500])('reports the status of a compressed error without bytes: %i', async (status) => {
    const server = await startVendorApi(
      http.get('/x', () => new HttpResponse(null, { status, headers: { 'content-encoding': 'gzip' } })),
    );
    const request = { ...get('/x'), retry: false };
    const call = openClient({ baseUrl: server.origin }).request(request, patient());
    expect(await failure(call)).toMatchObject({ code: 'http', status });
  });

  it('reports a connection that broke within a compressed response as reset', async () => {
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

describe('responses beyond the size limit', () => {
  /** The whole body is here before anybody reads it, so that hanging up finds nothing that listens. */
  it.each([
    ['with a content-length', true],
    ['without a content-length', false],
  ])('fails only the call whose complete response %s is slightly too large', async (_, isLengthTold) => {
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
  ])('closes the connection amid a response of 200 MiB %s', async (_, headers) => {
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
  ])('rejects a response whose decompressed size alone is too large: %s', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(LIMIT);
    const server = await startVendorApi(http.get('/x', encoded(encoding, bomb)));
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    const before = process.memoryUsage().rss;

    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'body_too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });

  it('rejects a response whose compressed size alone is too large', async () => {
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

  it('closes the connection before a body whose content-length is too large', async () => {
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

  it('can send the next call after a response that was too large', async () => {
    const server = await startVendorApi(
      http.get('/x', inTurn(encoded('identity', Buffer.alloc(2 * MIB)), json({ value: 7 }))),
    );
    const client = openClient({ baseUrl: server.origin, maxBodyBytes: LIMIT });
    await failure(client.request(get('/x'), patient()));
    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
  });
});
