/**
 * Base URL discovery: `GET {issuer}/.well-known/cxone-configuration?tenantId=`, without a token. Source: NICE CXone
 * developer portal, "Authentication", "cxone-configuration" (`api_endpoint`).
 */

import { z } from 'zod';
import { baseUrlSchema, type VendorClient } from '../../../vendor-http/index.ts';
import type { Log } from '../../platform.ts';
import { PlatformError } from '../../platform-error.ts';

/** The base URL of a tenant hardly ever changes. */
const CACHE_SECONDS = 86_400;

const responseSchema = z.object({ api_endpoint: baseUrlSchema });

export interface DiscoveryOptions {
  /** Client of the issuer, without authentication. */
  readonly client: VendorClient;
  readonly issuerUrl: string;
  /** Default: the tenant of the token. */
  readonly tenantId?: string;
  readonly log: Log;
  /** Monotonic clock, in seconds. */
  readonly monotonic: () => number;
}

/** Discovers the base URL of the API from a token. When a later discovery fails, the last known base URL is used. */
export function discoverBaseUrl(options: DiscoveryOptions) {
  const { client, tenantId, log, monotonic } = options;
  let found: { readonly baseUrl: string; readonly at: number } | undefined;

  const send = async (id: string, signal: AbortSignal) => {
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
    assertEncrypted(options.issuerUrl, api_endpoint);
    return api_endpoint;
  };

  return async (accessToken: string, signal: AbortSignal): Promise<string> => {
    if (found && monotonic() - found.at < CACHE_SECONDS) return found.baseUrl;
    try {
      const baseUrl = await send(tenantId ?? tenantIdOf(accessToken), signal);
      if (baseUrl !== found?.baseUrl) log.info({ base_url: baseUrl }, 'Discovered API base URL');
      found = { baseUrl, at: monotonic() };
    } catch (error) {
      if (!found) throw error;
      log.warn({ error }, 'API discovery failed; using the last known base URL');
    }
    return found.baseUrl;
  };
}

function assertEncrypted(issuerUrl: string, baseUrl: string): void {
  if (baseUrl.startsWith('https:') || !issuerUrl.startsWith('https:')) return;
  throw new PlatformError(
    'api_address_insecure',
    `Discovered base URL ${baseUrl} is not encrypted; set base_url`,
  );
}

const claimsSchema = z.object({ tenantId: z.string().min(1) });

/** Reads the tenant from the claims of a JSON Web Token. The API verifies the signature. */
function tenantIdOf(accessToken: string): string {
  const claims = claimsSchema.safeParse(parseOrUndefined(accessToken.split('.')[1] ?? ''));
  if (claims.success) return claims.data.tenantId;
  throw new PlatformError(
    'tenant_not_named',
    'Discovery needs the tenant, which the token does not name; set tenant_id or base_url',
  );
}

function parseOrUndefined(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
