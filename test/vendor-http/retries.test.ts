import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../src/async/index.ts';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { type Answer, destroy, startVendorServer, json as writeJson } from '../support/vendor-server.ts';
import { failure, get, json, openClient, patient, silence } from './harness.ts';

const good = json({ value: 7 });

describe('retries', () => {
  it.each([408, 429, 500, 502, 503, 504])('retries after %i', async (status) => {
    const server = await startVendorApi(http.get('/x', inTurn(json({}, status), json({}, status), good)));
    const client = openClient({ baseUrl: server.origin });

    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed.requests).toEqual([`test ${status}`, `test ${status}`, 'test 200']);
    expect(client.observed.retries).toBe(2);
  });

  it.each([400, 403, 404, 409, 422, 501])('does not retry a response of %i', async (status) => {
    const server = await startVendorApi(http.get('/x', inTurn(json({}, status), good)));
    const client = openClient({ baseUrl: server.origin });

    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'http', status });
    expect(server.received).toHaveLength(1);
    expect(client.observed).toMatchObject({ requests: [`test ${status}`], retries: 0 });
  });

  it('retries after the HTML page of a gateway', async () => {
    const server = await startVendorApi(
      http.get(
        '/x',
        inTurn(() => HttpResponse.html('<html><body>Bad gateway</body></html>', { status: 502 }), good),
      ),
    );
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 7 });
  });

  it('retries after a connection that breaks before or within the response', async () => {
    const server = await startVendorServer({
      '/x': [
        destroy,
        (_, response) => {
          response
            .writeHead(200, { 'content-length': '100' })
            .write('{"value":', () => response.socket?.end());
        },
        (_, response) => {
          response.writeHead(200).write('{"value":', () => response.socket?.resetAndDestroy());
        },
        writeJson({ value: 7 }),
      ],
    });
    const client = openClient({ baseUrl: server.origin });

    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed.requests).toEqual(['test reset', 'test reset', 'test reset', 'test 200']);
  });

  it('gives up at the deadline and reports the last failure', async () => {
    const server = await startVendorApi(http.get('/x', json({ message: 'down for repairs' }, 503)));
    const client = openClient({ baseUrl: server.origin, timing: { backOffSeconds: 0.001 } });

    const error = await failure(client.request(get('/x'), patient('agents')));
    expect(error).toMatchObject({
      code: 'http',
      status: 503,
      tenant: 'acme',
      collector: 'agents',
      endpoint: 'test',
    });
    expect(error.message).toBe('test: HTTP 503 down for repairs');
    expect(server.received.length).toBeGreaterThan(3);
  });

  it('sends a write that must not happen twice only once', async () => {
    const server = await startVendorApi(http.put('/x', json({}, 503)));
    const client = openClient({ baseUrl: server.origin });

    const write = { ...get('/x'), method: 'PUT', json: { version: 3 }, retry: false } as const;
    expect(await failure(client.request(write, patient()))).toMatchObject({ code: 'http', status: 503 });
    expect(server.received).toHaveLength(1);
  });

  it('reports a host that refuses connections or does not exist as refused', async () => {
    const server = await startVendorApi();
    const gone = openClient({ baseUrl: server.origin.replace(/\d+$/, '1') });
    const unknown = openClient({ baseUrl: 'http://no-such-host.invalid' });

    expect(await failure(gone.request(get('/x'), patient()))).toMatchObject({ code: 'refused' });
    const error = await failure(unknown.request({ ...get('/x'), retry: false }, patient()));
    expect(error.code).toBe('refused');
    expect(error.message).toContain('no-such-host.invalid');
    expect(unknown.observed.requests).toEqual(['test refused']);
  });
});

describe('deadlines', () => {
  it('retries a call that timed out, within the deadline of the whole request', async () => {
    const server = await startVendorApi(http.get('/x', inTurn(silence, good)));
    const client = openClient({ baseUrl: server.origin, callTimeoutSeconds: 0.1 });

    expect(await client.request(get('/x'), patient())).toEqual({ value: 7 });
    expect(client.observed.requests).toEqual(['test timeout', 'test 200']);
  });

  const nothing: Answer = () => {};
  const half: Answer = (_, response) => response.write('{"value":');
  it.each([
    ['before the response', nothing],
    ['within the response', half],
  ])('ends a call that hangs %s', async (_, hang) => {
    const server = await startVendorServer({ '/x': hang });
    const client = openClient({ baseUrl: server.origin });

    const call = client.request(get('/x'), { collector: 'queues', signal: AbortSignal.timeout(150) });
    expect(await failure(call)).toMatchObject({ code: 'timeout', endpoint: 'test' });
    expect(client.observed.requests).toEqual(['test timeout']);
  });

  it.each([
    ['known', () => withDeadline(new AbortController().signal, performance.now() + 5000)],
    ['unknown', () => AbortSignal.timeout(300)],
  ])(
    'reports the failure, not a timeout, when the deadline (%s) leaves no time for a retry',
    async (_, signal) => {
      const server = await startVendorApi(http.get('/x', json({}, 500)));
      const client = openClient({ baseUrl: server.origin, timing: { backOffSeconds: 1_000_000 } });

      const call = client.request(get('/x'), { collector: 'queues', signal: signal() });
      expect(await failure(call)).toMatchObject({ code: 'http', status: 500 });
    },
  );

  it('leaves no timer behind after its calls', async () => {
    const server = await startVendorApi(http.get('/x', good));
    const client = openClient({ baseUrl: server.origin, callTimeoutSeconds: 3600 });
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    for (let call = 0; call < 20; call++) {
      await client.request(get('/x'), { collector: 'queues', signal: new AbortController().signal });
    }
    expect(timers() - before).toBeLessThan(10);
  });

  it('sends nothing for a caller whose deadline has passed', async () => {
    const server = await startVendorApi(http.get('/x', good));
    const signal = AbortSignal.timeout(0);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));

    const call = openClient({ baseUrl: server.origin }).request(get('/x'), { collector: 'queues', signal });
    expect(await failure(call)).toMatchObject({ code: 'timeout' });
    expect(server.received).toHaveLength(0);
  });
});

describe('giving up', () => {
  it.each([
    ['a response', silence],
    ['the end of a pause', json({}, 429, { 'retry-after': '60' })],
    ['the next retry', json({}, 500)],
  ])('rejects a call that waits for %s with the reason of its abort', async (_, answer) => {
    const server = await startVendorApi(http.get('/x', answer));
    const client = openClient({ baseUrl: server.origin, timing: { backOffSeconds: 1000 } });
    const giveUp = new AbortController();
    const reason = new Error('shutting down');

    const call = client.request(get('/x'), { collector: 'queues', signal: giveUp.signal });
    setTimeout(() => giveUp.abort(reason), 200);
    await expect(call).rejects.toBe(reason);
  });

  it('ends pending calls when the client closes', async () => {
    const server = await startVendorApi(http.get('/x', silence));
    const client = openClient({ baseUrl: server.origin });

    const call = failure(client.request(get('/x'), patient()));
    while (server.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.close();
    expect(await call).toMatchObject({ code: 'reset' });
    expect(client.observed).toMatchObject({ requests: ['test reset'], retries: 0 });
    expect(await failure(client.request(get('/x'), patient()))).toMatchObject({ code: 'reset' });
    expect(server.received).toHaveLength(1);
  });
});
