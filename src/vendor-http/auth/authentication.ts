import { isLoopback } from '../transport/addresses.ts';

/** Called for each token request, so that a rotated secret takes effect. */
export type SecretReader = () => Promise<string>;

/** Client authentication: in the body of the form, or by HTTP Basic authentication. */
export type ClientAuth = 'post' | 'basic';

/** One request for a token, ready to be sent. */
export interface TokenRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Values that no error may show. */
  readonly secrets: readonly string[];
}

/** Builds the token request. The client sends it and caches the token. */
export type Authenticate = () => Promise<TokenRequest>;

interface TokenEndpoint {
  /** Full URL; plain http is accepted for loopback only, as the request carries the secret. */
  readonly tokenUrl: string;
  readonly allowInsecureHttp?: boolean;
}

export interface ClientCredentials extends TokenEndpoint {
  readonly clientId: string;
  readonly clientSecret: SecretReader;
  readonly clientAuth: ClientAuth;
  readonly scope?: string | undefined;
}

export interface PasswordGrant extends TokenEndpoint {
  readonly accessKeyId: string;
  readonly accessKeySecret: SecretReader;
  readonly clientId?: string | undefined;
  readonly clientSecret?: SecretReader | undefined;
  readonly clientAuth: ClientAuth;
}

export interface AccessKeyLogin {
  readonly loginUrl: string;
  readonly allowInsecureHttp?: boolean;
  readonly accessKeyId: string;
  readonly accessKeySecret: SecretReader;
}

/** OAuth 2.0 client credentials grant: RFC 6749 section 4.4. */
export function clientCredentials(options: ClientCredentials): Authenticate {
  const { tokenUrl, clientId, clientSecret, clientAuth, scope } = options;
  refuseInsecure(tokenUrl, options);
  return async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', scope);
    return formRequest(tokenUrl, form, { clientAuth, id: clientId, secret: await clientSecret() });
  };
}

/** OAuth 2.0 resource owner password grant (RFC 6749 section 4.3) with an access key instead of a user name. */
export function passwordGrant(options: PasswordGrant): Authenticate {
  const { tokenUrl, accessKeyId, accessKeySecret, clientId, clientSecret, clientAuth } = options;
  refuseInsecure(tokenUrl, options);
  return async () => {
    const form = new URLSearchParams({
      grant_type: 'password',
      username: accessKeyId,
      password: await accessKeySecret(),
    });
    if (clientId === undefined) return formRequest(tokenUrl, form);
    return formRequest(tokenUrl, form, { clientAuth, id: clientId, secret: await clientSecret?.() });
  };
}

/** Login with an access key as JSON; the response has the shape of an OAuth token response. */
export function accessKeyLogin(options: AccessKeyLogin): Authenticate {
  const { loginUrl, accessKeyId, accessKeySecret } = options;
  refuseInsecure(loginUrl, options);
  return async () => {
    const secret = await accessKeySecret();
    return {
      url: loginUrl,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accessKeyId, accessKeySecret: secret }),
      secrets: [secret],
    };
  };
}

interface Client {
  readonly clientAuth: ClientAuth;
  readonly id: string;
  readonly secret: string | undefined;
}

function formRequest(url: string, form: URLSearchParams, client?: Client): TokenRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const secrets = [form.get('password'), client?.secret].filter((secret) => typeof secret === 'string');
  if (client?.clientAuth === 'basic') {
    const credentials = basicCredentials(client);
    const authorization = `Basic ${credentials}`;
    return {
      url,
      headers: { ...headers, authorization },
      body: form.toString(),
      secrets: [...secrets, credentials],
    };
  }
  if (client) form.set('client_id', client.id);
  if (client?.secret !== undefined) form.set('client_secret', client.secret);
  return { url, headers, body: form.toString(), secrets };
}

/** Both parts are percent-encoded first: RFC 6749 section 2.3.1. */
function basicCredentials({ id, secret = '' }: Client): string {
  return Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
}

interface Insecurity {
  readonly allowInsecureHttp?: boolean;
}

/** @throws Error when the secret would cross a network unencrypted. */
function refuseInsecure(address: string, insecurity: Insecurity): void {
  const problem = insecureProblem(address, insecurity);
  if (problem !== undefined) throw new Error(`signing in ${problem}`);
}

/** Problem of a token URL that would receive the secret unencrypted, as the end of a sentence. */
export function insecureProblem(address: string, { allowInsecureHttp }: Insecurity): string | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' || isLoopback(url) || allowInsecureHttp) return undefined;
  return `would send the secret unencrypted to ${url.origin}; use https, or set oauth.allow_insecure_http: true if you trust the network in between`;
}
