import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from '../../src/server/index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Times in the proportions of the real ones: requests may take less than a connection may idle. */
const QUICK = { keepAlive: 10_000, headers: 200, request: 300 };

async function start(timeouts?: typeof QUICK): Promise<Listener> {
  const listener = await listen(
    (_, response) => response.end('ok'),
    { host: '127.0.0.1', port: 0 },
    timeouts && { timeouts },
  );
  closing.push(() => listener.close());
  return listener;
}

function ask(
  url: string,
  agent: Agent,
): Promise<{ readonly response: IncomingMessage; readonly socket: Socket }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const { socket } = response;
      response.resume().on('end', () => resolve({ response, socket }));
    }).on('error', reject);
  });
}

function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closing.push(() => agent.destroy());
  return agent;
}

describe('connections', () => {
  it('keeps an idle connection for longer than a scrape interval of a minute', async () => {
    const { url } = await start();
    const { response } = await ask(url, keepAliveAgent());
    expect(response.headers['keep-alive']).toBe('timeout=75');
  });

  it('serves the next request on a connection that idled for longer than a request may take', async () => {
    const { url } = await start(QUICK);
    const agent = keepAliveAgent();
    const first = await ask(url, agent);
    await delay(3 * QUICK.request);
    const second = await ask(url, agent);
    expect(second.socket).toBe(first.socket);
  });

  it.each([
    ['nothing', ''],
    ['half the headers of a request', 'GET / HTTP/1.1\r\nhost: x\r\n'],
    ['half the body of a request', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf'],
  ])('closes a connection in time that sends %s', async (_, sent) => {
    const listener = await listen(
      (request) => void request.resume(),
      { host: '127.0.0.1', port: 0 },
      { timeouts: QUICK },
    );
    closing.push(() => listener.close());
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    socket.write(sent);
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(socket.destroyed).toBe(true);
  });

  it('closes idle connections at shutdown without waiting for their clients', async () => {
    const { url, close } = await start();
    const { socket } = await ask(url, keepAliveAgent());
    const ended = new Promise((resolve) => socket.once('close', resolve));
    const from = performance.now();
    await close();
    await ended;
    // Running requests get a second; nobody waits for it here.
    expect(performance.now() - from).toBeLessThan(900);
  });
});

describe('the listening server', () => {
  /** The code of an error, as the server reports it. */
  const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

  it('reports that connections cannot be accepted, once a minute, and serves the next request', async () => {
    const codes: unknown[] = [];
    const listener = await listen(
      ({ socket }, response) => {
        // Node sets `server` on every accepted socket, without declaring it.
        const { server } = socket as Socket & { readonly server: Server };
        for (let times = 0; times < 2; times += 1)
          server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
        response.end('ok');
      },
      { host: '127.0.0.1', port: 0 },
      { onError: (error) => codes.push(codeOf(error)) },
    );
    closing.push(() => listener.close());
    expect((await fetch(listener.url)).status).toBe(200);
    expect((await fetch(listener.url)).status).toBe(200);
    expect(codes).toEqual(['EMFILE']);
  });

  it('reports a write to a response that has ended, and serves the next request', async () => {
    const codes: unknown[] = [];
    const listener = await listen(
      (_, response) => {
        response.end('ok');
        response.write('late');
      },
      { host: '127.0.0.1', port: 0 },
      {
        onError: (error) => {
          codes.push(codeOf(error));
          throw new Error('the log is full');
        },
      },
    );
    closing.push(() => listener.close());
    expect(await (await fetch(listener.url)).text()).toBe('ok');
    expect(await (await fetch(listener.url)).text()).toBe('ok');
    expect(codes).toEqual(['ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_WRITE_AFTER_END']);
  });
});
