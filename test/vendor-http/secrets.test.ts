import { inspect } from 'node:util';
import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { expect, it } from 'vitest';
import { clientCredentials } from '../../src/vendor-http/index.ts';
import { respondTo, startVendorApi } from '../support/vendor-api.ts';
import { type Answer, destroy, startVendorServer, json as writeJson } from '../support/vendor-server.ts';
import { failure, get, json, openClient, patient } from './harness.ts';

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

/** Returns everything that was sent, as some platforms do. */
const echo = (status: number) =>
  respondTo(({ headers: { authorization }, body }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    const message = `bad: ${authorization} ${body} ${form.client_secret} ${JSON.stringify(form)}`;
    return json({ message, authorization, form }, status);
  });
const token = json({ access_token: TOKEN, expires_in: 'soon' });
const cutShort: HttpResponseResolver = () => new HttpResponse(`{"access_token":"${TOKEN}"`);
const echoInReason: HttpResponseResolver = ({ request }) =>
  new HttpResponse(null, { status: 400, statusText: `no ${request.headers.get('authorization')}` });

async function expectNoSecret(origin: string): Promise<void> {
  for (const clientAuth of ['post', 'basic'] as const) {
    const authenticate = clientCredentials({
      tokenUrl: `${origin}/token`,
      clientId: 'id',
      clientSecret: async () => SECRET,
      clientAuth,
    });
    const client = openClient({ baseUrl: origin, authenticate });

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
}

it.each([
  ['an API that echoes', token, echo(403)],
  ['an API that echoes in its reason phrase', token, echoInReason],
  ['an API whose response has another shape', token, echo(200)],
  ['an API whose response is not JSON', token, cutShort],
  ['a token endpoint that echoes', echo(401), token],
  ['a token endpoint whose response is cut short', cutShort, token],
  [
    'a token endpoint whose response has another shape',
    json({ access_token: [TOKEN], secret: SECRET }),
    token,
  ],
])('shows no secret in an error or log line of %s', async (_, tokenResponse, apiResponse) => {
  const { origin } = await startVendorApi(http.post('/token', tokenResponse), http.get('/x', apiResponse));
  await expectNoSecret(origin);
});

const writeToken = writeJson({ access_token: TOKEN, expires_in: 'soon' });
const notHttp: Answer = (_, response) => response.socket?.end(`${TOKEN} ${SECRET}\r\n\r\n`);

it.each([
  ['an API that does not speak HTTP', writeToken, notHttp],
  ['an API that closes the connection', writeToken, destroy],
  ['a token endpoint that does not speak HTTP', notHttp, writeToken],
])('shows no secret in an error or log line of %s', async (_, tokenAnswer, apiAnswer) => {
  const { origin } = await startVendorServer({ '/token': tokenAnswer, '/x': apiAnswer });
  await expectNoSecret(origin);
});
