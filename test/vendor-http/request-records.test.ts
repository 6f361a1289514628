import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { clientCredentials, createVendorClient, type EndedRequest } from '../../src/vendor-http/index.ts';
import { bodyExcerpt } from '../../src/vendor-http/transport/body-excerpt.ts';
import { inTurn, startVendorApi } from '../support/vendor-api.ts';
import { failure, get, openClient, patient } from './harness.ts';

const observerOf = (ended: EndedRequest[]) => ({
  requestEnded: (request: EndedRequest) => void ended.push(request),
  retried: () => {},
  throttled: () => {},
  budgetChanged: () => {},
  tokenObtained: () => {},
  tokenDropped: () => {},
});

describe('the record of a request', () => {
  it('has status, bytes, attempt and correlation id of each attempt, and the body of the failed one', async () => {
    const server = await startVendorApi(
      http.get(
        '/x',
        inTurn(
          () =>
            HttpResponse.json(
              { message: 'try later' },
              { status: 500, headers: { 'x-request-id': 'first' } },
            ),
          () => HttpResponse.json({ value: 7 }, { headers: { 'x-request-id': 'second' } }),
        ),
      ),
    );
    const ended: EndedRequest[] = [];
    const client = openClient({ baseUrl: server.origin, observer: observerOf(ended) });
    await client.request(get('/x'), patient());
    expect(ended.map(({ seconds: _, ...rest }) => rest)).toEqual([
      {
        endpoint: 'test',
        method: 'GET',
        collector: 'queues',
        code: '500',
        status: 500,
        attempt: 1,
        bytes: '{"message":"try later"}'.length,
        correlationId: 'first',
        failureBody: '{"message":"try later"}',
      },
      {
        endpoint: 'test',
        method: 'GET',
        collector: 'queues',
        code: '200',
        status: 200,
        attempt: 2,
        bytes: '{"value":7}'.length,
        correlationId: 'second',
      },
    ]);
  });

  it('keeps the body of a response of an unexpected shape, and shows no token of the token endpoint', async () => {
    const server = await startVendorApi(
      http.post('/token', () => HttpResponse.json({ access_token: 'has a space in it' })),
      http.get('/x', () => HttpResponse.json({ value: 'many' })),
    );
    const ended: EndedRequest[] = [];
    const open = openClient({ baseUrl: server.origin, observer: observerOf(ended) });
    await failure(open.request(get('/x'), patient()));
    expect(ended[0]).toMatchObject({ code: 'invalid', status: 200, failureBody: '{"value":"many"}' });
    const client = createVendorClient({
      tenant: 'acme',
      baseUrl: server.origin,
      authenticate: clientCredentials({
        tokenUrl: `${server.origin}/token`,
        clientId: 'id',
        clientSecret: async () => 'secret',
        clientAuth: 'post',
        scope: undefined,
        allowInsecureHttp: false,
      }),
      observer: observerOf(ended),
    });
    await failure(client.request(get('/x'), patient()));
    await client.close();
    expect(ended.at(-1)).toMatchObject({ endpoint: 'oauth_token', code: 'invalid', status: 200 });
    expect(JSON.stringify(ended)).not.toContain('has a space');
  });
});

describe('the excerpt of a body', () => {
  it.each([
    ['a known secret', 'echo: hunter2!', 'echo: [redacted]'],
    ['a JSON property', '{"clientSecret":"x y","a":1}', '{"clientSecret":"[redacted]","a":1}'],
    ['an escaped property', '{"password":"a\\"b","a":1}', '{"password":"[redacted]","a":1}'],
    ['a property that is cut off', '{"access_token":"abc', '{"access_token":"[redacted]"'],
    ['a form field', 'grant=a&refresh_token=abc&b=1', 'grant=a&refresh_token=[redacted]&b=1'],
    ['a header', 'Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['a web token', 'got eyJhbGciOi.eyJzdWIi.c2ln here', 'got [redacted] here'],
  ])('hides %s', (_, text, shown) => {
    expect(bodyExcerpt(text, ['hunter2!'])).toBe(shown);
  });

  it('has at most 1,000 characters, and never a part of a secret', () => {
    const secret = 'S'.repeat(40);
    const text = `${'a'.repeat(985)}${secret}${'b'.repeat(5_000)}`;
    const shown = bodyExcerpt(text, [secret]);
    expect(shown).toHaveLength(1_000);
    expect(shown).not.toContain('S');
    expect(bodyExcerpt('x'.repeat(10_000_000), [])).toHaveLength(1_000);
  });
});
