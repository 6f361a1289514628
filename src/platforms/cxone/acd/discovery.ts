import { z } from 'zod';
import { baseUrlSchema, type VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';

/** Where the API of a tenant is: `GET {issuer}/.well-known/cxone-configuration?tenantId=`, asked without a token. */

/** Tenants hardly ever move. */
const CACHE_SECONDS = 86_400;

const responseSchema = z.object({ api_endpoint: baseUrlSchema });

export interface DiscoveryOptions {
  /** For the root of the issuer, and without a way to sign in. */
  readonly client: VendorClient;
  readonly issuerUrl: string;
  /** Without it, the token must name the tenant. */
  readonly tenantId?: string;
  readonly log: Log;
  /** Seconds that never run backwards. */
  readonly monotonic: () => number;
}

/** Finds the root of the API out with a token. An address that was found once goes on being used when asking fails. */
export function discoverBaseUrl(options: DiscoveryOptions) {
  const { client, tenantId, log, monotonic } = options;
  let found: { readonly baseUrl: string; readonly at: number } | undefined;

  const ask = async (id: string, signal: AbortSignal) => {
    const { api_endpoint } = await client.request(
      {
        endpoint: 'cxone_configuration',
        method: 'GET',
        path: '/.well-known/cxone-configuration',
        query: { tenantId: id },
        schema: responseSchema,
      },
      { collector: 'queues', signal },
    );
    refuseLessSecure(options.issuerUrl, api_endpoint);
    return api_endpoint;
  };

  return async (accessToken: string, signal: AbortSignal): Promise<string> => {
    if (found && monotonic() - found.at < CACHE_SECONDS) return found.baseUrl;
    try {
      const baseUrl = await ask(tenantId ?? tenantIdOf(accessToken), signal);
      if (baseUrl !== found?.baseUrl) log.info({ base_url: baseUrl }, 'Found out where the API is');
      found = { baseUrl, at: monotonic() };
    } catch (error) {
      if (!found) throw error;
      log.warn({ error }, 'Where the API is could not be asked again; the address known so far is used');
    }
    return found.baseUrl;
  };
}

function refuseLessSecure(issuerUrl: string, baseUrl: string): void {
  if (baseUrl.startsWith('https:') || !issuerUrl.startsWith('https:')) return;
  throw new PlatformError(
    'api_address_insecure',
    `The API is said to be at ${baseUrl}, where the token would travel unencrypted; set base_url`,
  );
}

const claimsSchema = z.object({ tenantId: z.string().min(1) });

/** From the claims of a JSON Web Token. Its signature is the API's business: here it only tells where to go. */
function tenantIdOf(accessToken: string): string {
  const claims = claimsSchema.safeParse(parseOrUndefined(accessToken.split('.')[1] ?? ''));
  if (claims.success) return claims.data.tenantId;
  throw new PlatformError(
    'tenant_not_named',
    'The token does not name the tenant, so the API cannot be found; set tenant_id or base_url',
  );
}

function parseOrUndefined(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
