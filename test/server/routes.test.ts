import { METHODS, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExposition } from '../../src/exposition/index.ts';
import { createApp, type Listener, listen } from '../../src/server/index.ts';

/** What each path has, beside OPTIONS. */
const READ = ['GET', 'HEAD'];
const PATHS: Readonly<Record<string, readonly string[]>> = {
  '/': READ,
  '/metrics': READ,
  '/probe?tenant=acme': READ,
  '/-/healthy': READ,
  '/-/ready': READ,
  '/-/reload': ['POST'],
  '/api/v1/queues': READ,
  '/api/v1/queues/acme/q1': READ,
  '/api/v1/queues/acme/q1/explain': READ,
  '/api/v1/changes': READ,
  '/api/v1/analytics/query': ['POST'],
  '/api/v1/openapi.json': READ,
  '/wallboard/events': READ,
  '/wallboard/assets/1/style/icon.svg': READ,
};
/** Opens a tunnel, and is no request to a path. */
const REQUEST_METHODS = METHODS.filter((method) => method !== 'CONNECT');

describe('routes', () => {
  let listener: Listener;
  const exposition = createExposition();

  beforeAll(async () => {
    const app = createApp({
      exposition,
      tenants: () => [],
      telemetryPath: '/metrics',
      reload: async () => {},
      explain: async () => undefined,
      analytics: (_, response) => void response.send('answered'),
      version: '1.2.3',
      now: () => 0,
    });
    listener = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await listener.close();
    exposition.close();
  });

  /** Not `fetch`, which refuses some methods; without the body, which may be a stream without end. */
  const ask = (method: string, path: string) =>
    new Promise<{ status: number; allow: string | undefined }>((resolve, reject) => {
      const asked = request(`${listener.url}${path}`, { method, agent: false }, (response) => {
        resolve({ status: response.statusCode ?? 0, allow: response.headers.allow });
        response.destroy();
      });
      asked.on('error', reject).end();
    });

  it.each(Object.entries(PATHS))(
    'rejects every method of %s but %j with 405 and Allow',
    async (path, methods) => {
      const allow = [...methods, 'OPTIONS'].join(', ');
      expect(await ask('OPTIONS', path)).toEqual({ status: 204, allow });
      for (const method of REQUEST_METHODS) {
        const { status, allow: named } = await ask(method, path);
        if (methods.includes(method)) expect(status, method).not.toBe(405);
        else if (method !== 'OPTIONS') expect([method, status, named]).toEqual([method, 405, allow]);
      }
    },
  );

  it.each(['/nowhere', '/metrics/more', '/-/', '/api/v1', '/api/v1/analytics/query/more'])(
    'responds to every method on the unknown path %s with 404',
    async (path) => {
      for (const method of REQUEST_METHODS) {
        expect([method, (await ask(method, path)).status]).toEqual([method, 404]);
      }
    },
  );

  it('responds to HEAD as to GET, without the body, on every path with GET', async () => {
    for (const [path, methods] of Object.entries(PATHS)) {
      if (!methods.includes('HEAD')) continue;
      const got = await ask('GET', path);
      const response = await fetch(`${listener.url}${path}`, {
        method: 'HEAD',
        signal: AbortSignal.timeout(5_000),
      });
      expect([path, response.status, await response.text()]).toEqual([path, got.status, '']);
    }
  });
});
