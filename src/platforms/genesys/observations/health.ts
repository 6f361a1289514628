/**
 * Platform health. The API has no health endpoint: the platform is up when `GET /api/v2/tokens/me`, which needs no
 * permission, describes the token. The components come from the public status page. Source: Genesys Cloud SDK for
 * JavaScript, `TokensApi.getTokensMe` and `TokenInfo`.
 */

import { z } from 'zod';
import type { Collector } from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import { createRejectionCounter } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';
import { id } from '../../shared/wire-values.ts';

const identified = z.object({ id }).nullish();

/** Every field of `TokenInfo` is optional; one of these two identifies whose token it is. */
const tokenInfoSchema = z
  .object({ organization: identified, OAuthClient: identified })
  .refine(
    ({ organization, OAuthClient }) => organization ?? OAuthClient,
    'names neither organization nor OAuthClient',
  );

/** Statuses of a platform that is up: the endpoint is not available to this kind of client. */
const HEALTHY_REJECTIONS: readonly unknown[] = [403, 404];

export interface HealthOptions {
  readonly client: VendorClient;
  readonly statusPage?: StatusPage;
}

export function health({ client, statusPage }: HealthOptions): Collector {
  return {
    name: 'health',
    collect: async (signal) => {
      const context: RequestContext = { collector: 'health', signal };
      const rejections = createRejectionCounter();
      const [components] = await Promise.all([
        statusPage?.read(context, rejections),
        readTokenInfo(client, context),
      ]);
      return { health: { components: components ?? [] }, rejected: rejections.counts() };
    },
  };
}

async function readTokenInfo(client: VendorClient, context: RequestContext): Promise<void> {
  try {
    await client.request(
      { endpoint: 'token_info', method: 'GET', path: '/api/v2/tokens/me', schema: tokenInfoSchema },
      context,
    );
  } catch (error) {
    if (!isVendorError(error) || !HEALTHY_REJECTIONS.includes(error.status)) throw error;
  }
}
