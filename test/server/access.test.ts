import { hashSync } from '@node-rs/bcrypt';
import { afterEach, describe, expect, it } from 'vitest';
import { createExposition } from '../../src/exposition/index.ts';
import { createApp, listen, type WebConfig } from '../../src/server/index.ts';

const PROBES = ['/-/healthy', '/-/ready'];
const OTHERS = ['/', '/metrics', '/probe?tenant=acme', '/api/v1/queues', '/-/reload', '/nowhere'];
const LOWEST_COST = 4;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(config: Partial<WebConfig>): Promise<(path: string) => Promise<number>> {
  const exposition = createExposition();
  const webConfig: WebConfig = { headers: {}, users: new Map(), ...config };
  const app = createApp({
    exposition,
    tenants: () => [],
    telemetryPath: '/metrics',
    version: '1.2.3',
    webConfig: { current: () => webConfig, onChange: () => {} },
    now: () => 0,
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  closing.push(() => listener.close(), exposition.close);
  return async (path) => (await fetch(`${listener.url}${path}`)).status;
}

describe('the web configuration', () => {
  it('limits the rate of every request but the probes of an orchestrator', async () => {
    const status = await serve({ rateLimit: { intervalSeconds: 3600, burst: 1 } });
    expect(await status('/nowhere')).toBe(404);
    for (const path of OTHERS) expect([path, await status(path)]).toEqual([path, 429]);
    for (let time = 0; time < 3; time++) {
      expect(await Promise.all(PROBES.map(status))).toEqual([200, 503]);
    }
  });

  it('takes no token of the rate limit for a probe', async () => {
    const status = await serve({ rateLimit: { intervalSeconds: 3600, burst: 1 } });
    for (let time = 0; time < 5; time++) await Promise.all(PROBES.map(status));
    expect(await status('/metrics')).toBe(200);
    expect(await status('/metrics')).toBe(429);
  });

  it('requires a user for every request but the probes of an orchestrator', async () => {
    const status = await serve({
      users: new Map([['prometheus', hashSync('secret', LOWEST_COST)]]),
    });
    for (const path of OTHERS) expect([path, await status(path)]).toEqual([path, 401]);
    expect(await Promise.all(PROBES.map(status))).toEqual([200, 503]);
  });
});
