import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, json, startVendorServer } from '../support/vendor-server.ts';
import { failure, get, openClient, patient } from './harness.ts';

const text =
  (body: string, headers: Record<string, string> = {}, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

async function failureOf(answer: Answer) {
  const server = await startVendorServer({ '/x': answer });
  const client = openClient({ baseUrl: server.origin });
  return failure(client.request({ ...get('/x'), retry: false }, patient()));
}

describe('an answer', () => {
  it('is asked for as an adapter states it', async () => {
    const server = await startVendorServer({ '/root/api/x': json({ value: 1 }) });
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

  it('that is not used up keeps the connection for the next call', async () => {
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
  ])('that is %s is invalid, and not asked for again', async (_, body) => {
    const server = await startVendorServer({ '/x': text(body, { 'content-type': 'text/html' }) });
    const client = openClient({ baseUrl: server.origin });

    const error = await failure(client.request(get('/x'), patient()));
    expect(error).toMatchObject({ code: 'invalid', status: 200 });
    if (body !== '') expect(error.message).not.toContain(body.slice(0, 6));
    expect(client.observed.requests).toEqual(['test invalid']);
  });

  it('of another shape is told by path and problem, without its content', async () => {
    const error = await failureOf(json({ value: 'a person by name' }));
    expect(error.code).toBe('invalid');
    expect(error.message).toMatch(/value: .*expected number/);
    expect(error.message).not.toContain('person');
  });

  it('of another shape in many places is told in one line', async () => {
    const server = await startVendorServer({ '/x': json({ rows: Array(1000).fill({ id: 1 }) }) });
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

  it('may begin with a byte order mark', async () => {
    const server = await startVendorServer({ '/x': text('\uFEFF{"value":3}') });
    expect(await openClient({ baseUrl: server.origin }).request(get('/x'), patient())).toEqual({ value: 3 });
  });

  it.each([
    ['204', text('', {}, 204)],
    ['200 without a body', text('')],
  ])('that is empty (%s) stands for what the adapter says', async (_, answer) => {
    const server = await startVendorServer({ '/x': answer });
    const request = { ...get('/x'), whenEmpty: { value: 0 } };
    expect(await openClient({ baseUrl: server.origin }).request(request, patient())).toEqual({ value: 0 });
  });

  it('is an empty list on a 204 alone where only that is documented: an empty 200 is invalid', async () => {
    const server = await startVendorServer({ '/204': text('', {}, 204), '/200': text('') });
    const client = openClient({ baseUrl: server.origin });
    const request = (path: string) => ({ ...get(path), whenNoContent: { value: 0 } });
    expect(await client.request(request('/204'), patient())).toEqual({ value: 0 });
    expect(await failure(client.request(request('/200'), patient()))).toMatchObject({ code: 'invalid' });
  });

  it('that is not HTTP is invalid', async () => {
    expect(
      await failureOf((_, response) => response.socket?.end('220 mail.example ESMTP\r\n')),
    ).toMatchObject({
      code: 'invalid',
    });
  });
});

describe('an error answer', () => {
  it('of Genesys Cloud', async () => {
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

  it('of CXone ACD, without a body', async () => {
    const answer: Answer = (_, response) => {
      response.writeHead(400, { icStatusDescription: 'Invalid updatedSince', CorrelationId: 'cor-2' }).end();
    };
    const error = await failureOf(answer);
    expect(error.message).toBe('test: HTTP 400 Invalid updatedSince');
    expect(error).toMatchObject({ status: 400, correlationId: 'cor-2', detail: undefined });
  });

  it('with its sentence in the reason phrase', async () => {
    const error = await failureOf((_, response) => response.writeHead(404, 'No such skill').end());
    expect(error.message).toBe('test: HTTP 404 No such skill');
  });

  it('that says the same in several places says it once', async () => {
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

  it('with an array of errors', async () => {
    const body = { errors: [{ errorCode: 'E1', field: 'maxWaitTime', message: 'must be at least 10' }, {}] };
    const error = await failureOf(json(body, 400));
    expect(error.message).toBe('test: HTTP 400 maxWaitTime must be at least 10');
    expect(error.detail).toEqual(body);
  });

  it('with control characters and no end to it fits a line', async () => {
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
  ])('of an odd shape is still an error by its status: %s', async (_, body) => {
    expect(await failureOf(text(body, {}, 400))).toMatchObject({
      code: 'http',
      status: 400,
      message: 'test: HTTP 400 Bad Request',
    });
  });

  it('that does not end is still an error by its status', async () => {
    const error = await failureOf((_, response) => {
      response.writeHead(403).write('x');
      const more = setInterval(() => response.write('x'.repeat(1_000_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(error).toMatchObject({ code: 'http', status: 403 });
  });
});
