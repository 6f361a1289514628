import { z } from 'zod';
import type { Collector } from '../../../domain/index.ts';
import { isVendorError, type RequestContext, type VendorClient } from '../../../vendor-http/index.ts';
import { createRejectionCounter } from '../../shared/rows.ts';
import type { StatusPage } from '../../shared/status-page.ts';

/**
 * The platform has no health question. That `GET /api/v2/tokens/me` knows our token, for which no permission is needed,
 * is the witness; what the public status page says of its components is shown beside it.
 */

/** Refusals of a platform that is well: the call is not for this kind of client. */
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
      { endpoint: 'token_info', method: 'GET', path: '/api/v2/tokens/me', schema: z.looseObject({}) },
      context,
    );
  } catch (error) {
    if (!isVendorError(error) || !HEALTHY_REJECTIONS.includes(error.status)) throw error;
  }
}
