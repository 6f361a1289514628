import dns from 'node:dns';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { openRedisCache } from '../../src/analytics-api/index.ts';
import { failure, get, openClient, patient } from './harness.ts';

/**
 * A host that takes a second to connect to, beside whose address there is another that cannot be reached. The kernel
 * drops the first packet of a connection while the listener's backlog is full; it is sent again after a second.
 */

const HOST = 'far-away.invalid';
/** Longer than Node.js gives an address by default, and over before the packet comes again. */
const BUSY_MILLISECONDS = 700;
/** What a backlog of one holds, as the kernel counts. */
const FILLERS = 2;

/** Listens on 127.0.0.1 in a thread that can be kept busy; answers HTTP, CONNECT and the greeting of a Redis client. */
const LISTENER = `
  const { parentPort } = require('node:worker_threads');
  const { createServer } = require('node:net');
  const answerTo = (line) => line.startsWith('CONNECT')
    ? 'HTTP/1.1 502 No\\r\\n\\r\\n'
    : line.startsWith('GET') ? 'HTTP/1.1 200 OK\\r\\nContent-Length: 11\\r\\n\\r\\n{"value":7}' : '+OK\\r\\n+OK\\r\\n';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      parentPort.postMessage('reached');
      socket.write(answerTo(String(bytes)));
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => parentPort.postMessage(server.address().port));
  parentPort.on('message', (milliseconds) => {
    parentPort.postMessage('busy');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  });
`;

/** Its port. */
async function farAway(): Promise<{ readonly port: number; readonly worker: Worker }> {
  const worker = new Worker(LISTENER, { eval: true });
  onTestFinished(() => void worker.terminate());
  const [port] = await once(worker, 'message');
  const busy = once(worker, 'message');
  worker.postMessage(BUSY_MILLISECONDS);
  await busy;
  for (let filler = 0; filler < FILLERS; filler++) {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
  }
  return { port, worker };
}

beforeEach(() => {
  for (const variable of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'])
    vi.stubEnv(variable, undefined);
  // The second address is this machine's as well, where nothing listens.
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  vi.spyOn(dns, 'lookup').mockImplementation(
    ((_host: string, _options: object, found: (...found: unknown[]) => void) =>
      void setImmediate(() => found(null, addresses))) as typeof dns.lookup,
  );
});

/** Looked up once more by the Redis client, which asks whether the address is a private one. */
beforeEach(() => {
  vi.spyOn(dns.promises, 'lookup').mockImplementation((async () => ({
    address: '127.0.0.1',
    family: 4,
  })) as unknown as typeof dns.promises.lookup);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('gives a platform two seconds for each of its addresses', async () => {
  const { port } = await farAway();
  const client = openClient({ baseUrl: `http://${HOST}:${port}` });
  expect(await client.request({ ...get('/x'), retry: false }, patient())).toEqual({ value: 7 });
});

it('gives a proxy two seconds for each of its addresses', async () => {
  const { port } = await farAway();
  vi.stubEnv('HTTP_PROXY', `http://${HOST}:${port}`);
  const client = openClient({ baseUrl: 'http://vendor.invalid' });
  expect(await client.request({ ...get('/x'), retry: false }, patient())).toEqual({ value: 7 });
});

it('gives a proxy two seconds for each of its addresses to open a tunnel', async () => {
  const { port } = await farAway();
  vi.stubEnv('HTTPS_PROXY', `http://${HOST}:${port}`);
  const client = openClient({ baseUrl: 'https://vendor.invalid' });
  const { problem } = await failure(client.request({ ...get('/x'), retry: false }, patient()));
  expect(problem).toBe(`the proxy ${HOST}:${port} refused the connection: HTTP 502`);
});

it('gives a Redis server two seconds for each of its addresses', async () => {
  const { port, worker } = await farAway();
  const reached = once(worker, 'message');
  const down = Promise.withResolvers<unknown>();
  const store = await openRedisCache({
    url: `redis://${HOST}:${port}`,
    onDown: down.resolve,
    onUp: () => {},
  });
  onTestFinished(() => store.close());
  expect(await Promise.race([reached, down.promise])).toEqual(['reached']);
});

it('names every address that cannot be reached', async () => {
  const client = openClient({ baseUrl: `http://${HOST}:1` });
  const { problem } = await failure(client.request({ ...get('/x'), retry: false }, patient()));
  expect(problem).toBe('connection failed: connect ECONNREFUSED 127.0.0.1:1, connect ECONNREFUSED ::1:1');
});
