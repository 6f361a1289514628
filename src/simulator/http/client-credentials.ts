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
 * OAuth 2.0 client credentials grant (RFC 6749, 4.4), credentials in the form or by HTTP Basic. The `scope` parameter
 * narrows the client's scopes; a request for none of them is rejected.
 */
export function clientCredentialsEndpoint(path: string, reject: typeof rejectWithApiError): TokenEndpoint {
  return {
    path,
    encoding: 'form',
    grant: (request, issuer) => grantToken(request, issuer, reject),
  };
}

export type OAuthError = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';

/** Token errors in the API's common error format: 401 for the client and its scopes, else 400. */
export function rejectWithApiError(error: OAuthError, description: string): Reply {
  const isClientError = error === 'invalid_client' || error === 'invalid_scope';
  throw new ApiError(isClientError ? 401 : 400, error, description);
}

/** Token errors as defined in RFC 6749, 5.2: always 400. */
export function rejectWithOAuthBody(error: OAuthError, description: string): Reply {
  return { status: 400, body: { error, description, error_description: description } };
}

/** Exporter settings for this grant. */
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
  reject: typeof rejectWithApiError,
): Reply {
  if (!fields.grant_type) return reject('invalid_request', 'grant_type is missing');
  if (fields.grant_type !== 'client_credentials') {
    return reject('unsupported_grant_type', `grant_type ${fields.grant_type} is not supported`);
  }
  const { id, secret } = basicCredentials(authorization) ?? {
    id: fields.client_id,
    secret: fields.client_secret,
  };
  if (id !== client.clientId) return reject('invalid_client', 'client not found');
  if (secret !== client.clientSecret) return reject('invalid_client', 'authentication failed');
  const requested = fields.scope?.split(' ').filter((scope) => scope !== '') ?? [];
  const scopes =
    requested.length > 0 ? client.scopes.filter((scope) => requested.includes(scope)) : client.scopes;
  if (requested.length > 0 && scopes.length === 0)
    return reject('invalid_scope', `none of the requested scopes is granted: ${requested.join(' ')}`);
  return ok({
    access_token: tokens.issue(id, scopes),
    token_type: 'bearer',
    expires_in: tokens.lifetimeSeconds,
  });
}

/** Id and secret of an `Authorization: Basic` header; undefined for any other header. */
export function basicCredentials(
  authorization: string | undefined,
): { id: string; secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: formDecoded(id), secret: formDecoded(secret.join(':')) };
}

/** RFC 6749, 2.3.1: id and secret are form-encoded before they are joined. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
