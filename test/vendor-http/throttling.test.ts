import { delay, HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../src/async/index.ts';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { failure, get, openClient, patient } from './harness.ts';

const good = () => HttpResponse.json({ value: 7 });
const tooMany = (headers: Record<string, string>) => () =>
  HttpResponse.json({ code: 'too.many.requests' }, { status: 429, headers });

/** Timers may fire a little early. */
const TOLERANCE_MILLISECONDS = 5;

describe('Retry-After', () => {
  it('waits for the seconds of Retry-After', async () => {
    const server = await startVendorApi(http.get('/x', inTurn(tooMany({ 'retry-after': '1' }), good)));
    const client = openClient({ baseUrl: server.origin, timing: { backOffSeconds: 1_000_000 } });

    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    const [first, second] = server.received;
    expect(second!.at - first!.at).toBeGreaterThan(1000 - TOLERANCE_MILLISECONDS);
    expect(client.observed).toMatchObject({ requests: ['test 429', 'test 200'], retries: 1 });
    expect(client.observed.throttledSeconds).toBeGreaterThan(0.9);
  });

  it("waits until the date of Retry-After by the platform's own clock", async () => {
    const server = await startVendorApi(
      http.get(
        '/x',
        inTurn(
          tooMany({ date: 'Sun, 06 Nov 1994 08:49:37 GMT', 'retry-after': 'Sun, 06 Nov 1994 08:49:38 GMT' }),
          good,
        ),
      ),
    );
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 7 });
    const [first, second] = server.received;
    expect(second!.at - first!.at).toBeGreaterThan(1000 - TOLERANCE_MILLISECONDS);
  });

  it('waits for Retry-After of a 503 too', async () => {
    const server = await startVendorApi(
      http.get(
        '/x',
        inTurn(() => HttpResponse.json({}, { status: 503, headers: { 'retry-after': '0.3' } }), good),
      ),
    );
    await openClient({ baseUrl: server.origin }).request(get('/x'), patient());
    const [first, second] = server.received;
    expect(second!.at - first!.at).toBeGreaterThan(300 - TOLERANCE_MILLISECONDS);
  });

  it('uses the back-off after a 429 without a valid Retry-After', async () => {
    const server = await startVendorApi(
      http.get('/x', inTurn(tooMany({}), tooMany({ 'retry-after': 'soon' }), good)),
    );
    const client = openClient({ baseUrl: server.origin });

    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed).toMatchObject({ retries: 2, throttledSeconds: 0 });
  });

  it('holds every call of the tenant, and none of another', async () => {
    const server = await startVendorApi(
      http.get('/x', inTurn(tooMany({ 'retry-after': '0.5' }), good)),
      http.get('/y', good),
    );
    const acme = openClient({ baseUrl: server.origin });
    const other = openClient({ baseUrl: server.origin, tenant: 'other' });

    const throttled = acme.request(get('/x'), patient());
    while (acme.observed.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const held = acme.request(get('/y?of=acme'), patient('health'));
    await other.request(get('/y?of=other'), patient());
    await Promise.all([throttled, held]);

    const refusedAt = server.at('/x')[0]!.at;
    const [first, second] = server.at('/y');
    expect(first!.url).toBe('/y?of=other');
    expect(second!.at - refusedAt).toBeGreaterThan(500 - TOLERANCE_MILLISECONDS);
  });

  it('does not shorten the pause by a later and shorter Retry-After', async () => {
    const server = await startVendorApi(
      http.get('/x', inTurn(tooMany({ 'retry-after': '0.5' }), good)),
      http.get(
        '/slow',
        inTurn(async () => {
          await delay(100);
          return tooMany({ 'retry-after': '0.001' })();
        }, good),
      ),
    );
    const client = openClient({ baseUrl: server.origin });
    await Promise.all(['/x', '/slow'].map((path) => client.request(get(path), patient())));
    expect(server.at('/slow')[1]!.at - server.at('/x')[0]!.at).toBeGreaterThan(500 - TOLERANCE_MILLISECONDS);
  });

  it('holds other calls after a 429 to a write that is not retried itself', async () => {
    const server = await startVendorApi(
      http.all('/x', tooMany({ 'retry-after': '0.3' })),
      http.all('/y', good),
    );
    const client = openClient({ baseUrl: server.origin });

    const write = { ...get('/x'), method: 'PUT', retry: false } as const;
    expect(await failure(client.request(write, patient()))).toMatchObject({ code: 'http', status: 429 });
    await client.request(get('/y'), patient());
    expect(server.at('/y')[0]!.at - server.at('/x')[0]!.at).toBeGreaterThan(300 - TOLERANCE_MILLISECONDS);
  });

  it('fails at once when Retry-After outlasts a known deadline', async () => {
    const server = await startVendorApi(http.get('/x', tooMany({ 'retry-after': '100' })));
    const client = openClient({ baseUrl: server.origin });
    const deadline = () => withDeadline(new AbortController().signal, performance.now() + 10_000);

    for (const path of ['/x', '/y']) {
      const error = await failure(client.request(get(path), { collector: 'queues', signal: deadline() }));
      expect(error).toMatchObject({ code: 'throttled', status: 429 });
      expect(error.message).toContain('too.many.requests');
    }
    expect(server.received).toHaveLength(1);
    expect(client.observed.retries).toBe(0);
  });

  it('fails as throttled at a deadline that was not known', async () => {
    const server = await startVendorApi(http.get('/x', tooMany({ 'retry-after': '100' })));
    const call = openClient({ baseUrl: server.origin }).request(get('/x'), {
      collector: 'queues',
      signal: AbortSignal.timeout(200),
    });
    expect(await failure(call)).toMatchObject({ code: 'throttled', status: 429 });
  });
});
