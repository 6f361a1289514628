import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { type Answer, json, startVendorServer } from '../support/vendor-server.ts';
import { failure, get, openClient, patient } from './harness.ts';

const SECRET = 'hush "quiet" * /=+!';
const TOKEN = 'eyJ0b2tlbg';
const FORMS = [
  SECRET,
  encodeURIComponent(SECRET),
  new URLSearchParams({ '': SECRET }).toString().slice(1),
  JSON.stringify(SECRET).slice(1, -1),
  btoa(`id:${encodeURIComponent(SECRET)}`),
  TOKEN,
];

/** Gives back all that was sent, as some platforms do. */
const echo =
  (status: number): Answer =>
  (request, response) => {
    const { authorization } = request.headers;
    const form = Object.fromEntries(new URLSearchParams(request.body));
    const message = `bad: ${authorization} ${request.body} ${form.client_secret} ${JSON.stringify(form)}`;
    json({ message, authorization, form }, status)(request, response);
  };
const token = json({ access_token: TOKEN, expires_in: 'soon' });
const cutShort: Answer = (_, response) => response.end(`{"access_token":"${TOKEN}"`);
const notHttp: Answer = (_, response) => response.socket?.end(`${TOKEN} ${SECRET}\r\n\r\n`);

it.each([
  ['an API that echoes', token, echo(403)],
  [
    'an API that echoes in its reason phrase',
    token,
    ((request, response) =>
      response.writeHead(400, `no ${request.headers.authorization}`).end()) satisfies Answer,
  ],
  ['an API whose answer has another shape', token, echo(200)],
  ['an API whose answer is not JSON', token, cutShort],
  ['an API that does not speak HTTP', token, notHttp],
  ['an API that hangs up', token, ((_, response) => response.socket?.destroy()) satisfies Answer],
  ['a token endpoint that echoes', echo(401), token],
  ['a token endpoint whose answer is cut short', cutShort, token],
  ['a token endpoint whose answer has another shape', json({ access_token: [TOKEN], secret: SECRET }), token],
  ['a token endpoint that does not speak HTTP', notHttp, token],
])('%s makes no error or log line show a secret', async (_, tokenAnswer, apiAnswer) => {
  for (const clientAuth of ['post', 'basic'] as const) {
    const server = await startVendorServer({ '/token': tokenAnswer, '/x': apiAnswer });
    const authenticate = clientCredentials({
      tokenUrl: `${server.origin}/token`,
      clientId: 'id',
      clientSecret: async () => SECRET,
      clientAuth,
    });
    const client = openClient({ baseUrl: server.origin, authenticate });

    const error = await failure(client.request({ ...get('/x'), retry: false }, patient()));
    const shown = [
      error.message,
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
      JSON.stringify(client.observed),
    ].join('\n');
    for (const form of FORMS) expect(shown).not.toContain(form);
  }
});
