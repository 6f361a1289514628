import { ApiError } from './api-error.ts';
import {
  type ClientCredentials,
  ok,
  type Reply,
  type TokenEndpoint,
  type TokenIssuer,
  type TokenRequest,
} from './vendor-api.ts';

/**
 * OAuth 2.0 client credentials grant (RFC 6749, 4.4), credentials in the form or by HTTP Basic. A `scope` that is
 * asked for narrows the client's own; asking for none of them is refused.
 */
export function clientCredentialsEndpoint(path: string, refuse: typeof refuseWithApiError): TokenEndpoint {
  return {
    path,
    encoding: 'form',
    grant: (request, desk) => grantToken(request, desk, refuse),
  };
}

export type OAuthError = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';

/** The way of an API whose sign-in errors look like all its others: 401 for the client and its scopes, else 400. */
export function refuseWithApiError(error: OAuthError, description: string): Reply {
  const isClientsFault = error === 'invalid_client' || error === 'invalid_scope';
  throw new ApiError(isClientsFault ? 401 : 400, error, description);
}

/** As RFC 6749, 5.2 has it: always 400. */
export function refuseWithOAuthBody(error: OAuthError, description: string): Reply {
  return { status: 400, body: { error, description, error_description: description } };
}

/** What an exporter is configured with to sign in this way. */
export function clientCredentialsSettings(path: string) {
  return ({ baseUrl, client }: { readonly baseUrl: string; readonly client: ClientCredentials }): object => ({
    base_url: baseUrl,
    oauth: {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      token_url: `${baseUrl}${path}`,
    },
  });
}

function grantToken(
  { fields, authorization }: TokenRequest,
  { client, tokens }: TokenIssuer,
  refuse: typeof refuseWithApiError,
): Reply {
  if (!fields.grant_type) return refuse('invalid_request', 'grant_type is missing');
  if (fields.grant_type !== 'client_credentials') {
    return refuse('unsupported_grant_type', `grant_type ${fields.grant_type} is not supported`);
  }
  const { id, secret } = basicCredentials(authorization) ?? {
    id: fields.client_id,
    secret: fields.client_secret,
  };
  if (id !== client.clientId) return refuse('invalid_client', 'client not found');
  if (secret !== client.clientSecret) return refuse('invalid_client', 'authentication failed');
  const asked = fields.scope?.split(' ').filter((scope) => scope !== '') ?? [];
  const scopes = asked.length > 0 ? client.scopes.filter((scope) => asked.includes(scope)) : client.scopes;
  if (asked.length > 0 && scopes.length === 0)
    return refuse('invalid_scope', `none of the requested scopes is granted: ${asked.join(' ')}`);
  return ok({
    access_token: tokens.issue(id, scopes),
    token_type: 'bearer',
    expires_in: tokens.lifetimeSeconds,
  });
}

/** Id and secret of an `Authorization: Basic` header; undefined when it is none. */
export function basicCredentials(
  authorization: string | undefined,
): { id: string; secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: formDecoded(id), secret: formDecoded(secret.join(':')) };
}

/** RFC 6749, 2.3.1: id and secret are form-encoded before they are put together. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
