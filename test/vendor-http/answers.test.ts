import { setImmediate } from 'node:timers/promises';
import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startVendorApi } from '../support/vendor-api.ts';
import { type Answer, startVendorServer } from '../support/vendor-server.ts';
import { failure, get, json, openClient, patient } from './harness.ts';

const text =
  (body: string | null, init: ResponseInit = {}): HttpResponseResolver =>
  () =>
    new HttpResponse(body, init);
const noContent = text(null, { status: 204 });

const failureAt = (origin: string) =>
  failure(openClient({ baseUrl: origin }).request({ ...get('/x'), retry: false }, patient()));

async function failureOf(resolver: HttpResponseResolver) {
  return failureAt((await startVendorApi(http.get('/x', resolver))).origin);
}

/** For responses below HTTP. */
async function failureOfRaw(answer: Answer) {
  return failureAt((await startVendorServer({ '/x': answer })).origin);
}

describe('responses', () => {
  it('sends method, path, query, body and headers as the adapter states them', async () => {
    const server = await startVendorApi(http.post('/root/api/x', json({ value: 1 })));
    const client = openClient({ baseUrl: `${server.origin}/root` });

    await client.request(
      {
        ...get('/api/x'),
        method: 'POST',
        query: { ids: 'a,b c', page: 2, cursor: undefined },
        json: { metrics: ['ä'] },
        headers: { 'x-extra': 'yes' },
      },
      patient(),
    );
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', body: '{"metrics":["ä"]}' });
    expect(request!.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-extra': 'yes',
    });
    const { pathname, searchParams } = new URL(request!.url, server.origin);
    expect(pathname).toBe('/root/api/x');
    expect([...searchParams]).toEqual([
      ['ids', 'a,b c'],
      ['page', '2'],
    ]);
  });

  it('keeps the connection for the next call', async () => {
    const sockets = new Set<unknown>();
    const answer: Answer = (_, response) => {
      sockets.add(response.socket);
      response.end('{"value":1}');
    };
    const server = await startVendorServer({ '/x': answer });
    const client = openClient({ baseUrl: server.origin });
    for (let call = 0; call < 3; call++) {
      await client.request(get('/x'), patient());
      await setImmediate();
    }
    expect(sockets.size).toBe(1);
  });

  it.each([
    ['cut short', '{"value": 1'],
    ['an HTML page', '<html><body>Sign in</body></html>'],
    ['empty', ''],
  ])('reports a response that is %s as invalid and does not retry', async (_, body) => {
    const server = await startVendorApi(http.get('/x', () => HttpResponse.html(body)));
    const client = openClient({ baseUrl: server.origin });

    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'invalid', status: 200 });
    if (body !== '') expect(error.message).not.toContain(body.slice(0, 6));
    expect(client.observed.requests).toEqual(['test invalid']);
  });

  it('describes a response of another shape by path and problem, without its content', async () => {
    const error = await failureOf(json({ value: 'a person by name' }));
    expect(error.code).toBe('invalid');
    expect(error.message).toMatch(/value: .*expected number/);
    expect(error.message).not.toContain('person');
  });

  it('describes many problems of a response in one line', async () => {
    const server = await startVendorApi(http.get('/x', json({ rows: Array(1000).fill({ id: 1 }) })));
    const schema = z.object({ rows: z.array(z.object({ id: z.string() })) });
    const { message } = await failure(
      openClient({ baseUrl: server.origin }).request(
        { endpoint: 'test', method: 'GET', path: '/x', schema },
        patient(),
      ),
    );
    expect(message).toContain('rows[2].id');
    expect(message).toContain('997 more');
    expect(message.length).toBeLessThan(800);
  });

  it('parses a response that begins with a byte order mark', async () => {
    const server = await startVendorApi(http.get('/x', text('\uFEFF{"value":3}')));
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 3 });
  });

  it.each([
    ['204', noContent],
    ['200 without a body', text('')],
  ])('takes an empty response (%s) for what the adapter states', async (_, resolver) => {
    const server = await startVendorApi(http.get('/x', resolver));
    const request = { ...get('/x'), whenEmpty: { value: 0 } };
    expect(await openClient({ baseUrl: server.origin }).request(request, patient())).toEqual({ value: 0 });
  });

  it('takes only a 204 for an empty list where an empty 200 is not documented', async () => {
    const server = await startVendorApi(http.get('/204', noContent), http.get('/200', text('')));
    const client = openClient({ baseUrl: server.origin });
    const request = (path: string) => ({ ...get(path), whenNoContent: { value: 0 } });
    expect(await client.request(request('/204'), patient())).toEqual({ value: 0 });
    expect(await failure(client.request(request('/200'), patient()))).toMatchObject({ code: 'invalid' });
  });

  it('reports a response that is not HTTP as invalid', async () => {
    expect(
      await failureOfRaw((_, response) => response.socket?.end('220 mail.example ESMTP\r\n')),
    ).toMatchObject({
      code: 'invalid',
    });
  });
});

describe('error responses', () => {
  it('reads code, message and correlation id of an error of Genesys Cloud', async () => {
    const body = {
      message: 'You do not have permission',
      code: 'missing.permissions',
      status: 403,
      contextId: 'ctx-1',
      details: [],
      errors: [],
    };
    const error = await failureOf(json(body, 403, { 'inin-correlation-id': 'cor-1' }));
    expect(error.message).toBe('test: HTTP 403 missing.permissions: You do not have permission');
    expect(error).toMatchObject({ status: 403, correlationId: 'ctx-1', detail: body });
  });

  it('reads the headers of an error of CXone ACD, which has no body', async () => {
    const headers = { icStatusDescription: 'Invalid updatedSince', CorrelationId: 'cor-2' };
    const error = await failureOf(text(null, { status: 400, headers }));
    expect(error.message).toBe('test: HTTP 400 Invalid updatedSince');
    expect(error).toMatchObject({ status: 400, correlationId: 'cor-2', detail: undefined });
  });

  it('reads the reason phrase of an error without a body', async () => {
    const error = await failureOf(text(null, { status: 404, statusText: 'No such skill' }));
    expect(error.message).toBe('test: HTTP 404 No such skill');
  });

  it('writes a text once that an error holds in several places', async () => {
    const body = {
      error: 'invalid_client',
      message: 'authentication failed',
      errors: ['authentication failed'],
    };
    expect((await failureOf(json(body, 400))).message).toBe(
      'test: HTTP 400 invalid_client: authentication failed',
    );
    const nested = { code: 'not.found', message: 'not.found', errors: [{ message: 'No such queue' }] };
    expect((await failureOf(json(nested, 404))).message).toBe('test: HTTP 404 not.found: No such queue');
  });

  it('names the field of the first error in an array', async () => {
    const body = { errors: [{ errorCode: 'E1', field: 'maxWaitTime', message: 'must be at least 10' }, {}] };
    const error = await failureOf(json(body, 400));
    expect(error.message).toBe('test: HTTP 400 maxWaitTime must be at least 10');
    expect(error.detail).toEqual(body);
  });

  it('fits an error with control characters and without end into a line', async () => {
    const { message } = await failureOf(json({ message: `a\u001b[31m\n\u202e${'b'.repeat(100_000)}` }, 400));
    expect(message).not.toMatch(/\p{C}/u);
    expect(message.length).toBeLessThan(250);
  });

  it.each([
    ['text', '"text"'],
    ['nothing', 'null'],
    ['a list', '[1]'],
    ['errors that are no list', '{"errors":"none"}'],
    ['an error that is nothing', '{"errors":[null]}'],
    ['a message that is no text', '{"message":{"a":1}}'],
    ['endless depth', '['.repeat(50_000)],
  ])('reports an error of an odd shape by its status: %s', async (_, body) => {
    expect(await failureOf(text(body, { status: 400 }))).toMatchObject({
      code: 'http',
      status: 400,
      message: 'test: HTTP 400 Bad Request',
    });
  });

  it('reports an error whose body does not end by its status', async () => {
    const error = await failureOfRaw((_, response) => {
      response.writeHead(403).write('x');
      const more = setInterval(() => response.write('x'.repeat(1_000_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(error).toMatchObject({ code: 'http', status: 403 });
  });
});
