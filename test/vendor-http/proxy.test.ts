import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { clientCredentials } from '../../src/vendor-http/auth/authentication.ts';
import { readProxies } from '../../src/vendor-http/transport/proxy.ts';
import { listen } from '../support/http-listener.ts';
import { failure, get, openClient, patient } from './harness.ts';

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];

beforeEach(() => {
  for (const variable of VARIABLES) vi.stubEnv(variable, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const ask = (baseUrl: string) => openClient({ baseUrl }).request({ ...get('/x'), retry: false }, patient());

it("sends calls through the environment's proxy, but not those to this machine and its exceptions", async () => {
  const proxied: string[] = [];
  const proxy = await listen((request, response) => {
    proxied.push(request.url ?? '');
    response.end('{"value":1}');
  });
  const api = await listen((_, response) => response.end('{"value":2}'));
  vi.stubEnv('HTTP_PROXY', proxy);
  vi.stubEnv('NO_PROXY', 'direct.invalid');

  expect(await ask('http://vendor.invalid')).toEqual({ value: 1 });
  expect(await ask(api)).toEqual({ value: 2 });
  await expect(ask('http://direct.invalid')).rejects.toMatchObject({ code: 'refused', proxy: undefined });
  expect(proxied).toEqual(['http://vendor.invalid/x']);
});

it('reaches a proxy without a scheme in its variable by plain HTTP', async () => {
  const proxy = await listen((_, response) => response.end('{"value":1}'));
  vi.stubEnv('http_proxy', '');
  vi.stubEnv('HTTP_PROXY', proxy.replace('http://', 'user:pass@'));
  expect(await ask('http://vendor.invalid')).toEqual({ value: 1 });
});

const HTTPS = 'https://api.example.com/x';
const HTTP = 'http://api.example.com/x';

describe('the proxy of an address', () => {
  it.each([
    ['none', {}, HTTPS, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, HTTPS, 'http://a:1/'],
    [
      'https_proxy before HTTPS_PROXY',
      { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' },
      HTTPS,
      'http://b:2/',
    ],
    [
      'HTTPS_PROXY when https_proxy is empty',
      { HTTPS_PROXY: 'http://a:1', https_proxy: '' },
      HTTPS,
      'http://a:1/',
    ],
    [
      'HTTPS_PROXY when https_proxy is blank',
      { HTTPS_PROXY: 'http://a:1', https_proxy: ' ' },
      HTTPS,
      'http://a:1/',
    ],
    [
      'HTTP_PROXY when there is no other',
      { http_proxy: 'http://b:2', HTTPS_PROXY: '' },
      HTTPS,
      'http://b:2/',
    ],
    ['HTTP_PROXY for http', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, HTTP, 'http://b:2/'],
    ['none for http', { HTTPS_PROXY: 'http://a:1' }, HTTP, undefined],
    ['one without a scheme', { HTTPS_PROXY: 'proxy.corp:3128' }, HTTPS, 'http://proxy.corp:3128/'],
    ['one without scheme and port', { HTTPS_PROXY: 'proxy.corp' }, HTTPS, 'http://proxy.corp/'],
    ['an address without a scheme', { HTTPS_PROXY: '10.0.0.1:3128' }, HTTPS, 'http://10.0.0.1:3128/'],
    ['an IPv6 address', { HTTPS_PROXY: '[fd00::1]:3128' }, HTTPS, 'http://[fd00::1]:3128/'],
    ['one with credentials', { HTTPS_PROXY: 'me:pw@proxy:3128' }, HTTPS, 'http://me:pw@proxy:3128/'],
    ['one with spaces around', { HTTPS_PROXY: ' http://a:1\n' }, HTTPS, 'http://a:1/'],
    ['one that is reached by TLS', { HTTPS_PROXY: 'https://a:1' }, HTTPS, 'https://a:1/'],
  ])('takes %s', (_, environment, url, expected) => {
    expect(readProxies(environment).for(new URL(url))?.url.href).toBe(expected);
  });

  it.each([
    ['example.com', HTTPS, true],
    ['EXAMPLE.com', HTTPS, true],
    ['.example.com', HTTPS, true],
    ['*.example.com', HTTPS, true],
    ['example.com', 'https://example.com', true],
    ['.example.com', 'https://example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['ample.com', HTTPS, false],
    ['example.com.', HTTPS, true],
    ['example.com', 'https://api.example.com./x', true],
    ['*', HTTPS, true],
    ['a.invalid, example.com', HTTPS, true],
    ['a.invalid example.com', HTTPS, true],
    [' a.invalid ,\texample.com ,', HTTPS, true],
    ['example.com:443', HTTPS, true],
    ['example.com:8443', HTTPS, false],
    ['example.com:80', HTTP, true],
    ['*:443', HTTPS, true],
    ['*:443', HTTP, false],
    ['10.1.2.3', 'http://10.1.2.3/x', true],
    ['10.1.2.3', 'http://10.1.2.30/x', false],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080/x', true],
    ['10.0.0.0/8', 'http://10.1.2.3/x', true],
    ['10.0.0.0/8', 'http://11.1.2.3/x', false],
    ['10.0.0.0/99', 'http://10.1.2.3/x', false],
    ['fd00::1', 'http://[fd00::1]/x', true],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080/x', true],
    ['[fd00::1]:8080', 'http://[fd00::1]/x', false],
    ['fd00::/8', 'http://[fd00::1]/x', true],
    ['.', HTTPS, false],
    [':80', HTTP, false],
    ['', HTTPS, false],
    ['', 'http://localhost:1', true],
    ['', 'http://127.0.0.1:1', true],
    ['', 'http://[::1]:1', true],
  ])('bypasses the proxy with NO_PROXY="%s": %s is %s', (noProxy, url, isDirect) => {
    const proxies = readProxies({ HTTP_PROXY: 'http://p:1', no_proxy: '', NO_PROXY: noProxy });
    expect(proxies.for(new URL(url)) === undefined).toBe(isDirect);
  });

  it.each([
    ['http://', 'is not the address of a proxy; write http://host:port'],
    ['http://:3128', 'is not the address of a proxy; write http://host:port'],
    ['proxy:port', 'is not the address of a proxy; write http://host:port'],
    ['http://me:se/cret@proxy:1', 'is not the address of a proxy; write http://host:port'],
    ['http://proxy:99999', 'is not the address of a proxy; write http://host:port'],
    ['socks5://proxy:1080', /^names a proxy of another kind \(socks5:\/\/\); write/],
    ['http://me:se%cret@proxy:1', /^holds a user or a password with a % that begins no escape/],
  ])('rejects a proxy variable that cannot be parsed: %s', (value, problem) => {
    for (const variable of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
      const read = () => readProxies({ [variable]: value });
      expect(read).toThrow(expect.objectContaining({ code: 'invalid_proxy', variable }));
      expect(read).toThrow(expect.objectContaining({ problem: expect.stringMatching(problem) }));
      expect(read).not.toThrow(/cret/);
    }
  });
});

/** A proxy that answers each CONNECT with these bytes and closes. */
async function tunnel(answer: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  server.on('connect', (_, socket) => socket.end(answer));
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('failures of the proxy', () => {
  it.each([
    ['http://vendor.invalid', 'HTTP_PROXY'],
    ['https://vendor.invalid', 'HTTPS_PROXY'],
  ])('names the proxy without its credentials when it cannot be reached: %s', async (vendor, variable) => {
    vi.stubEnv(variable, 'http://me:secret@127.0.0.1:1');
    const error = await failure(ask(vendor));
    expect(error).toMatchObject({ code: 'refused', proxy: '127.0.0.1:1' });
    expect(error.message).toBe(
      'test: connection failed through the proxy 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    );
  });

  it('names the proxy when it does not exist', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://me:secret@proxy.invalid:3128');
    const { code, message } = await failure(ask('https://vendor.invalid'));
    expect(code).toBe('refused');
    expect(message).toMatch(
      /^test: connection failed through the proxy proxy.invalid:3128: .*proxy.invalid$/,
    );
  });

  it.each([403, 407, 502])('names the proxy when it opens no tunnel: %i', async (status) => {
    const proxy = await tunnel(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    vi.stubEnv('HTTPS_PROXY', `http://me:secret@${proxy}`);
    const error = await failure(ask('https://vendor.invalid'));
    expect(error).toMatchObject({ code: 'refused', proxy });
    expect(error.message).toBe(`test: the proxy ${proxy} refused the connection: HTTP ${status}`);
  });

  it('names the proxy when it requires authentication for plain HTTP', async () => {
    const origin = await listen((_, response) => response.writeHead(407).end('who are you?'));
    vi.stubEnv('HTTP_PROXY', origin);
    const error = await failure(ask('http://vendor.invalid'));
    const proxy = origin.replace('http://', '');
    expect(error).toMatchObject({ code: 'refused', proxy });
    expect(error.message).toBe(`test: the proxy ${proxy} refused the connection: HTTP 407`);
  });

  it.each(['', 'HTTP/1.1 20', 'SSH-2.0\r\n', 'HTTP/1.1 200 OK\r\n\r\nno TLS'])(
    'names the proxy when it responds with "%s"',
    async (answer) => {
      const proxy = await tunnel(answer);
      vi.stubEnv('HTTPS_PROXY', proxy);
      const error = await failure(ask('https://vendor.invalid'));
      expect(error.code).toMatch(/^(?:refused|reset|invalid)$/);
      expect(error).toMatchObject({ proxy });
      expect(error.message).not.toContain('vendor.invalid');
    },
  );

  it('names the proxy when it never responds', async () => {
    const origin = await listen(() => {});
    vi.stubEnv('HTTP_PROXY', origin);
    const call = openClient({ baseUrl: 'http://vendor.invalid' }).request(get('/x'), {
      collector: 'queues',
      signal: AbortSignal.timeout(100),
    });
    const proxy = origin.replace('http://', '');
    expect(await failure(call)).toMatchObject({
      code: 'timeout',
      proxy,
      problem: `timed out at the deadline through the proxy ${proxy}`,
    });
  });

  it('names the proxy when the token request fails through it', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://me:secret@127.0.0.1:1');
    const authenticate = clientCredentials({
      tokenUrl: 'https://login.vendor.invalid/token',
      clientId: 'id',
      clientSecret: async () => 'secret',
      clientAuth: 'post',
    });
    const client = openClient({ baseUrl: 'https://vendor.invalid', authenticate });
    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'sign_in_failed', proxy: '127.0.0.1:1' });
    expect(error.problem).toBe(
      'sign-in failed: connection failed through the proxy 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; check the proxy and the setting that names it',
    );
  });
});
