import { basicCredentials } from '../../../http/client-credentials.ts';
import {
  type ClientCredentials,
  ok,
  type Reply,
  type TokenEndpoint,
  type TokenIssuer,
  type TokenRequest,
} from '../../../http/vendor-api.ts';
import { BUSINESS_UNIT_ID, TENANT_ID } from './ids.ts';

/**
 * The two ways to authenticate. The client id is also the id of an employee's access key; the key's secret is the
 * client secret with the padding of a real one.
 */

export const TOKEN_PATH = '/auth/token';

/** OAuth 2.0 password grant (RFC 6749, 4.3), the client in the form or by HTTP Basic. */
export const passwordGrant: TokenEndpoint = {
  path: TOKEN_PATH,
  encoding: 'form',
  grant({ fields, authorization }: TokenRequest, issuer: TokenIssuer): Reply {
    const { grant_type, username, password, client_id: id, client_secret: secret } = fields;
    if (!grant_type) return reject('invalid_request', 'grant_type is missing');
    if (grant_type !== 'password') return reject('unsupported_grant_type', `no grant of type ${grant_type}`);
    const client = basicCredentials(authorization) ?? { id, secret };
    if (!isClient(client, issuer.client)) return reject('invalid_client', 'the client is unknown');
    if (!isKey(username, password, issuer.client))
      return reject('invalid_grant', 'the access key is unknown');
    return token(issuer);
  },
};

export const accessKeyLogin: TokenEndpoint = {
  path: '/authentication/v1/token/access-key',
  encoding: 'json',
  grant: ({ fields: { accessKeyId, accessKeySecret } }, issuer) =>
    isKey(accessKeyId, accessKeySecret, issuer.client)
      ? token(issuer)
      : reject('invalid_grant', 'the access key is unknown', 401),
};

export function accessKeyOf({ clientId, clientSecret }: ClientCredentials) {
  return { id: clientId, secret: `${clientSecret}==` };
}

function isClient(
  { id, secret }: { id: string | undefined; secret: string | undefined },
  client: ClientCredentials,
): boolean {
  // The documents describe the client as optional in this grant.
  return id === undefined || (id === client.clientId && secret === client.clientSecret);
}

function isKey(id: string | undefined, secret: string | undefined, client: ClientCredentials): boolean {
  const key = accessKeyOf(client);
  return id === key.id && secret === key.secret;
}

function reject(error: string, error_description: string, status = 400): Reply {
  return { status, body: { error, error_description } };
}

function token({ client, tokens }: TokenIssuer): Reply {
  const claims = { sub: client.clientId, tenantId: TENANT_ID, icBUId: BUSINESS_UNIT_ID };
  const accessToken = tokens.issue(client.clientId, client.scopes, claims);
  return ok({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: tokens.lifetimeSeconds,
    refresh_token: 'refreshing is not simulated',
    id_token: accessToken,
  });
}
